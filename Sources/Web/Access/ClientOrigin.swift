import Detect

/// Which addresses are one client's: an IPv4 address alone, and the /64 of an IPv6 one, since that is
/// the least that anybody is given (RFC 6177) and all of it can be used in turn.
package enum ClientOrigin {
  /// `203.0.113.7`, `2001:db8:1:2::/64`; what is no address as it stands.
  package static func text(_ address: String) -> String {
    guard let parsed = Address(address) else { return address }
    guard !parsed.isIPv4, let network = Prefix(parsed, length: 64) else { return "\(parsed)" }
    return "\(network)"
  }
}
