private import Glibc
private import Response
import Store

/// `detectd state`: the state file itself.
package struct StateRun {
  package var place: StatePlace

  package init(_ place: StatePlace) { self.place = place }

  /// Prints the state as lines of JSON, of one moment, also beside a run.
  ///
  /// - Returns: 0, or 2 when it cannot begin.
  package func export() -> Int32 {
    let out = StateOutput(.ndjson)
    return out.with(place) { state throws(StatePlace.Failure) in
      do throws(StoreError) {
        try state.database.export { line in
          out.output.write(line)
          out.output.write("\n")
        }
      } catch {
        throw StatePlace.Failure(error.description)
      }
      return 0
    }
  }

  /// Takes an export into an empty or missing state.
  ///
  /// - Parameter path: A file, or `-`.
  /// - Returns: 0; 2 when it cannot be taken; nothing was written then.
  package func importing(_ path: String) -> Int32 {
    let errors = Output.standardError()
    defer { errors.flush() }
    guard let folder = place.folder else {
      errors.writeLine("detectd: name the folder to import into: --state DIR")
      return 2
    }
    do {
      let held = try StateFolder(folder)
      let database = try held.open(RunLog(level: .warning))
      guard let input = Input.list([path]).inputs.first else {
        errors.writeLine("detectd: \(TerminalText.clean(path)): cannot be read")
        return 2
      }
      var lines = try InputLines(input)
      let rows = try database.importRows { try lines.next().map { Array($0) } }
      try database.close()
      errors.writeLine("\(Quantity.count(rows)) rows")
      return 0
    } catch {
      errors.writeLine("detectd: \(TerminalText.clean("\(path): \(error)"))")
      return 2
    }
  }

  /// Gives space that is not used any more back to the system.
  ///
  /// - Returns: 0, or 2 when it cannot be done.
  package func vacuum() -> Int32 {
    let out = StateOutput(nil)
    return out.with(place) { state throws(StatePlace.Failure) in
      let before = FileStatus(path: state.database.path)?.size ?? 0
      do throws(StoreError) { try state.database.vacuum() } catch {
        throw StatePlace.Failure(error.description)
      }
      let after = FileStatus(path: state.database.path)?.size ?? 0
      out.errors.writeLine("\(Quantity.bytes(before)) before, \(Quantity.bytes(after)) now")
      return 0
    }
  }
}
