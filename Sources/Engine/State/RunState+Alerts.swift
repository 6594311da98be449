import Detect
import Response
import Store

// What the state knows of alerts before anybody is told of them. Nothing while it cannot be read.
extension RunState {
  /// The silences that have not ended; nil when that cannot be read.
  func silences(atSeconds: Int64) -> [Silence]? {
    read { database throws(StoreError) in try database.silences(atSeconds: atSeconds) }
  }

  /// The incidents that may go on, with the text of their entity.
  func openIncidents(gapSeconds: Int64) -> [(entity: String, incident: IncidentTable.Open)] {
    let now = RunClock.nowSeconds
    return read { database throws(StoreError) in
      try database.openIncidents(sinceSeconds: now - gapSeconds, nowSeconds: now)
    } ?? []
  }

  /// The windows of the alert gate.
  func repeats() -> [AlertGate.Row] {
    read { database throws(StoreError) in try database.repeats() } ?? []
  }

  /// A kept alert, with all that can be told of it.
  func alert(id: String) -> Alert? {
    let record = read { database throws(StoreError) in try database.alert(id: id) } ?? nil
    return record?.whole
  }
}
