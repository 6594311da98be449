import Detect

// An entity as one text that says of which kind it is.
extension Entity {
  /// `ip:192.0.2.7`, `user:NAME` or `host:NAME`.
  package var key: String {
    switch self {
    case .address(let address): "ip:\(address)"
    case .user(let name): "user:\(name)"
    case .host(let name): "host:\(name)"
    }
  }

  /// Nil for a text that is no such key.
  package init?(key: String) {
    let parts = key.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let text = String(parts[1])
    switch parts[0] {
    case "ip":
      guard let address = Address(text) else { return nil }
      self = .address(address)
    case "user": self = .user(text)
    case "host": self = .host(text)
    default: return nil
    }
  }
}
