import Detect

/// What a firewall did with a packet, as far as its record says.
enum Verdict {
  case unknown, denied, allowed
}

/// A verb of a verdict, found in text that a person wrote: a log prefix, the name of a chain.
struct VerdictWord {
  var verdict = Verdict.unknown
  /// The verb in its plain form, for `event.action`.
  var action = Word.log

  /// The last verb in `range`. A verb is a whole word, or the beginning of one (`dropped`): text
  /// such as `nodrop` says nothing.
  static func last(in range: Range<Int>, of line: borrowing Line) -> VerdictWord {
    var found = VerdictWord()
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, line[index] | 0x20 &- 0x61 < 26 { index &+= 1 }
      if index &- start >= 4, let word = verb(start..<index, of: line) { found = word }
      index = max(index, start &+ 1)
    }
    return found
  }

  private static func verb(_ range: Range<Int>, of line: borrowing Line) -> VerdictWord? {
    func begins(_ text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      return range.count >= count
        && line.equalsFolded(text, in: range.lowerBound..<range.lowerBound + count)
    }
    switch line[range.lowerBound] | 0x20 {
    case UInt8(ascii: "d"):
      if begins("drop") { return VerdictWord(verdict: .denied, action: .drop) }
      if begins("deny") || begins("denied") { return VerdictWord(verdict: .denied, action: .deny) }
      if begins("discard") { return VerdictWord(verdict: .denied, action: .drop) }
    case UInt8(ascii: "b"):
      if begins("block") { return VerdictWord(verdict: .denied, action: .block) }
    case UInt8(ascii: "r"):
      if begins("reject") || begins("refuse") {
        return VerdictWord(verdict: .denied, action: .reject)
      }
    case UInt8(ascii: "a"):
      if begins("accept") { return VerdictWord(verdict: .allowed, action: .accept) }
      if begins("allow") { return VerdictWord(verdict: .allowed, action: .allow) }
    case UInt8(ascii: "p"):
      if begins("permit") { return VerdictWord(verdict: .allowed, action: .allow) }
      if line.equalsFolded("pass", in: range) || line.equalsFolded("passed", in: range) {
        return VerdictWord(verdict: .allowed, action: .pass)
      }
    default: break
    }
    return nil
  }
}

extension EventWriter {
  /// Adds `event.category` and `event.type` of a packet that was seen and perhaps judged.
  mutating func addConnection(_ verdict: Verdict) {
    add(.eventCategory, .network)
    add(.eventType, .connection)
    addVerdict(verdict)
  }

  mutating func addVerdict(_ verdict: Verdict) {
    switch verdict {
    case .denied: add(.eventType, .denied)
    case .allowed: add(.eventType, .allowed)
    case .unknown: break
    }
  }
}
