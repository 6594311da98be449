import Detect

/// Virtual private networks: OpenVPN, strongSwan, stunnel.
///
/// The peer of OpenVPN begins its lines; of charon, `to` is the peer only in packets it sends.
/// https://openvpn.net/community-resources/reference-manual-for-openvpn-2-6/,
/// https://docs.strongswan.org/docs/latest/config/logging.html
package enum PrivateNetwork {
  package static let decoder = Decoder(
    name: "vpn",
    programs: [
      "openvpn", "ovpn-server", "openvpn-server", "charon", "charon-systemd", "ipsec", "pluto",
      "stunnel", "stunnel4", "ocserv", "xl2tpd",
    ],
    recognises: { body, _ in body.isOpenVPN }, readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.privateNetwork.index
      let isMessage = phrases.decode(body, context.clock, &event)
      return isMessage || !context.program.isEmpty ? .event : .notMine
    })

  static let phrases = PhraseSet(
    openvpn + charon + others + [
      Phrase(.info, "openvpn", "<time> us=<n> <user:w>/<ip:port> <*>"),
      Phrase(.info, "openvpn", "<time> <user:w>/<ip:port> <*>"),
      Phrase(.info, "openvpn", "<user>/<ip:port> <*>"),
    ])

  /// What stands before a message: in syslog the peer alone, in OpenVPN's own file the time too.
  private static let openvpn: [Phrase] = ["", "<time> ", "<time> us=<n> "].flatMap { time in
    openvpn(after: time + "<ip:port> ") + openvpn(after: time + "<user:w>/<ip:port> ")
  }

  private static func openvpn(after head: String) -> [Phrase] {
    [
      Phrase(
        .loginFailed, "openvpn", head,
        "TLS Auth Error: Auth Username/Password verification failed for peer"),
      Phrase(.loginFailed, "openvpn", head, "TLS Error: <reason> from [<w>]<*>"),
      Phrase(.loginFailed, "openvpn", head, "TLS Error: <reason>"),
      Phrase(.loginFailed, "openvpn", head, "OpenSSL: error:<reason>"),
      Phrase(.loginFailed, "openvpn", head, "VERIFY ERROR: <reason>"),
      Phrase(.loginFailed, "openvpn", head, "SIGUSR1[soft,connection-reset] received, <*>"),
      Phrase(.login, "openvpn", head, "[<user>] Peer Connection Initiated with [<w>]<*>"),
      Phrase(
        .login, "openvpn", head,
        "TLS: Username/Password authentication succeeded for username '<user>'<*>"),
      Phrase(.probe, "openvpn", head, "WARNING: Bad encapsulated packet length <*>"),
      Phrase(.info, "openvpn", head, "TLS: Initial packet from [<w>]<*>"),
    ]
  }

  private static let charon: [Phrase] = ["<w> ", "<w> <<w>> "].flatMap(charon(after:))

  private static func charon(after head: String) -> [Phrase] {
    [
      Phrase(.info, "strongswan", head, "sending packet: from <w> to <ip>[<port>] (<*>"),
      Phrase(
        .info, "strongswan", head, "received packet: from <ip>[<port>] to <dip>[<dport>] (<*>"),
      Phrase(.loginFailed, "strongswan", head, "EAP-<w> verification failed, <*>"),
      Phrase(.loginFailed, "strongswan", head, "XAuth authentication of '<user>' failed"),
      Phrase(.login, "strongswan", head, "XAuth authentication of '<user>' successful"),
      Phrase(.loginFailed, "strongswan", head, "EAP method <w> failed for peer <user>"),
      Phrase(.connected, "strongswan", head, "<ip> is initiating a<|n||> <*>"),
      Phrase(.loginFailed, "strongswan", head, "no matching peer config found"),
    ]
  }

  private static let others: [Phrase] = [
    Phrase(
      .loginFailed, "stunnel", "<time> LOG<n>[<w>: SSL_accept from <ip:port> : <reason>"),
    Phrase(.loginFailed, "stunnel", "LOG<n>[<w>: SSL_accept from <ip:port> : <reason>"),
    Phrase(
      .loginFailed, "ocserv", "main[<user>]:<ip:port> user disconnected (reason: <*>failed<*>"),
    Phrase(.loginFailed, "ocserv", "worker[<user>]: <ip> <*>authentication failed<*>"),
  ]
}

extension Line {
  /// What OpenVPN writes to its own file: `2026-01-05 09:00:00 ADDRESS:PORT …`, older versions `Mon
  /// Jan  5 09:00:00 2026 [us=N ]…`; `USER/` may stand before the address.
  var isOpenVPN: Bool {
    guard count > 40, var next = afterOpenVPNTime else { return false }
    if let digits = after("us=", at: next) { next = find(0x20, in: digits..<end) &+ 1 }
    guard next < end else { return false }
    let word = token(in: next..<end)
    let first = findLast(UInt8(ascii: "/"), in: word).map { $0 &+ 1 } ?? word.lowerBound
    return word.upperBound &- first > 9
      && endOfAddress(at: first, splitsPort: true) == word.upperBound
  }

  private var afterOpenVPNTime: Int? {
    if self[start] &- 0x30 < 10 {
      let isDate =
        self[start &+ 4] == UInt8(ascii: "-") && self[start &+ 10] == 0x20
        && self[start &+ 19] == 0x20
      return isDate ? start &+ 20 : nil
    }
    let isDate =
      self[start &+ 3] == 0x20 && self[start &+ 13] == UInt8(ascii: ":")
      && self[start &+ 16] == UInt8(ascii: ":") && self[start &+ 19] == 0x20
      && self[start &+ 24] == 0x20
    return isDate ? start &+ 25 : nil
  }
}
