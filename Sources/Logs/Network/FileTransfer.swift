import Detect

/// FTP servers: vsftpd, ProFTPD, Pure-FTPd, wu-ftpd.
///
/// User names are the client's. ProFTPD and Pure-FTPd write the peer before them, vsftpd after
/// them, in quotes at the end.
/// https://security.appspot.com/vsftpd.html, http://www.proftpd.org/docs/howto/Logging.html,
/// https://www.pureftpd.org/project/pure-ftpd/doc/
package enum FileTransfer {
  package static let decoder = Decoder(
    name: "ftp",
    programs: ["vsftpd", "proftpd", "pure-ftpd", "wu-ftpd", "ftpd", "sftpgo", "in.ftpd"],
    recognises: { body, _ in body.isFileTransferLog }, readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.fileTransfer.index
      let isMessage = phrases.decode(body, context.clock, &event)
      return isMessage || !context.program.isEmpty ? .event : .notMine
    })

  static let phrases = PhraseSet(vsftpd + proftpd + others)

  private static let vsftpd: [Phrase] =
    ["<time> [pid <pid>] ", ""].flatMap(vsftpd(after:)) + [
      Phrase(.loginFailed, "vsftpd", "gkr-pam: error looking up user information for: <user>"),
      Phrase(.loginFailed, "vsftpd", "authentication failure; <*> rhost=<ip><*>"),
    ]

  private static func vsftpd(after head: String) -> [Phrase] {
    [
      Phrase(.loginFailed, "vsftpd", head, "[<user>] FAIL LOGIN: Client \"<ip>\""),
      Phrase(.login, "vsftpd", head, "[<user>] OK LOGIN: Client \"<ip>\"<*>"),
      Phrase(
        .loginFailed, "vsftpd", head, "[<user>] FTP response: Client \"<ip>\", \"530 <reason>\""),
      Phrase(.connected, "vsftpd", head, "CONNECT: Client \"<ip>\"<*>"),
      Phrase(
        .info, "vsftpd", head, "[<user>] FTP <|response|command|>: Client \"<ip>\", \"<*>\""),
    ]
  }

  /// `SERVER (NAME[ADDRESS]) - MESSAGE`, also with the program's name before it. The name of the
  /// peer holds no bracket.
  private static let proftpd: [Phrase] = [
    "<w> (<name:w>[<ip>]) - ", "<w> (<name:w>[<ip>]): ",
    "proftpd[<pid>]<|:||> <w> (<name:w>[<ip>]) - ", "proftpd[<pid>]<|:||> <w> (<name:w>[<ip>]): ",
  ].flatMap(proftpd(after:))

  private static func proftpd(after head: String) -> [Phrase] {
    [
      Phrase(.loginFailed, "proftpd", head, "USER <user>: no such user found from <*>"),
      Phrase(.loginFailed, "proftpd", head, "USER <user> (Login failed): <reason>"),
      Phrase(.loginFailed, "proftpd", head, "USER <user> (Login failed)"),
      Phrase(.loginFailed, "proftpd", head, "SECURITY VIOLATION: <user> login attempted."),
      Phrase(.loginFailed, "proftpd", head, "SECURITY VIOLATION: Root login attempted<*>"),
      Phrase(.loginFailed, "proftpd", head, "Maximum login attempts (<n>) exceeded<*>"),
      Phrase(.login, "proftpd", head, "USER <user>: Login successful."),
      Phrase(.login, "proftpd", head, "ANON <user>: Login successful."),
      Phrase(.connected, "proftpd", head, "FTP session opened."),
      Phrase(.ended, "proftpd", head, "FTP session closed."),
    ]
  }

  private static let others: [Phrase] = [
    Phrase(
      .loginFailed, "pure-ftpd", "(<w>@<host>) [WARNING] Authentication failed for user [<user>]"),
    Phrase(.loginFailed, "pure-ftpd", "(<w>@<host>) [WARNING] <*> [<user>]"),
    Phrase(.login, "pure-ftpd", "(<w>@<host>) [INFO] <user> is now logged in"),
    Phrase(.connected, "pure-ftpd", "(<w>@<host>) [INFO] New connection from <*>"),
    Phrase(.loginFailed, "wu-ftpd", "failed login from <name:w> [<ip>]"),
    Phrase(.loginFailed, "wu-ftpd", "FTP LOGIN REFUSED (<*>) FROM <name:w> [<ip>], <user>"),
  ]
}

extension Line {
  /// `Mon Jan  5 09:00:00 2026 [pid 42] ` of vsftpd's own file.
  var isFileTransferLog: Bool {
    count > 40 && has(" [pid ", at: start &+ 24) && month(at: start &+ 4) > 0
  }
}
