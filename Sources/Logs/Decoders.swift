/// The table of all decoders. ``Event/decoder`` is a place in it, and shape checks are made in its
/// order: the more particular a shape, the earlier its decoder.
package enum Decoders {
  package static let all: [Decoder] = firewalls

  /// Packet filters and firewalls (Firewall/).
  private static let firewalls: [Decoder] = [
    Netfilter.decoder, Filterlog.decoder, CiscoASA.decoder, FortiGate.decoder,
  ]
}
