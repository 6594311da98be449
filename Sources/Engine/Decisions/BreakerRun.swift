private import Detect
import Response
import Store

/// `detectd decisions breaker`: whether the breaker has tripped, and its reset.
package struct BreakerRun {
  package var place: StatePlace
  package var format: StateFormat?
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  /// Prints how it stands.
  ///
  /// - Returns: 0; 1 when it has tripped; 2 when it cannot begin.
  package func show() -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let trip: Breaker.Trip?
      do throws(StoreError) { trip = try state.database.breakerTrip() } catch {
        throw StatePlace.Failure(error.description)
      }
      print(trip, out)
      return trip == nil ? 0 : 1
    }
  }

  /// Lets blocks through again.
  ///
  /// - Returns: 0; 2 when it cannot begin or has not tripped.
  package func reset() -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let answer = try OrderDesk(state, actor: StatePlace.user).hand(in: .resetBreaker)
      if let refusal = answer.refusal { throw StatePlace.Failure("not done: \(refusal)") }
      print(nil, out)
      return 0
    }
  }

  private func print(_ trip: Breaker.Trip?, _ out: StateOutput) {
    guard out.isHuman else {
      var document = Document()
      document.set("tripped", .boolean(trip != nil))
      if let trip {
        document.set("since", .text(TimeText.utc(seconds: trip.atSeconds)))
        document.set("reason", .text(trip.reason))
      }
      return out.print(document)
    }
    guard let trip else {
      return out.printLine("the breaker has not tripped; blocks are made")
    }
    out.printLine(
      TerminalText.clean(
        "the breaker tripped \(TimeWords.relative(trip.atSeconds, now: nowSeconds)): \(trip.reason)"
      ))
    out.printLine("targets are only watched; detectd decisions breaker --reset ends that")
  }
}
