import Detect

/// The error log of MySQL and MariaDB, and SQL Server's
/// (https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html): `TIME THREAD [LABEL] [CODE]
/// [SUBSYSTEM] MESSAGE`.
///
/// `'USER'@'HOST'`: the user is the client's and may hold quotes, so the last `'@'` counts.
package enum MySQL {
  package static let decoder = Decoder(
    name: "mysql", programs: ["mysqld", "mysql", "mariadb", "mariadbd", "mysqld_safe"],
    recognises: { body, _ in body.isMySQL }, readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.database.index
      if phrases.decode(body, context.clock, &event) { return .event }
      if context.program.isEmpty {
        guard body.isMySQL else { return .notMine }
        if !context.hasHeader { _ = event.readTime(at: body.start, in: body, context.clock) }
      }
      event.addMeaning(of: .info)
      event.add(.eventCategory, .database)
      return .event
    })

  static let phrases = PhraseSet(
    [
      "<time> <n> [<w>] ", "<time> <n> [<w>] [<w>] [<w>] ", "<time> [<w>] ", "<n>  <w> [<w>] ",
      "<n> <w> [<w>] ", "<w>  <w> <n> [<w>] ", "[<w>] ", "",
    ].flatMap(denials(after:)) + [
      Phrase(
        .loginFailed, "mssql",
        "<time> Logon       Login failed for user '<user>'. Reason: <reason> [CLIENT: <ip>]"),
      Phrase(
        .loginFailed, "mssql", "<time> Logon       Login failed for user '<user>'. [CLIENT: <ip>]"),
    ])

  private static func denials(after head: String) -> [Phrase] {
    [
      Phrase(
        .loginFailed, "mysql", head,
        "Access denied for user '<user>'@'<host>' (using password: <w>)"),
      Phrase(.loginFailed, "mysql", head, "Access denied for user '<user>'@'<host>'"),
    ]
  }
}

extension Line {
  /// `yyyy-mm-dd hh:mm:ss THREAD [Note|Warning|ERROR|System]`, `yymmdd hh:mm:ss […]`, and SQL
  /// Server's `Logon`.
  var isMySQL: Bool {
    guard count > 30, self[start] &- 0x30 < 10 else { return false }
    guard self[start &+ 4] == UInt8(ascii: "-") else {
      return self[start &+ 6] == 0x20 && find("[", in: start &+ 15 ..| start &+ 18) != nil
    }
    if has(" Logon       ", at: start &+ 22) { return true }
    // The thread stands between the time and the label.
    let open = find(UInt8(ascii: "["), in: start &+ 19 ..| min(start &+ 52, end))
    guard let space = findLast(0x20, in: start &+ 17 ..| max(open &- 1, start &+ 17)),
      unsigned(in: space &+ 1 ..| open &- 1) != nil
    else { return false }
    return has("[Note]", at: open) || has("[Warning]", at: open) || has("[ERROR]", at: open)
      || has("[System]", at: open) || has("[Note ]", at: open)
  }
}
