private import Detect
package import Response
private import Synchronization

/// The alerts of a run for those who follow them. It never makes detection wait: who reads too
/// slowly misses alerts and is told how many.
package final class AlertFeed: Sendable {
  /// How many past alerts a follower can ask for.
  package static let historyLimit = 200
  /// Bytes that are held for one follower.
  static let queueLimit = 4 << 20

  private struct State {
    var history: [Alert] = []
    var followers: [Follower] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Called in the order of the alerts, by one thread.
  package func tell(_ alert: Alert, nowSeconds: Int64) {
    let followers = state.withLock { state -> [Follower] in
      if state.history.count >= 2 * AlertFeed.historyLimit {
        state.history.removeFirst(state.history.count - AlertFeed.historyLimit)
      }
      state.history.append(alert)
      return state.followers
    }
    var line: [UInt8]?
    for follower in followers where follower.filter.admits(alert) {
      let bytes = line ?? AlertFeed.line(alert, nowSeconds: nowSeconds)
      line = bytes
      follower.add(bytes)
    }
  }

  /// Begins to follow.
  ///
  /// - Parameter last: How many of the alerts before now are told too, at most ``historyLimit``.
  /// - Returns: Nil when the system gives no pipe.
  package func follow(_ filter: AlertFilter, last: Int, nowSeconds: Int64) -> Follower? {
    guard let follower = Follower(filter) else { return nil }
    let past = state.withLock { state -> [Alert] in
      state.followers.append(follower)
      return state.history
    }
    let wanted = past.reversed().lazy.filter { filter.admits($0) }
      .prefix(max(0, min(last, AlertFeed.historyLimit)))
    // An alert that came meanwhile may stand before these; followers read times, not places.
    for alert in Array(wanted).reversed() {
      follower.add(AlertFeed.line(alert, nowSeconds: nowSeconds))
    }
    return follower
  }

  package func leave(_ follower: Follower) {
    state.withLock { $0.followers.removeAll { $0 === follower } }
  }

  private static func line(_ alert: Alert, nowSeconds: Int64) -> [UInt8] {
    var bytes: [UInt8] = []
    alert.document(receivedNanoseconds: nowSeconds * 1_000_000_000).write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// One who follows.
  package final class Follower: Sendable {
    let filter: AlertFilter
    /// Readable when there is something to take.
    package var descriptor: Int32 { wake.descriptor }
    private let wake: WakePipe
    private let queue = Mutex((bytes: [UInt8](), missed: 0))

    fileprivate init?(_ filter: AlertFilter) {
      guard let wake = WakePipe() else { return nil }
      self.filter = filter
      self.wake = wake
    }

    fileprivate func add(_ line: [UInt8]) {
      let isFirst = queue.withLock { queue in
        guard queue.bytes.count + line.count <= AlertFeed.queueLimit else {
          queue.missed += 1
          return false
        }
        queue.bytes += line
        return queue.bytes.count == line.count
      }
      if isFirst { wake.wake() }
    }

    /// What has come since the last call, whole lines; a line that says how many are missing stands
    /// at the end.
    package func take() -> [UInt8] {
      wake.clear()
      return queue.withLock { queue in
        defer { queue = ([], 0) }
        guard queue.missed > 0 else { return queue.bytes }
        return queue.bytes + Array("{\"missed\":\(queue.missed)}\n".utf8)
      }
    }
  }
}
