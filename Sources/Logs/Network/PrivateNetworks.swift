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
    openvpn + charon + others + [Phrase(.info, "openvpn", "<user>/<ip:port> <*>")])

  private static let openvpn: [Phrase] = [
    "<ip:port> ", "<user:w>/<ip:port> ", "<time> <ip:port> ", "<time> <user:w>/<ip:port> ",
  ].flatMap(openvpn(after:))

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
  /// `2026-01-05 09:00:00 ADDRESS:PORT …`, which OpenVPN writes to its own file.
  var isOpenVPN: Bool {
    guard count > 40, self[start] &- 0x30 < 10, self[start &+ 4] == UInt8(ascii: "-"),
      self[start &+ 10] == 0x20, self[start &+ 19] == 0x20
    else { return false }
    let word = token(in: start &+ 20..<end)
    return word.count > 9 && endOfAddress(at: word.lowerBound, splitsPort: true) == word.upperBound
  }
}
