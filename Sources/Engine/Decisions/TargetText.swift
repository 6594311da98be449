import Detect
package import Response

/// A target as people type it.
package enum TargetText {
  /// An address, a network, a domain, or `user:NAME`; nil for anything else.
  package static func target(_ text: String) -> Decision.Target? {
    if let address = Address(text) { return .network(Prefix(host: address)) }
    if text.contains("/") { return (try? Prefix(parsing: text)).map(Decision.Target.network) }
    if text.hasPrefix("user:") {
      let name = String(text.dropFirst(5))
      return name.isEmpty ? nil : .user(name)
    }
    let name = text.lowercased()
    let isName = name.utf8.allSatisfy { byte in
      byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2d || byte == 0x2e || byte == 0x5f
    }
    let isNumber = name.split(separator: ".").last?.allSatisfy(\.isNumber) ?? true
    return isName && name.contains(".") && !isNumber ? .domain(name) : nil
  }

  static func message(_ text: String) -> String {
    "'\(text)' is no target; write an address, a network such as 203.0.113.0/24, a domain, "
      + "or user:NAME"
  }

  /// The targets that hold this one: itself, and for an address or network every wider network.
  static func holding(_ target: Decision.Target) -> [Decision.Target] {
    guard case .network(let network) = target else { return [target] }
    return (0...network.length).reversed().compactMap { length in
      Prefix(network.address, length: length).map { .network($0) }
    }
  }
}
