import Detect

/// One message that a program writes, with holes for what differs: `Failed login for <user> from
/// <ip>`.
///
/// A phrase is the whole message from its first byte to its last: what a stranger wrote further on
/// can never begin one. It ends anywhere when its last part is `<*>`.
///
/// | hole | takes |
/// |---|---|
/// | `<time>` | a time of any form, which becomes the event's |
/// | `<ip>` | an address: `A`, `[A]`, and with a port `A:P` (IPv4) and `[A]:P` |
/// | `<ip:port>` | an address and, after the last colon, a port |
/// | `<host>` | an address or a name, up to the next literal |
/// | `<n>` `<w>` `<*>` | digits; no blanks; anything: as little as possible |
/// | `<\|a\|b\|>` | one of these texts, here also none |
/// | `<user>` | as much as possible: text of a stranger before what the program writes |
/// | `<name…>` | others by ``PhraseHole``: as little as possible, `:w` without blanks, `:g` as much as possible |
struct Phrase: Sendable {
  /// What the message says.
  enum Meaning: UInt8, Sendable {
    /// A login that failed, or succeeded.
    case loginFailed, login
    /// A peer was refused, or probed without logging in.
    case denied, probe
    /// A mail was refused.
    case mailDenied
    /// A connection began; a session ended.
    case connected, ended
    /// A request of the web, by its status.
    case web
    /// A question to a name server.
    case query
    /// Another defence shut an address out.
    case blocked
    /// Nothing but its fields.
    case info
  }

  let service: StaticString
  let meaning: Meaning
  let steps: [PhraseStep]
  /// Whether text may follow the last step.
  let isOpen: Bool

  /// - Parameter pattern: Well-formed: it is part of the program, and a test reads them all.
  init(_ meaning: Meaning, _ service: StaticString, _ pattern: String) {
    self.service = service
    self.meaning = meaning
    var steps = PhraseStep.parse(pattern)
    isOpen = steps.last?.kind == .lazy && steps.last?.field == nil
    if isOpen { steps.removeLast() }
    self.steps = steps
  }

  /// - Parameter head: What stands before the message in one of its places.
  init(_ meaning: Meaning, _ service: StaticString, _ head: String, _ pattern: String) {
    self.init(meaning, service, head + pattern)
  }

  /// The longest word of letters that every such message has, or nil.
  var trigger: [UInt8]? {
    var best: ArraySlice<UInt8> = []
    for step in steps where step.kind == .literal {
      let words = step.texts[0].split { !PhraseStep.isLetter($0) }
      for word in words where word.count >= 4 && word.count > best.count {
        // A word at the edge of the text may go on in the hole.
        best = word
      }
    }
    return best.isEmpty ? nil : Array(best)
  }
}

/// A part of a phrase.
struct PhraseStep: Sendable {
  enum Kind: UInt8, Sendable {
    case literal, choice, time, digits, address, addressPort, host, word, lazy, greedy
  }

  var kind: Kind
  /// What is made of the text, or nil.
  var field: PhraseHole?
  /// The text of a literal; the texts of a choice.
  var texts: [[UInt8]] = []

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  static func parse(_ pattern: String) -> [PhraseStep] {
    var steps: [PhraseStep] = []
    var literal: [UInt8] = []
    var rest = Array(pattern.utf8)[...]
    while let byte = rest.first {
      rest = rest.dropFirst()
      guard byte == UInt8(ascii: "<"), let close = rest.firstIndex(of: UInt8(ascii: ">")),
        let step = hole(String(decoding: rest[..<close], as: UTF8.self))
      else {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { steps.append(PhraseStep(kind: .literal, texts: [literal])) }
      literal = []
      steps.append(step)
      rest = rest[rest.index(after: close)...]
    }
    if !literal.isEmpty { steps.append(PhraseStep(kind: .literal, texts: [literal])) }
    return steps
  }

  /// The step of `<text>`, or nil when these are brackets of the message.
  private static func hole(_ text: String) -> PhraseStep? {
    if text.hasPrefix("|") {
      let texts = text.dropFirst().split(separator: "|", omittingEmptySubsequences: false)
      return PhraseStep(kind: .choice, texts: texts.map { Array($0.utf8) })
    }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch text {
    case "time": return PhraseStep(kind: .time)
    case "n": return PhraseStep(kind: .digits)
    case "w": return PhraseStep(kind: .word)
    case "*": return PhraseStep(kind: .lazy)
    case "ip": return PhraseStep(kind: .address, field: .source)
    case "ip:port": return PhraseStep(kind: .addressPort, field: .source)
    case "host": return PhraseStep(kind: .host, field: .source)
    case "dip": return PhraseStep(kind: .address, field: .destination)
    case "dip:port": return PhraseStep(kind: .addressPort, field: .destination)
    default: break
    }
    guard let name = parts.first, let field = PhraseHole(rawValue: name) else { return nil }
    if parts.count > 1 {
      return PhraseStep(kind: parts[1] == "w" ? .word : .greedy, field: field)
    }
    return PhraseStep(kind: field.kind, field: field)
  }
}

/// What a hole's text becomes.
enum PhraseHole: String, Sendable {
  case source, destination
  case user, domain, port, dport, name, reason, path, file, rule, level, logger, process, pid
  case url, method, status, bytes, version, agent, referrer, site, sent
  case qname, qtype, qclass, rcode, received, replied, sender, recipient, message, interface,
    session, transport

  var kind: PhraseStep.Kind {
    switch self {
    case .user: .greedy
    case .port, .dport, .pid, .received, .replied: .digits
    default: .lazy
    }
  }
}
