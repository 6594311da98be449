import Detect

/// Exim's main and reject logs (https://exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html).
///
/// The peer is `NAME (HELO) [ADDRESS]:PORT`; Exim lets no blank into HELO, so that the first
/// bracketed address after a blank is its own.
package enum Exim {
  package static let decoder = Decoder(
    name: "exim", programs: ["exim", "exim4"], recognises: { body, _ in body.isEximLog },
    readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.mail.index
      guard context.program.isEmpty else {
        _ = phrases.decode(body, context.clock, &event)
        return .event
      }
      return phrases.decode(body.part(body.eximBody ..| body.end), context.clock, &event)
        ? .event : .notMine
    })

  static let phrases = PhraseSet([
    Phrase(
      .loginFailed, "exim",
      "<w> authenticator failed for <*> <ip>: <n> Incorrect authentication data (set_id=<user>)"),
    Phrase(
      .loginFailed, "exim",
      "<w> authenticator failed for <*> <ip> I=<*>: <n> Incorrect authentication data (set_id=<user>)"
    ),
    Phrase(
      .loginFailed, "exim",
      "<w> authenticator failed for <ip>: <n> Incorrect authentication data (set_id=<user>)"),
    Phrase(.loginFailed, "exim", "<w> authenticator failed for <*> <ip><|: | I=|><*>"),
    Phrase(
      .mailDenied, "exim", "H=<name> <ip> <*>F=<<sender>> rejected RCPT <<recipient>>: <reason>"),
    Phrase(
      .mailDenied, "exim",
      "H=<name> <ip> <*>F=<<sender>> temporarily rejected RCPT <<recipient>>: <reason>"),
    Phrase(.mailDenied, "exim", "<w> H=<name> <ip> <*>F=<sender:w> rejected after DATA: <reason>"),
    Phrase(.mailDenied, "exim", "<w> H=<name> <ip> <*>rejected <*>"),
    Phrase(.mailDenied, "exim", "H=<name> <ip> <*>rejected <*>"),
    Phrase(.mailDenied, "exim", "H=<ip> <*>rejected <*>"),
    Phrase(.mailDenied, "exim", "H=<name> <ip> sender verify fail for <<sender>>: <reason>"),
    Phrase(.denied, "exim", "<w> SMTP call from <*><ip> dropped: <reason>"),
    Phrase(.denied, "exim", "SMTP call from <*> <ip> dropped: <reason>"),
    Phrase(.denied, "exim", "SMTP call from <ip> dropped: <reason>"),
    Phrase(.denied, "exim", "SMTP connection from <*> <ip> closed by DROP in ACL"),
    Phrase(.denied, "exim", "SMTP connection from <ip> closed by DROP in ACL"),
    Phrase(.denied, "exim", "SMTP connection from <ip> lost<*>"),
    Phrase(.probe, "exim", "no MAIL in SMTP connection from <*> <ip> <*>"),
    Phrase(.probe, "exim", "SMTP protocol error in \"<*>\" H=<name> <ip> <reason>"),
    Phrase(.probe, "exim", "SMTP syntax error in \"<*>\" H=<name> <ip> <reason>"),
    Phrase(.probe, "exim", "TLS error on connection from <*> <ip> <reason>"),
  ])
}

extension Line {
  /// `yyyy-mm-dd hh:mm:ss[.fff] ` and a letter or a bracket.
  fileprivate var isEximLog: Bool {
    guard count > 40, self[start] &- 0x30 < 10, self[start &+ 4] == UInt8(ascii: "-"),
      self[start &+ 10] == 0x20, self[start &+ 16] == UInt8(ascii: ":")
    else { return false }
    return true
  }

  /// After the time, `[pid] `, and `info exim[pid]: `.
  fileprivate var eximBody: Int {
    var next = afterBlanks(find(0x20, in: min(start &+ 11, end) ..| end))
    if let exim = after("info exim", at: next) {
      next = afterBlanks(min(find(UInt8(ascii: ":"), in: exim ..| end) &+ 1, end))
    }
    if let open = after("[", at: next), open < end, self[open] &- 0x30 < 10 {
      next = afterBlanks(min(find(UInt8(ascii: "]"), in: open ..| end) &+ 1, end))
    }
    return next
  }
}

/// Sendmail (https://www.sendmail.org/): `QUEUE: TEXT, relay=NAME [ADDRESS], …`.
///
/// Only `relay=` and the bracket after it are sendmail's; arguments of rules are the peer's and
/// come before it. A name that was looked up holds neither blank nor bracket.
package enum Sendmail {
  package static let decoder = Decoder(
    name: "sendmail",
    programs: [
      "sendmail", "sm-mta", "sm-msp-queue", "sm-acceptingconn", "sendmail-mta",
    ],
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.mail.index
      _ = phrases.decode(body, context.clock, &event)
      return .event
    })

  static let phrases = PhraseSet([
    Phrase(
      .loginFailed, "sendmail",
      "<w>: AUTH failure (<w>): <reason>, user=<user>, relay=<*><ip><| (may be forged)||>"),
    Phrase(.loginFailed, "sendmail", "<w>: AUTH failure (<w>): <reason>, relay=<*><ip><*>"),
    Phrase(
      .mailDenied, "sendmail",
      "<w>: ruleset=<w> arg1=<<recipient>>, relay=<*>[<ip>]<| (may be forged)||>, reject=<reason>"),
    Phrase(
      .mailDenied, "sendmail",
      "<w>: ruleset=<w> arg1=<*>, relay=<*>[<ip>]<| (may be forged)||>, reject=<reason>"),
    Phrase(
      .mailDenied, "sendmail",
      "ruleset=<w> arg1=<*>, relay=<*>[<ip>]<| (may be forged)||>, reject=<reason>"),
    Phrase(.probe, "sendmail", "<w>: [<ip>]: <w> <*>[rejected]"),
    Phrase(.probe, "sendmail", "<w>: <name:w> [<ip>]: <w> <*>[rejected]"),
    Phrase(.probe, "sendmail", "<w>: <name:w> [<ip>]<| (may be forged)||> did not issue <*>"),
    Phrase(.probe, "sendmail", "<w>: [<ip>] did not issue <*>"),
    Phrase(.probe, "sendmail", "<w>: rejecting commands from <name:w> [<ip>] <*>"),
    Phrase(.probe, "sendmail", "<w>: <name:w> [<ip>]: Possible SMTP RCPT flood, throttling."),
    Phrase(
      .info, "sendmail", "<w>: from=<<sender>>, <*>relay=<name:w> [<ip>]<*>"),
  ])
}

/// IMAP and POP3 servers that are simpler, and Courier.
package enum MailAccess {
  package static let decoder = Decoder(
    name: "mail_access",
    programs: [
      "cyrus", "imap", "imaps", "pop3", "pop3s", "imapd", "imapd-ssl", "pop3d", "pop3d-ssl",
      "courieresmtpd", "courierpop3login", "courierimapd", "authdaemond", "solid-pop3d",
      "uw-imapd", "ipop3d", "qpopper", "rblsmtpd", "qmail", "qmail-smtpd", "spamdyke",
      "perdition", "perdition.imaps", "perdition.imap", "perdition.pop3", "perdition.pop3s",
      "spamd",
    ],
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.mail.index
      _ = phrases.decode(body, context.clock, &event)
      return .event
    })

  static let phrases = PhraseSet([
    Phrase(.loginFailed, "cyrus", "badlogin: <name:w> [<ip>] <w> <user> SASL(<*>"),
    Phrase(.loginFailed, "cyrus", "badlogin: <name:w> [<ip>] <w> [SASL(<*>"),
    Phrase(.loginFailed, "cyrus", "badlogin: [<ip>] <w> <*>"),
    Phrase(.loginFailed, "cyrus", "badlogin: <name:w> [<ip>] <w> <*>"),
    Phrase(.login, "cyrus", "login: <name:w> [<ip>] <user:w> <*>"),
    Phrase(
      .loginFailed, "courier", "<|Info: ||>LOGIN FAILED, user=<user>, ip=[<ip>]<*>"),
    Phrase(.loginFailed, "courier", "<|Info: ||>LOGIN FAILED, method=<w>, ip=[<ip>]<*>"),
    Phrase(.loginFailed, "courier", "<|Info: ||>LOGIN FAILED, ip=[<ip>]<*>"),
    Phrase(.login, "courier", "<|Info: ||>LOGIN, user=<user>, ip=[<ip>]<*>"),
    Phrase(.loginFailed, "courier", "error,relay=<ip>,msg=\"535 Authentication failed.\",cmd: <*>"),
    Phrase(
      .loginFailed, "courier",
      "error,relay=<ip>,port=<port>,msg=\"535 Authentication failed.\",cmd: <*>"),
    Phrase(
      .mailDenied, "courier", "error,relay=<ip>,from=<<sender>>,to=<<recipient>>: <n> <reason>"),
    Phrase(
      .mailDenied, "courier",
      "error,relay=<ip>,port=<port>,from=<<sender>>,to=<<recipient>>: <n> <reason>"),
    Phrase(
      .loginFailed, "solid-pop3d",
      "authentication failed for <|mapped ||>user <user> - <ip>"),
    Phrase(.loginFailed, "imapd", "Login <|disabled|failed|> user=<user> auth=<w> host=<*>[<ip>]"),
    Phrase(.loginFailed, "imapd", "Login <|disabled|failed|> user=<user> auth=<w> host=<ip>"),
    Phrase(
      .connected, "spamd", "connection from <name:w> [<ip>]:<port> to port <dport>, <*>"),
    Phrase(.denied, "rblsmtpd", "<w> blocked <ip> <*>"),
    Phrase(.denied, "qmail", "<w> qmail-smtpd: <n> badiprbl: ip <ip> rbl: <*>"),
    Phrase(
      .loginFailed, "perdition",
      "Auth: <ip:port>-><dip:port> <*>authorisation_id=\"<*>\" server=\"<*>status=\"failed<*>"),
    Phrase(
      .loginFailed, "perdition",
      "Fatal Error reading authentication information from client <ip:port>-><dip:port>: <*>"),
  ])
}
