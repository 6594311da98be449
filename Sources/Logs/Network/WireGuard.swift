import Detect

/// The kernel's WireGuard, whose messages are kept when its debugging is on
/// (drivers/net/wireguard/): `wireguard: wg0: MESSAGE`. None of it is a stranger's text.
package enum WireGuard {
  package static let decoder = Decoder(
    name: "wireguard",
    recognises: { body, _ in body.wireGuardStart != nil },
    decode: { body, context, event in
      guard let start = body.wireGuardStart else { return .notMine }
      event.event.logSource = KnownLogSource.privateNetwork.index
      return phrases.decode(body.part(start ..| body.end), context.clock, &event)
        ? .event : .notMine
    })

  static let phrases = PhraseSet([
    Phrase(
      .loginFailed, "wireguard",
      "wireguard: <interface:w>: Packet has unallowed src IP (<w>) from peer <n> (<ip:port>)"),
    Phrase(
      .loginFailed, "wireguard",
      "wireguard: <interface:w>: Invalid handshake initiation from <ip:port>"),
    Phrase(
      .loginFailed, "wireguard",
      "wireguard: <interface:w>: Invalid MAC of handshake, dropping packet from <ip:port>"),
    Phrase(
      .connected, "wireguard",
      "wireguard: <interface:w>: Receiving handshake initiation from peer <n> (<ip:port>)"),
    Phrase(
      .info, "wireguard", "wireguard: <interface:w>: <reason> peer <n> (<ip:port>)<*>"),
  ])
}

extension Line {
  /// Where `wireguard: ` begins, at the start or after the kernel's uptime.
  fileprivate var wireGuardStart: Int? {
    guard count > 24 else { return nil }
    if has("wireguard: ", at: start) { return start }
    guard self[start] == UInt8(ascii: "[") else { return nil }
    let close = find(UInt8(ascii: "]"), in: start ..| min(start &+ 24, end))
    return has("] wireguard: ", at: close) ? close &+ 2 : nil
  }
}
