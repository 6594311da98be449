import Foundation

/// What a bouncer says it did (`POST /v1/usage-metrics`).
struct UsageMetrics {
  enum Refusal: Error { case notJSON, empty, malformed }

  /// Packets dropped since the last report, over all origins.
  private(set) var droppedPackets = 0.0

  private static let maximumItems = 10_000

  init(_ bytes: [UInt8]) throws(Refusal) {
    guard
      let value = try? JSONSerialization.jsonObject(with: Data(bytes)),
      let body = value as? [String: Any]
    else { throw .notJSON }
    let components = body["remediation_components"] as? [Any] ?? []
    guard !components.isEmpty else { throw .empty }
    for component in components {
      guard let component = component as? [String: Any],
        (component["version"] as? String).map({ $0.utf8.count <= 255 }) == true,
        component["utc_startup_timestamp"] is NSNumber
      else { throw .malformed }
      for metric in component["metrics"] as? [Any] ?? [] { try add(metric) }
    }
  }

  private mutating func add(_ metric: Any) throws(Refusal) {
    guard let metric = metric as? [String: Any], let meta = metric["meta"] as? [String: Any],
      meta["utc_now_timestamp"] is NSNumber, meta["window_size_seconds"] is NSNumber
    else { throw .malformed }
    let items = metric["items"] as? [Any] ?? []
    guard items.count <= Self.maximumItems else { throw .malformed }
    for item in items {
      guard let item = item as? [String: Any], let name = item["name"] as? String,
        let unit = item["unit"] as? String, let value = item["value"] as? NSNumber,
        name.utf8.count <= 255, unit.utf8.count <= 255, value.doubleValue.isFinite
      else { throw .malformed }
      if name == "dropped", unit == "packet" { droppedPackets += max(0, value.doubleValue) }
    }
  }
}
