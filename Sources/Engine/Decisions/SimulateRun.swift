private import Detect
import Response
private import Rules
import Store

/// `detectd simulate`: what the policy would have made of the alerts that are kept, and how that
/// differs from what is in force. Nothing is changed.
package struct SimulateRun {
  package var place: StatePlace
  package var format: StateFormat?
  /// Another policy than that of the configuration.
  package var policyPath: String?
  /// A duration back, or a time.
  package var since = "24h"
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  /// - Returns: 0, or 2 when it cannot begin.
  package func run() -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      guard let begin = TimeWords.since(since, now: nowSeconds) else {
        throw StatePlace.Failure(
          "'\(since)' is no time; write a duration such as 24h, or 2026-01-05T01:00:00Z")
      }
      let file = try policy(state)
      let neverBlock = policyPath == nil ? state.neverBlock : file.neverBlockList()
      var trial = Trial(nowSeconds: nowSeconds)
      let inForce: [Decision]
      do throws(StoreError) {
        try state.database.eachAlert(sinceSeconds: begin) { record in
          trial.apply(record, file.policy, neverBlock)
        }
        inForce = try state.database.decisions(atSeconds: nowSeconds)
      } catch {
        throw StatePlace.Failure(error.description)
      }
      let would = trial.book.decisions(atSeconds: nowSeconds)
      // What operators and feeds decided no policy could.
      let ofPolicy = inForce.filter { $0.origin == .policy && $0.createdSeconds >= begin }
      DecisionDifference(from: ofPolicy, to: would, by: \.place).print(out, nowSeconds: nowSeconds)
      out.errors.writeLine(trial.summary(would))
      return 0
    }
  }

  private func policy(_ state: StatePlace.Opened) throws(StatePlace.Failure) -> PolicyFile {
    guard let policyPath else { return state.policy }
    var problems = Problems()
    guard let file = PolicyFile.load(policyPath, &problems) else {
      throw StatePlace.Failure(problems.sorted.map(\.description))
    }
    return file
  }

  private struct Trial {
    let nowSeconds: Int64
    var book = DecisionBook()
    var alerts = 0
    var unreadable = 0
    var refused = 0

    mutating func apply(_ record: AlertRecord, _ policy: Policy, _ neverBlock: NeverBlock) {
      alerts += 1
      guard let alert = record.alert else {
        unreadable += 1
        return
      }
      let changes = book.apply(
        alert, policy: policy, neverBlock: neverBlock,
        atSeconds: min(record.timeSeconds, nowSeconds))
      for case .refused in changes { refused += 1 }
    }

    /// `120 alerts: 3 would be blocked now and 10 watched; 2 refused`.
    func summary(_ would: [Decision]) -> String {
      let blocks = would.count { $0.action != .watch }
      var text =
        "\(Quantity.count(alerts)) alerts: \(blocks) would be blocked now "
        + "and \(would.count - blocks) watched; \(refused) refused"
      if unreadable > 0 { text += ", \(unreadable) that cannot be read" }
      return text
    }
  }
}

extension Decision {
  /// What it does to whom.
  fileprivate var place: String { "\(action.rawValue) \(scope) \(target)" }
}
