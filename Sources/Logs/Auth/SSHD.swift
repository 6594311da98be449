import Detect

/// OpenSSH's server (https://github.com/openssh/openssh-portable/: auth.c, packet.c, sshd.c).
///
/// User names, version strings and disconnect texts are the peer's own words. An address is taken
/// only from where sshd writes it: after the last ` from ` with a known tail behind it, or as the
/// first word of a message that has the address before the peer's words. Where both could hold,
/// none is taken.
package enum SSHD {
  package static let decoder = Decoder(
    name: "sshd", programs: ["sshd", "sshd-session", "sshd-auth"], decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.sshd.index
    let text = body.withoutPhase(body.range)
    guard text.count > 4 else { return .event }
    let start = text.lowerBound
    switch body[start] {
    case UInt8(ascii: "F"): login(body, text, .failure, &event)
    case UInt8(ascii: "A"): login(body, text, .success, &event)
    case UInt8(ascii: "C"), UInt8(ascii: "D"): connection(body, text, &event)
    case UInt8(ascii: "I"): invalidUser(body, text, &event)
    case UInt8(ascii: "U"): user(body, text, &event)
    case UInt8(ascii: "R"): received(body, text, &event)
    case UInt8(ascii: "e"):
      guard let next = body.after("error: ", at: start) else { break }
      error(body, next..<text.upperBound, &event)
    case UInt8(ascii: "f"):
      guard let next = body.after("fatal: ", at: start) else { break }
      error(body, next..<text.upperBound, &event)
    default: error(body, text, &event)
    }
    return .event
  }

  /// `Failed METHOD for [invalid user ]U from A port P ssh2[: KEY]` and `Accepted …`.
  private static func login(
    _ body: borrowing Line, _ text: Range<Int>, _ outcome: Word, _ event: inout EventWriter
  ) {
    let word = text.lowerBound &+ (outcome == .failure ? 7 : 9)
    guard body.has(outcome == .failure ? "Failed " : "Accepted ", at: text.lowerBound),
      let start = method(body, word..<text.upperBound)
    else {
      error(body, text, &event)
      return
    }
    event.addAuthentication(.start, .sshLogin, outcome)
    let user = body.after("invalid user ", at: start) ?? start
    guard let from = body.lastFrom(in: user..<text.upperBound) else {
      event.addNonEmpty(.userName, user..<text.upperBound)
      return
    }
    event.addNonEmpty(.userName, user..<from)
    guard let remote = body.remoteEnd(at: from &+ 6), isLoginTail(body, remote.next, text) else {
      return
    }
    // sshd always names the port: where the record names one elsewhere, this end is the peer's text.
    if remote.port.isEmpty, body.find(" port ", in: text) != nil { return }
    event.addSource(remote, in: body)
  }

  /// The offset after `METHOD for `: a method is one word.
  private static func method(_ body: borrowing Line, _ range: Range<Int>) -> Int? {
    let space = body.find(0x20, in: range)
    return space < range.upperBound ? body.after(" for ", at: space) : nil
  }

  /// Whether what follows the port is all sshd's own: ` ssh2`, or that and a key without words of
  /// the peer (`: ED25519 SHA256:…`). A certificate's identity is the peer's; then the address must
  /// be the only one in the record.
  private static func isLoginTail(
    _ body: borrowing Line, _ offset: Int, _ text: Range<Int>
  ) -> Bool {
    if offset == text.upperBound { return true }
    guard let next = body.after(" ssh2", at: offset) ?? body.after(" ssh1", at: offset) else {
      return false
    }
    if next == text.upperBound { return true }
    guard let key = body.after(": ", at: next) else { return false }
    let space = body.find(0x20, in: key..<text.upperBound)
    guard space < text.upperBound else { return true }
    if body.find(0x20, in: space &+ 1..<text.upperBound) == text.upperBound { return true }
    return body.hasOneRemoteEnd(in: text)
  }

  /// `Invalid user U from A[ port P]`.
  private static func invalidUser(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    guard let start = body.after("Invalid user ", at: text.lowerBound) else { return }
    event.addAuthentication(.start, .sshInvalidUser, .failure)
    addUserAndEnd(body, start..<text.upperBound, &event)
  }

  /// `U from A[ port P]`, anchored at the end of `range`.
  static func addUserAndEnd(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    guard let from = body.lastFrom(in: range) else {
      event.addNonEmpty(.userName, range)
      return
    }
    event.addNonEmpty(.userName, range.lowerBound..<from)
    guard let remote = body.remoteEnd(at: from &+ 6),
      remote.next == range.upperBound || body.equals(" ssh2", in: remote.next..<range.upperBound)
    else { return }
    event.addSource(remote, in: body)
  }
}
