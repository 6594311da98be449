package import Response
import Store

/// `detectd blocklist`: what is blocked now, as one consumer reads it.
package struct ListRun {
  package var place: StatePlace
  package var options = BlockListOptions()
  package var minimumLevel = Level.informational

  package init(_ place: StatePlace) { self.place = place }

  /// Prints the list.
  ///
  /// - Returns: 0, or 2 when it cannot begin.
  package func run(_ format: BlockListFormat) -> Int32 {
    let out = StateOutput(.ndjson)
    return out.with(place) { state throws(StatePlace.Failure) in
      let now = RunClock.nowSeconds
      do throws(StoreError) {
        let decisions = try state.database.decisions(atSeconds: now)
        let list = ListContent(decisions: decisions, atSeconds: now).from(minimumLevel)
          .render(format, options: options, neverBlock: state.neverBlock)
        out.output.write(list.bytes)
        if let dropped = list.dropped { out.errors.writeLine("detectd: \(dropped)") }
      } catch {
        throw StatePlace.Failure(error.description)
      }
      return 0
    }
  }
}
