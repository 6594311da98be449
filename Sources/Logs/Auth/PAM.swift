import Detect

/// Pluggable Authentication Modules: `pam_NAME(SERVICE:TYPE): TEXT`, under any program's name
/// (https://github.com/linux-pam/linux-pam, pam_syslog).
package enum PAM {
  package static let decoder = Decoder(name: "pam", decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let prefix = body.pamPrefix else { return .notMine }
    event.event.logSource = logSource(body, prefix.service).index
    if context.program.isEmpty { event.addNonEmpty(.processName, prefix.service) }
    let text = prefix.next..<body.end
    guard !text.isEmpty else { return .event }
    switch body[text.lowerBound] {
    case UInt8(ascii: "s"): session(body, text, prefix.service, &event)
    case UInt8(ascii: "a"): authentication(body, text, &event)
    default: other(body, text, &event)
    }
    return .event
  }

  private static func logSource(
    _ body: borrowing Line, _ service: Range<Int>
  ) -> KnownLogSource {
    switch service.count {
    case 2: body.equals("su", in: service) ? .su : .pam
    case 4:
      if body.equals("sshd", in: service) {
        .sshd
      } else if body.equals("cron", in: service) {
        .cronPAM
      } else {
        body.equals("sudo", in: service) ? .sudo : body.equals("su-l", in: service) ? .su : .pam
      }
    case 5:
      body.equals("crond", in: service)
        ? .cronPAM : body.equals("login", in: service) ? .login : .pam
    case 6: body.equals("sudo-i", in: service) ? .sudo : .pam
    default: .pam
    }
  }

  /// `session opened for user U[(uid=n)] by [V](uid=n)`, `session closed for user U`.
  private static func session(
    _ body: borrowing Line, _ text: Range<Int>, _ service: Range<Int>, _ event: inout EventWriter
  ) {
    if let user = body.after("session closed for user ", at: text.lowerBound) {
      event.addMeaning(.session, .end, .sessionClosed)
      event.addNonEmpty(.userName, user..<text.upperBound)
      return
    }
    guard let user = body.after("session opened for user ", at: text.lowerBound) else { return }
    event.addMeaning(.session, .start, .sessionOpened)
    event.add(.eventOutcome, .success)
    let by = body.findLast(" by ", in: user..<text.upperBound) ?? text.upperBound
    let opened = Account(body, user..<by)
    let opener = Account(body, min(by &+ 4, text.upperBound)..<text.upperBound)
    // Whoever asked is the user; the one they became, if another, is effective.
    if opener.name.isEmpty {
      event.addNonEmpty(.userName, opened.name)
      let number = opened.number.isEmpty ? opener.number : opened.number
      event.addInteger(.userID, number, in: body)
    } else {
      event.add(.userName, opener.name)
      event.addInteger(.userID, opener.number, in: body)
      event.addNonEmpty(.userEffectiveName, opened.name)
      event.addInteger(.userEffectiveID, opened.number, in: body)
    }
  }

  private struct Account {
    var name: Range<Int>
    var number: Range<Int>

    /// Reads `name(uid=n)`, either part missing.
    init(_ body: borrowing Line, _ range: Range<Int>) {
      name = range
      number = range.upperBound..<range.upperBound
      guard !range.isEmpty, body[range.upperBound &- 1] == UInt8(ascii: ")"),
        let open = body.findLast("(uid=", in: range)
      else { return }
      name = range.lowerBound..<open
      number = open &+ 5..<range.upperBound &- 1
    }
  }

  /// `authentication failure; logname=… rhost=A[  user=U]`, `auth could not identify password for
  /// [U]`, `account U has expired…`, `access denied for user …`.
  private static func authentication(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    if let values = body.after("authentication failure; ", at: text.lowerBound) {
      event.addAuthentication(.start, .loginFailed, .failure)
      addFailure(body, values..<text.upperBound, &event)
    } else if let name = body.after("auth could not identify password for [", at: text.lowerBound) {
      event.addAuthentication(.start, .loginFailed, .failure)
      let close = body.findLast(UInt8(ascii: "]"), in: name..<text.upperBound)
      event.addNonEmpty(.userName, name..<(close ?? text.upperBound))
    } else if let name = body.after("account ", at: text.lowerBound),
      let word = body.findLast(" has expired", in: name..<text.upperBound)
    {
      event.addAuthentication(.denied, .loginFailed, .failure)
      event.addNonEmpty(.userName, name..<word)
    } else if let next = body.after("access denied for user ", at: text.lowerBound) {
      event.addAuthentication(.denied, .loginFailed, .failure)
      addQuoted(body, next..<text.upperBound, &event)
    }
  }
}
