import Detect
import Response

/// The query of a bouncer's request, decoded; what is unknown is left alone.
struct BouncerQuery: Sendable {
  private var values: [String: String] = [:]

  /// - Parameter path: With the query; the later of two with a name counts, as few have two.
  init(_ path: String) {
    guard let mark = path.firstIndex(of: "?") else { return }
    for pair in path[path.index(after: mark)...].split(separator: "&").prefix(64) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), let value = Self.decode(parts.dropFirst().first ?? "")
      else { continue }
      values[name] = value
    }
  }

  subscript(_ name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  /// The parts of a list with commas; nil when it is missing.
  func list(_ names: String...) -> [String]? {
    for name in names {
      if let value = self[name] { return value.split(separator: ",").map(String.init) }
    }
    return nil
  }

  /// Percent signs and plus; nil when that is no UTF-8.
  private static func decode(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Which decisions a bouncer wants.
struct BouncerFilter: Sendable {
  private let scopes: Set<String>
  private let origins: Set<String>?
  private let containing: [String]
  private let notContaining: [String]

  init(_ query: BouncerQuery) {
    scopes = Set((query.list("scopes", "scope") ?? ["ip", "range"]).map { $0.lowercased() })
    origins = query.list("origins").map(Set.init)
    containing = (query.list("scenarios_containing") ?? []).map { $0.lowercased() }
    notContaining = (query.list("scenarios_not_containing") ?? []).map { $0.lowercased() }
  }

  func takes(_ entry: BouncerEntry) -> Bool {
    guard scopes.contains(entry.network.isHost ? "ip" : "range") else { return false }
    if let origins, !origins.contains(entry.origin) { return false }
    guard !containing.isEmpty || !notContaining.isEmpty else { return true }
    let scenario = entry.scenario.lowercased()
    return (containing.isEmpty || containing.contains { scenario.contains($0) })
      && !notContaining.contains { scenario.contains($0) }
  }
}
