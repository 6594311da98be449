private import Synchronization

/// The units of a run by number. The reader makes and drops them; others look them up.
final class UnitTable: Sendable {
  private let units = Mutex<(known: [Int: LiveUnit], next: Int)>(([:], 0))

  /// Evidence keeps 20 bits of the number.
  private static let numbers = 1 << 20

  func make(
    place: Int, name: String, naming: RecordNaming, texts: TextSource
  ) -> LiveUnit {
    units.withLock { units in
      while units.known[units.next] != nil { units.next = (units.next + 1) % UnitTable.numbers }
      let unit = LiveUnit(
        number: units.next, place: place, name: name, naming: naming, texts: texts)
      units.known[unit.number] = unit
      units.next = (units.next + 1) % UnitTable.numbers
      return unit
    }
  }

  func drop(_ unit: LiveUnit) { units.withLock { $0.known[unit.number] = nil } }

  /// What is remembered of a unit's records; nothing is read again of one that was dropped.
  func texts(of number: Int) -> TextSource {
    units.withLock { $0.known[number]?.texts ?? .memory }
  }
}
