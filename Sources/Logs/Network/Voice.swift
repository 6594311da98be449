import Detect

/// Telephony: Asterisk, FreeSWITCH, TeamSpeak, Mumble.
///
/// Names of callers and accounts are the peer's; the address in quotes after `failed for`, and
/// `RemoteAddress`, are Asterisk's. An account may hold quotes, so the last of these counts.
/// https://docs.asterisk.org/Configuration/Core-Configuration/Asterisk-Security-Event-Logger/
package enum Voice {
  package static let decoder = Decoder(
    name: "voice",
    programs: ["asterisk", "freeswitch", "murmurd", "mumble-server", "kamailio", "opensips"],
    recognises: { body, _ in body.isVoiceLog }, readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.voice.index
      let isMessage = phrases.decode(body, context.clock, &event)
      return isMessage || !context.program.isEmpty ? .event : .notMine
    })

  static let phrases = PhraseSet(asterisk + others)

  private static let heads = [
    "[<time>] <|NOTICE|WARNING|SECURITY|VERBOSE|ERROR|><*> <*>: ",
    "<|NOTICE|WARNING|SECURITY|VERBOSE|ERROR|>[<*>: <w>:<n> in <w>: ",
    "<|NOTICE|WARNING|SECURITY|VERBOSE|ERROR|>[<*>: ",
  ]

  private static let asterisk: [Phrase] = heads.flatMap(asterisk(after:))

  private static func asterisk(after head: String) -> [Phrase] {
    [
      Phrase(
        .loginFailed, "asterisk",
        head,
        "SecurityEvent=\"<|InvalidAccountID|InvalidPassword|ChallengeResponseFailed|FailedACL|>\",<*>AccountID=\"<user>\",SessionID=\"<*>RemoteAddress=\"<w>/<w>/<ip>/<port>\"<*>"
      ),
      Phrase(
        .login, "asterisk",
        head,
        "SecurityEvent=\"SuccessfulAuth\",<*>AccountID=\"<user>\",SessionID=\"<*>RemoteAddress=\"<w>/<w>/<ip>/<port>\"<*>"
      ),
      Phrase(.loginFailed, "asterisk", head, "Registration from '<user>' failed for '<ip>'<*>"),
      Phrase(
        .loginFailed, "asterisk", head,
        "Request <|'INVITE' |'REGISTER' |'OPTIONS' |'SUBSCRIBE' ||>from '<user>' failed for '<ip>'<*>"
      ),
      Phrase(
        .denied, "asterisk",
        head,
        "Call from '<user>' (<|UDP:|TCP:|TLS:|WS:|WSS:||><ip>) to extension '<*>' rejected because extension not found<*>"
      ),
      Phrase(
        .denied, "asterisk",
        head,
        "<w>: Call (<|UDP:|TCP:|TLS:|WS:|WSS:||><ip>) to extension '<*>' rejected because extension not found<*>"
      ),
      Phrase(.loginFailed, "asterisk", head, "<ip> failed to authenticate as '<user>'<*>"),
      Phrase(.loginFailed, "asterisk", head, "Host <ip> failed to authenticate as '<user>'<*>"),
      Phrase(.loginFailed, "asterisk", head, "No registration for peer '<user>' (from <ip>)"),
      Phrase(.loginFailed, "asterisk", head, "Failed to authenticate <*>@<ip><*>"),
      Phrase(.denied, "asterisk", head, "\"Rejecting unknown SIP connection from <ip>\""),
      Phrase(.denied, "asterisk", head, "<*> \"Rejecting unknown SIP connection from <ip>\""),
    ]
  }

  private static let others: [Phrase] =
    ["<time> ", "<time> <w>% ", "<w>% ", ""].flatMap(freeswitch(after:)) + [
      Phrase(
        .loginFailed, "mumble",
        "<<w>><time> <n> => <<n>:<user>(<w>)> Rejected connection from <ip:port>: <reason>"),
      Phrase(
        .loginFailed, "teamspeak",
        "<time>|INFO    |Query         |   |query from <n> <ip> attempted to login with account \"<user>\" and failed!"
      ),
    ]

  private static func freeswitch(after head: String) -> [Phrase] {
    [
      Phrase(
        .loginFailed, "freeswitch", head,
        "[WARNING] <w> SIP auth <|failure|challenge|> (<w>) on sofia profile '<*>' for [<user>] from ip <ip>"
      ),
      Phrase(.loginFailed, "freeswitch", head, "[WARNING] <w> Can't find user [<user>] from <ip>"),
      Phrase(.denied, "freeswitch", head, "[WARNING] <w> IP <ip> Rejected by register acl<*>"),
      Phrase(.denied, "freeswitch", head, "[WARNING] <w> IP <ip> Rejected by acl<*>"),
    ]
  }
}

extension Line {
  /// `[TIME] NOTICE[…`, `TIME 96.80% [WARNING]` and the like without a program's name.
  var isVoiceLog: Bool {
    guard count > 40 else { return false }
    if has("NOTICE[", at: start) || has("WARNING[", at: start) || has("SECURITY[", at: start) {
      return true
    }
    if self[start] == UInt8(ascii: "[") {
      let close = find(UInt8(ascii: "]"), in: start..<min(start &+ 28, end))
      return has("] NOTICE", at: close) || has("] WARNING", at: close)
        || has("] SECURITY", at: close)
    }
    if self[start] == UInt8(ascii: "<") { return has(">", at: start &+ 2) }
    return self[start] &- 0x30 < 10
      && (has("|INFO ", at: start &+ 26) || has(" [WARNING] sofia", at: start &+ 26)
        || has("% [WARNING] ", at: start &+ 32))
  }
}
