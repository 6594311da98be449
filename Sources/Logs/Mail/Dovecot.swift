import Detect

/// Dovecot (https://doc.dovecot.org/, src/login-common/client-common.c, src/auth/).
///
/// User names are the client's. `rip=` is taken after the last `user=<…>, ` that Dovecot writes in
/// one piece; in the lines of `auth`, the address is the last part before the closing parenthesis.
package enum Dovecot {
  package static let decoder = Decoder(
    name: "dovecot",
    programs: [
      "dovecot", "imap-login", "pop3-login", "managesieve-login", "submission-login",
      "dovecot-auth", "auth-worker", "auth",
    ],
    decode: { body, context, event in
      let source = event.event.logSource
      event.event.logSource = KnownLogSource.mail.index
      if phrases.decode(body, context.clock, &event) { return .event }
      // In Dovecot's own file `auth` stands where others have it for a facility.
      guard context.program.count == 4 else { return .event }
      event.event.logSource = source
      return .notMine
    })

  static let phrases = PhraseSet(logins + backends)

  private static let logins = [
    Phrase(
      .login, "dovecot",
      "<|imap-login: |pop3-login: |managesieve-login: |submission-login: ||><|Info: ||>Login: user=<<user>>, <*>rip=<ip>, lip=<dip><|,||><*>"
    ),
    Phrase(
      .loginFailed, "dovecot",
      "<reason> (auth failed<*>: user=<<user>>, <*>rip=<ip>, lip=<dip><|,||><*>"),
    Phrase(
      .loginFailed, "dovecot", "<reason> (auth failed<*>: user=<<user>>, <*>rip=<ip><|,||><*>"),
    Phrase(.loginFailed, "dovecot", "<reason> (auth failed<*>: <*>rip=<ip><|,||><*>"),
    Phrase(
      .loginFailed, "dovecot",
      "<reason>(tried to use disallowed plaintext auth): <*>rip=<ip><|,||><*>"),
    Phrase(.probe, "dovecot", "<reason>(no auth attempts<*>: <*>rip=<ip><|,||><*>"),
    Phrase(
      .probe, "dovecot",
      "<|imap-login: |pop3-login: |managesieve-login: |submission-login: ||><|Info: ||>Disconnected<reason>: <*>rip=<ip><|,||><*>"
    ),
    Phrase(
      .probe, "dovecot",
      "<|imap-login: |pop3-login: |managesieve-login: |submission-login: ||><|Info: ||>Aborted login<reason>: <*>rip=<ip><|,||><*>"
    ),
    Phrase(
      .probe, "dovecot",
      "<|imap-login: |pop3-login: |managesieve-login: |submission-login: ||><|Info: ||>Login aborted: <reason>: user=<<user>>, <*>rip=<ip><|,||><*>"
    ),
  ]

  /// `auth-worker(N): [conn …: auth-worker<n>: ]BACKEND(USER,ADDRESS[,<SESSION>]): REASON`. The
  /// name may hold anything, so that the last address before a `): ` counts.
  private static let backends: [Phrase] =
    ["<*>: <w>(", "<w>("].flatMap(backends(after:)) + [
      Phrase(
        .loginFailed, "dovecot",
        "pam_unix(dovecot:auth): authentication failure; <*> rhost=<ip><|  user=||><user:w>")
    ]

  private static func backends(after head: String) -> [Phrase] {
    ["unknown user", "Unknown user", "pam_authenticate() failed: ", "invalid credentials"]
      .flatMap { reason in
        [
          Phrase(.loginFailed, "dovecot", head, "<user>,<ip>,<*>): " + reason + "<*>"),
          Phrase(.loginFailed, "dovecot", head, "<user>,<ip>): " + reason + "<*>"),
        ]
      } + [
        Phrase(.loginFailed, "dovecot", head, "<user>,<ip>,<*>): <*>assword mismatch<*>"),
        Phrase(.loginFailed, "dovecot", head, "<user>,<ip>): <*>assword mismatch<*>"),
      ]
  }
}
