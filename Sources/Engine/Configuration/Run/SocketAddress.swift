private import Detect
private import Glibc

/// An address and port to listen on or to send to.
package struct SocketAddress: Hashable, Sendable {
  package let host: String
  package let port: UInt16

  /// `192.0.2.1:514`, `[2001:db8::1]:514`, `:514` (every address, IPv6 and IPv4) or
  /// `loghost.example.com:514`.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    self.init(host: host, port: port)
  }

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }
}

extension SocketAddress: CustomStringConvertible {
  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
