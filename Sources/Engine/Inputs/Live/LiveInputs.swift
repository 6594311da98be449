private import Glibc

/// Makes the inputs that a configuration names.
enum LiveInputs {
  /// Bytes that are read at once.
  static let readBytes = 256 << 10

  /// - Parameters:
  ///   - counters: One for each input of the configuration.
  ///   - known: Checkpoints of the last run.
  ///   - replays: Those that its windows were saved with.
  ///   - receive: Listens for what is posted; nil when nothing can.
  ///   - secure: Makes the TLS of streams; nil when nothing can.
  /// - Throws: ``RunError`` for the first that cannot be opened.
  static func open(
    _ configuration: RunConfiguration, units: UnitTable, counters: [InputCounters],
    known: [Checkpoint], replays: [Checkpoint], receive: ReceiveStart?, secure: SecureStart?,
    _ log: RunLog
  ) throws(RunError) -> [any LiveInput] {
    // Streams cannot be read again, so their records are named by the run too.
    let run = "\(RunClock.nowSeconds).\(getpid())"
    var inputs: [any LiveInput] = []
    for (place, input) in configuration.inputs.enumerated() {
      switch input.kind {
      case .file(let settings):
        inputs.append(
          FileInput(
            input, settings, place: place, units: units, counters: counters[place], log: log,
            known: known, replays: replays, readBytes: readBytes))
      case .udp(let settings):
        inputs.append(
          try DatagramInput(
            udp: settings, input, place: place, units: units, counters: counters[place], log: log,
            run: run))
      case .tcp(let settings):
        inputs.append(
          try StreamInput(
            settings, input, place: place, units: units, counters: counters[place],
            secure: secure, log: log, run: run))
      case .unix(let path, let receiveBytes):
        inputs.append(
          try DatagramInput(
            path: path, receiveBytes: receiveBytes, input, place: place, units: units,
            counters: counters[place], log: log, run: run))
      case .http(let settings):
        inputs.append(
          try HTTPInput(
            settings, input, place: place, units: units, counters: counters[place],
            receive: receive, log: log, run: run))
      case .journal(let settings):
        inputs.append(
          try JournalInput(
            input, settings, place: place, units: units, counters: counters[place], known: known,
            log: log))
      case .standardInput:
        inputs.append(
          PipeInput(input, place: place, units: units, counters: counters[place], run: run))
      }
    }
    return inputs
  }
}
