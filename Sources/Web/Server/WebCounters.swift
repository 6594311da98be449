import Engine
import Synchronization

/// What the web side counts, as Prometheus text.
final class WebCounters: Sendable {
  private struct Pull: Hashable {
    let consumer: String
    let what: String
  }
  private struct State {
    var byStatus: [Int: Int] = [:]
    var pulls: [Pull: (count: Int, lastSeconds: Int64)] = [:]
    /// Packets that bouncers say they dropped, by consumer.
    var droppedPackets: [String: Double] = [:]
  }

  private let state = Mutex(State())
  /// Consumers and lists are configured, so there are few; a limit all the same.
  private static let maximumPulls = 10_000

  func count(status: Int) { state.withLock { $0.byStatus[status, default: 0] += 1 } }

  func count(_ sighting: ConsumerSighting) {
    let key = Pull(consumer: sighting.consumer, what: sighting.what)
    state.withLock { state in
      guard state.pulls[key] != nil || state.pulls.count < Self.maximumPulls else { return }
      state.pulls[key] = ((state.pulls[key]?.count ?? 0) + 1, sighting.atSeconds)
    }
  }

  func count(droppedPackets: Double, by consumer: String) {
    state.withLock { $0.droppedPackets[consumer, default: 0] += droppedPackets }
  }

  func text(atSeconds: Int64) -> String {
    let state = state.withLock { $0 }
    var out = "# TYPE detectd_http_responses_total counter\n"
    for (status, count) in state.byStatus.sorted(by: { $0.key < $1.key }) {
      out += "detectd_http_responses_total{status=\"\(status)\"} \(count)\n"
    }
    let pulls = state.pulls.sorted {
      ($0.key.consumer, $0.key.what) < ($1.key.consumer, $1.key.what)
    }
    out += "# TYPE detectd_consumer_pulls_total counter\n"
    for (key, value) in pulls {
      out += "detectd_consumer_pulls_total{\(labels(key))} \(value.count)\n"
    }
    out += "# TYPE detectd_consumer_seen_seconds_ago gauge\n"
    for (key, value) in pulls {
      let seconds = max(0, atSeconds - value.lastSeconds)
      out += "detectd_consumer_seen_seconds_ago{\(labels(key))} \(seconds)\n"
    }
    out += "# TYPE detectd_bouncer_dropped_packets_total counter\n"
    for (consumer, count) in state.droppedPackets.sorted(by: { $0.key < $1.key }) {
      out += "detectd_bouncer_dropped_packets_total{consumer=\"\(escape(consumer))\"} \(count)\n"
    }
    return out
  }

  private func labels(_ pull: Pull) -> String {
    "consumer=\"\(escape(pull.consumer))\",what=\"\(escape(pull.what))\""
  }

  private func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
