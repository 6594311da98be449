import Detect

/// sudo: `USER : [REASON ; ]TTY=T ; PWD=D ; USER=U ; [GROUP=… ; ENV=… ; ]COMMAND=C`
/// (https://www.sudo.ws/docs/man/sudoers.man/, "Log format").
package enum Sudo {
  package static let decoder = Decoder(name: "sudo", programs: ["sudo"], decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.sudo.index
    guard let colon = body.find(" : ", in: body.range) else { return .event }
    // A user name is one word; anything else is a message of another kind.
    let user = body.start..<colon
    guard !user.isEmpty, body.find(0x20, in: user) == colon else { return .event }
    event.add(.eventCategory, .process)
    event.add(.userName, user)
    var next = colon &+ 3
    if body.isSudoPair(at: next) {
      event.add(.eventType, .start)
      event.add(.eventAction, .commandExecuted)
      event.add(.eventOutcome, .success)
    } else if body.has("(command continued) ", at: next) {
      event.add(.processCommandLine, next &+ 20..<body.end)
      return .event
    } else {
      let end = body.find(" ; ", in: next..<body.end) ?? body.end
      event.add(.eventCategory, .authentication)
      event.add(.eventType, .denied)
      event.add(.eventAction, .loginFailed)
      event.add(.eventOutcome, .failure)
      event.addNonEmpty(.eventReason, next..<end)
      next = min(end &+ 3, body.end)
    }
    readPairs(body, at: next, &event)
    return .event
  }

  /// The pairs up to `COMMAND=`, which is last and runs to the end.
  private static func readPairs(
    _ body: borrowing Line, at offset: Int, _ event: inout EventWriter
  ) {
    var next = offset
    while body.isSudoPair(at: next) {
      if let command = body.after("COMMAND=", at: next) {
        event.addNonEmpty(.processCommandLine, command..<body.end)
        return
      }
      let end = body.find(" ; ", in: next..<body.end) ?? body.end
      if let value = body.after("TTY=", at: next) {
        if !body.equals("unknown", in: value..<end) {
          event.addNonEmpty(.processTTYName, value..<end)
        }
      } else if let value = body.after("PWD=", at: next) {
        event.addNonEmpty(.processWorkingDirectory, value..<end)
      } else if let value = body.after("USER=", at: next) {
        event.addNonEmpty(.userEffectiveName, value..<end)
      } else if let value = body.after("GROUP=", at: next) {
        event.addNonEmpty(.groupName, value..<end)
      }
      if end == body.end { return }
      next = end &+ 3
    }
  }
}

extension Line {
  /// Whether a key of capitals and `=` stands at `offset`.
  fileprivate func isSudoPair(at offset: Int) -> Bool {
    var next = offset
    while next < end, self[next] &- 0x41 < 26 { next &+= 1 }
    return next > offset && next < end && self[next] == UInt8(ascii: "=")
  }
}
