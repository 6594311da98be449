import Detect

/// systemd-logind's sessions.
package enum Logind {
  package static let decoder = Decoder(
    name: "systemd_logind", programs: ["systemd-logind", "elogind", "elogind-daemon"],
    decode: decode)

  /// `New session 3 of user U.`, `New session '3' of user 'U' with class …`, `Session 3 logged
  /// out. …`, `Removed session 3.`
  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.logind.index
    if body.has("New session ", at: body.start), let word = body.find(" of user ", in: body.range) {
      event.addMeaning(.session, .start, .sessionOpened)
      let name = word &+ 9
      let with = body.find(" with class ", in: name..<body.end)
      let end = with ?? body.end
      let isStopped = with == nil && end > name && body[end &- 1] == UInt8(ascii: ".")
      event.addNonEmpty(.userName, body.unquoted(name..<(isStopped ? end &- 1 : end)))
    } else if body.has("Removed session ", at: body.start)
      || body.has("Session ", at: body.start) && body.find(" logged out", in: body.range) != nil
    {
      event.addMeaning(.session, .end, .sessionClosed)
    }
    return .event
  }
}

/// The shadow tools: useradd, usermod, userdel, groupadd, passwd and their like.
package enum Accounts {
  package static let decoder = Decoder(
    name: "accounts",
    programs: [
      "useradd", "adduser", "usermod", "userdel", "deluser", "groupadd", "addgroup", "groupmod",
      "groupdel", "delgroup", "gpasswd", "passwd", "chpasswd", "chage", "chfn", "chsh", "newusers",
    ], decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.accounts.index
    let start = body.start
    if let next = body.after("new user: ", at: start) {
      add(.userAdded, .user, .creation, &event)
      addPairs(body, next, &event)
    } else if let next = body.after("new group: ", at: start)
      ?? body.after("group added to ", at: start)
    {
      add(.groupAdded, .group, .creation, &event)
      addPairs(body, next, &event)
    } else if let next = body.after("delete user ", at: start) {
      add(.userDeleted, .user, .deletion, &event)
      addName(body, next, .userName, &event)
    } else if body.has("removed group ", at: start) || body.has("group '", at: start) {
      let isRemoval = body.find(" removed", in: body.range) != nil || body[start] == 0x72
      add(
        isRemoval ? .groupDeleted : .groupChanged, .group, isRemoval ? .deletion : .change, &event)
      if let quote = body.find(" '", in: body.range) {
        addName(body, quote &+ 1, .groupName, &event)
      }
    } else if let next = body.after("add '", at: start) ?? body.after("delete '", at: start) {
      membership(body, next &- 1, &event)
    } else if let next = body.after("change user ", at: start)
      ?? body.after("changed user ", at: start) ?? body.after("lock user ", at: start)
      ?? body.after("unlock user ", at: start)
    {
      add(.userChanged, .user, .change, &event)
      addName(body, next, .userName, &event)
    } else {
      membershipByPassword(body, &event)
    }
    return .event
  }

  private static func add(
    _ action: Word, _ what: Word, _ type: Word, _ event: inout EventWriter
  ) {
    event.add(.eventCategory, .iam)
    event.add(.eventType, what)
    event.add(.eventType, type)
    event.add(.eventAction, action)
    event.add(.eventOutcome, .success)
  }

  /// `'NAME'…` at `offset`.
  private static func addName(
    _ body: borrowing Line, _ offset: Int, _ field: Field, _ event: inout EventWriter
  ) {
    guard offset < body.end, body[offset] == UInt8(ascii: "'") else { return }
    let close = body.find(UInt8(ascii: "'"), in: offset &+ 1..<body.end)
    event.addNonEmpty(field, offset &+ 1..<close)
  }

  /// `'x' to group 'sudo'`, `'x' to shadow group 'sudo'`, `'x' from group 'sudo'`.
  private static func membership(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    add(.userChanged, .user, .change, &event)
    addName(body, offset, .userName, &event)
    if let group = body.findLast("group '", in: offset..<body.end) {
      addName(body, group &+ 6, .groupName, &event)
    }
  }

  /// gpasswd: `user x added by root to group wheel`, `user x removed by root from group wheel`;
  /// passwd: `password for 'x' changed by 'root'`.
  private static func membershipByPassword(_ body: borrowing Line, _ event: inout EventWriter) {
    if let name = body.after("user ", at: body.start),
      let word = body.find(" added by ", in: name..<body.end)
        ?? body.find(" removed by ", in: name..<body.end)
    {
      add(.userChanged, .user, .change, &event)
      event.addNonEmpty(.userName, name..<word)
      if let group = body.findLast(" group ", in: word..<body.end) {
        event.addNonEmpty(.groupName, group &+ 7..<body.end)
      }
    } else if let name = body.after("password for ", at: body.start) {
      add(.passwordChanged, .user, .change, &event)
      addName(body, name, .userName, &event)
    }
  }

  /// `name=x, UID=1001, GID=1001, home=/home/x, …`.
  private static func addPairs(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    let isGroup = !body.has("new user", at: body.start)
    var next = offset
    if isGroup, let name = body.find("name=", in: offset..<body.end) { next = name }
    while next < body.end {
      let end = body.find(", ", in: next..<body.end) ?? body.end
      if let value = body.after("name=", at: next) {
        event.addNonEmpty(isGroup ? .groupName : .userName, value..<end)
      } else if let value = body.after("UID=", at: next) {
        event.addInteger(.userID, value..<end, in: body)
      } else if let value = body.after("GID=", at: next) {
        event.addInteger(.groupID, value..<end, in: body)
      }
      next = min(end &+ 2, body.end)
    }
  }
}

/// cron and crontab: `(USER) CMD (COMMAND)`, `(USER) REPLACE (USER)`.
package enum Cron {
  package static let decoder = Decoder(
    name: "cron",
    programs: ["CRON", "cron", "crond", "CROND", "crontab", "anacron", "atd", "fcron"],
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.cron.index
    guard !body.isEmpty, body[body.start] == UInt8(ascii: "("),
      let close = body.find(") ", in: body.range)
    else { return .event }
    event.addNonEmpty(.userName, body.start &+ 1..<close)
    if let command = body.after("CMD (", at: close &+ 2) {
      event.addMeaning(.process, .start, .commandExecuted)
      let isClosed = body[body.end &- 1] == UInt8(ascii: ")")
      event.addNonEmpty(
        .processCommandLine, body.trimmed(command..<(isClosed ? body.end &- 1 : body.end)))
    } else if body.has("REPLACE (", at: close &+ 2) {
      event.addMeaning(.configuration, .change, .configurationChanged)
    }
    return .event
  }
}
