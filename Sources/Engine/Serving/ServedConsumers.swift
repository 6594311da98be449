import Response
import Store

/// When each of those who are handed the decisions was served last.
struct ServedConsumers: Sendable {
  /// A consumer that was quiet for so many seconds by now; nil when it is not any more.
  struct QuietChange: Sendable {
    let name: String
    let seconds: Int64?
  }

  private struct Known {
    let name: String
    let kind: String
    let tokenDigest: [UInt8]
    /// Nil when it may stay away for ever.
    let quietSeconds: Int64?
    var last: Int64?
    var isNew = false
    var isToldQuiet = false
  }

  private var all: [Known]
  private let startedSeconds: Int64

  /// - Parameter served: When each was served last by earlier runs.
  init(_ configuration: ServingConfiguration, _ served: [String: Int64], nowSeconds: Int64) {
    startedSeconds = nowSeconds
    let pulls = configuration.consumers.map { consumer in
      Known(
        name: consumer.name, kind: consumer.isBouncer ? "bouncer" : "pull",
        tokenDigest: consumer.tokenDigest, quietSeconds: consumer.quietSeconds,
        last: served[consumer.name])
    }
    let pushes = configuration.pushes.map { push in
      Known(
        name: push.name, kind: "kernel", tokenDigest: [], quietSeconds: nil, last: served[push.name]
      )
    }
    all = pulls + pushes
  }

  mutating func note(_ name: String, atSeconds: Int64) {
    for place in all.indices where all[place].name == name {
      all[place].last = max(atSeconds, all[place].last ?? atSeconds)
      all[place].isNew = true
    }
  }

  /// Those that were served since the last call.
  mutating func take() -> [Store.Consumer] {
    var found: [Store.Consumer] = []
    for place in all.indices where all[place].isNew {
      all[place].isNew = false
      found.append(
        Store.Consumer(
          name: all[place].name, tokenHash: all[place].tokenDigest, seenSeconds: all[place].last))
    }
    return found
  }

  func report(_ nowSeconds: Int64) -> [StatusReport.Consumer] {
    all.map { known in
      StatusReport.Consumer(
        name: known.name, kind: known.kind, last: known.last,
        isQuiet: quiet(known, nowSeconds) != nil)
    }
  }

  mutating func takeQuietChanges(_ nowSeconds: Int64) -> [QuietChange] {
    var found: [QuietChange] = []
    for place in all.indices {
      let seconds = quiet(all[place], nowSeconds)
      guard (seconds != nil) != all[place].isToldQuiet else { continue }
      all[place].isToldQuiet = seconds != nil
      found.append(QuietChange(name: all[place].name, seconds: seconds))
    }
    return found
  }

  /// For how long it has stayed away, when that is too long. What was before this run began does not
  /// count: nobody could be served then.
  private func quiet(_ known: Known, _ nowSeconds: Int64) -> Int64? {
    guard let limit = known.quietSeconds else { return nil }
    let away = nowSeconds - max(startedSeconds, known.last ?? startedSeconds)
    return away > limit ? away : nil
  }
}
