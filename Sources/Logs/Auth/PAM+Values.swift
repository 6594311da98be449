import Detect

extension PAM {
  /// `logname=L uid=n euid=n tty=T ruser=R rhost=A[ ][ user=U]`.
  ///
  /// The remote user's name and, at the end, the user's are the peer's words. So the host is taken
  /// right after an empty `ruser=`, or where ` rhost=` stands but once.
  static func addFailure(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    guard let remoteUser = body.find(" ruser=", in: range) else { return }
    let word: Int
    if body.has(" rhost=", at: remoteUser &+ 7) {
      word = remoteUser &+ 7
    } else {
      guard let found = body.find(" rhost=", in: range),
        body.findLast(" rhost=", in: range) == found, found >= remoteUser &+ 7
      else { return }
      word = found
      event.addNonEmpty(.sourceUserName, remoteUser &+ 7..<found)
    }
    let host = word &+ 7
    guard host <= range.upperBound else { return }
    let hostEnd = body.find(0x20, in: host..<range.upperBound)
    event.addSource(address: host..<hostEnd, in: body)
    let next = body.afterBlanks(hostEnd)
    if let user = body.after("user=", at: next) {
      event.addNonEmpty(.userName, user..<range.upperBound)
    }
  }

  /// Texts of other modules, and of pam_unix beside logins and sessions.
  static func other(_ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter) {
    let start = text.lowerBound
    if body.has("check pass; user unknown", at: start)
      || body.has("bad username [", at: start)
    {
      event.addAuthentication(.start, .loginFailed, .failure)
    } else if let user = body.after("password changed for ", at: start) {
      event.addMeaning(.iam, .change, .passwordChanged)
      event.add(.eventOutcome, .success)
      event.addNonEmpty(.userName, user..<text.upperBound)
    } else if let user = body.after("Consecutive login failures for user ", at: start) {
      event.addAuthentication(.denied, .loginFailed, .failure)
      let word = body.findLast(" account temporarily locked", in: user..<text.upperBound)
      event.addNonEmpty(.userName, user..<(word ?? text.upperBound))
    } else if body.has("requirement \"", at: start),
      let word = body.findLast(" not met by user \"", in: text)
    {
      event.addNonEmpty(.userName, word &+ 18..<max(word &+ 18, text.upperBound &- 1))
    } else if let user = body.after("user ", at: start),
      let word = body.findLast(" tally ", in: user..<text.upperBound)
    {
      // `user U (1000) tally 5, deny 4` of pam_tally2.
      event.addAuthentication(.denied, .loginFailed, .failure)
      let open = body.findLast(" (", in: user..<word)
      event.addNonEmpty(.userName, user..<(open ?? word))
    } else if let user = body.after("received for user ", at: start),
      let word = body.findLast(": ", in: user..<text.upperBound)
    {
      event.addAuthentication(.start, .loginFailed, .failure)
      event.addNonEmpty(.userName, user..<word)
    }
  }

  /// `` `bob' from `198.51.100.7' `` of pam_access; both quoted, the host at the end.
  static func addQuoted(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    guard let from = body.lastFrom(in: range) else { return }
    let user = body.unquoted(range.lowerBound..<from)
    event.addNonEmpty(.userName, user)
    event.addSource(address: body.unquoted(from &+ 6..<range.upperBound), in: body)
  }
}

/// `pam_NAME(SERVICE:TYPE): ` taken apart.
struct PAMPrefix {
  var service: Range<Int>
  var next: Int
}

extension Line {
  /// The prefix that the line begins with, or nil.
  var pamPrefix: PAMPrefix? {
    guard has("pam_", at: start) else { return oldPAMPrefix }
    let open = findEither(UInt8(ascii: "("), 0x20, from: start &+ 4)
    guard open < end, self[open] == UInt8(ascii: "("), open &- start < 64 else { return nil }
    let close = findEither(UInt8(ascii: ")"), 0x20, from: open)
    guard close < end, self[close] == UInt8(ascii: ")"), close &- open < 64 else { return nil }
    let service = open &+ 1..<find(UInt8(ascii: ":"), in: open &+ 1..<close)
    var next = close &+ 1
    if next < end, self[next] == UInt8(ascii: "[") {
      next = min(find(UInt8(ascii: "]"), in: next..<min(end, next &+ 16)) &+ 1, end)
    }
    guard next < end, self[next] == UInt8(ascii: ":") else { return nil }
    return PAMPrefix(service: service, next: afterBlanks(next &+ 1))
  }

  /// `SERVICE(pam_NAME)[n]: `, as PAM before 1.0 wrote it for a tag, or `(pam_unix) ` after the
  /// service's own tag.
  private var oldPAMPrefix: PAMPrefix? {
    if let next = after("(pam_unix) ", at: start) {
      return PAMPrefix(service: start..<start, next: next)
    }
    let open = skipName(in: start..<min(end, start &+ 64))
    guard open > start, has("(pam_", at: open), let tag = syslogTag(at: start),
      self[tag.program.upperBound &- 1] == UInt8(ascii: ")")
    else { return nil }
    return PAMPrefix(service: start..<open, next: afterBlanks(tag.next))
  }

  /// `range` without a pair of quotes around it: `'x'`, `` `x' `` or `"x"`.
  func unquoted(_ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2 else { return range }
    let open = self[range.lowerBound]
    let close = self[range.upperBound &- 1]
    let isQuoted =
      (open == UInt8(ascii: "'") || open == UInt8(ascii: "`")) && close == UInt8(ascii: "'")
      || open == UInt8(ascii: "\"") && close == open
    return isQuoted ? range.lowerBound &+ 1..<range.upperBound &- 1 : range
  }
}
