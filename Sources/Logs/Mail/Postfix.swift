import Detect

/// Postfix (https://www.postfix.org/, src/smtpd/smtpd.c, src/postscreen/).
///
/// HELO names, addresses and commands are the peer's; the first `NAME[ADDRESS]` after `from` is
/// Postfix's own. A reverse name cannot hold a bracket.
package enum Postfix {
  package static let decoder = Decoder(
    name: "postfix", programs: ["postfix", "smtpd", "postscreen"],
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.mail.index
      _ = phrases.decode(body, context.clock, &event)
      return .event
    })

  static let phrases = PhraseSet([
    Phrase(
      .mailDenied, "postfix",
      "NOQUEUE: <|milter-|>reject<|_warning|>: <w> from <name:w>[<ip>]<|:|><*>; from=<<sender>> to=<<recipient>><*>"
    ),
    Phrase(
      .mailDenied, "postfix",
      "NOQUEUE: <|milter-|>reject<|_warning|>: <w> from <name:w>[<ip>]<*>"),
    Phrase(.mailDenied, "postfix", "NOQUEUE: reject: <w> from [<ip>]:<port>: <n> <*>"),
    Phrase(.mailDenied, "postfix", "<w>: <|milter-|>reject: <w> from <name:w>[<ip>]<*>"),
    Phrase(
      .loginFailed, "postfix",
      "warning: <name:w>[<ip>]: SASL <w> authentication failed: <reason>, sasl_username=<user>"),
    Phrase(
      .loginFailed, "postfix", "warning: <name:w>[<ip>]: SASL <w> authentication failed: <reason>"),
    Phrase(.loginFailed, "postfix", "warning: <name:w>[<ip>]: SASL <w> authentication failed<*>"),
    Phrase(
      .login, "postfix",
      "<w>: client=<name:w>[<ip>], sasl_method=<w>, sasl_username=<user>"),
    Phrase(.probe, "postfix", "warning: non-SMTP command from <name:w>[<ip>]: <*>"),
    Phrase(.probe, "postfix", "improper command pipelining after <w> from <name:w>[<ip>]<*>"),
    Phrase(.probe, "postfix", "too many errors after <*> from <name:w>[<ip>]<*>"),
    Phrase(.probe, "postfix", "lost connection after <*> from <name:w>[<ip>]"),
    Phrase(.probe, "postfix", "timeout after <*> from <name:w>[<ip>]"),
    Phrase(.probe, "postfix", "SSL_accept error from <name:w>[<ip>]: <reason>"),
    Phrase(.probe, "postfix", "warning: hostname <name:w> does not resolve to address <ip><*>"),
    Phrase(
      .denied, "postfix", "warning: Connection <w> limit exceeded: <n> from <name:w>[<ip>]<*>"),
    Phrase(.connected, "postfix", "connect from <name:w>[<ip>]"),
    Phrase(.ended, "postfix", "disconnect from <name:w>[<ip>]<*>"),
    Phrase(.connected, "postfix", "CONNECT from [<ip>]:<port> to [<dip>]:<dport>"),
    Phrase(.ended, "postfix", "DISCONNECT [<ip>]:<port>"),
    Phrase(.probe, "postfix", "PREGREET <n> after <w> from [<ip>]:<port>: <*>"),
    Phrase(.probe, "postfix", "HANGUP after <w> from [<ip>]:<port><*>"),
    Phrase(.probe, "postfix", "DNSBL rank <n> for [<ip>]:<port>"),
    Phrase(.denied, "postfix", "BLACKLISTED [<ip>]:<port>"),
    Phrase(.denied, "postfix", "DENYLISTED [<ip>]:<port>"),
    Phrase(.probe, "postfix", "COMMAND <w> LIMIT from [<ip>]:<port><*>"),
    Phrase(.probe, "postfix", "NON-SMTP COMMAND from [<ip>]:<port> <*>"),
    Phrase(.probe, "postfix", "COMMAND PIPELINING from [<ip>]:<port> <*>"),
    Phrase(.probe, "postfix", "BARE NEWLINE from [<ip>]:<port> <*>"),
    Phrase(.info, "postfix", "PASS <w> [<ip>]:<port>"),
    Phrase(
      .info, "postfix", "<w>: to=<<recipient>>, relay=<host>[<dip>]:<dport>, <*>"),
    Phrase(.info, "postfix", "<w>: host <w>[<dip>] said: <*>"),
    Phrase(.info, "postfix", "<w>: Used TLS for <w>[<dip>]:<dport>"),
    Phrase(.info, "postfix", "connect to <w>[<dip>]:<dport>: <reason>"),
    Phrase(.info, "postfix", "<w> TLS connection established from <name:w>[<ip>]: <*>"),
    Phrase(.info, "postfix", "NOQUEUE: filter: <w> from <name:w>[<ip>]: <*>"),
    // Postgrey and policyd-spf.
    Phrase(
      .info, "postgrey",
      "action=<w>, reason=<reason>, client_name=<name:w>, client_address=<ip>, sender=<*>"),
    Phrase(.info, "policyd-spf", "<w>; identity=<w> client-ip=<ip>; helo=<*>"),
    Phrase(
      .info, "policyd-spf", "prepend Received-SPF: <*> identity=<w> client-ip=<ip>; helo=<*>"),
    Phrase(.info, "postfix", "<w>: from=<<sender>>, size=<n>, <*>"),
    Phrase(.info, "postfix", "<w>: message-id=<<message>>"),
    Phrase(.info, "postfix", "<w>: client=<name:w>[<ip>]<*>"),
  ])
}
