import Detect
import Engine
import Response

/// What one poll of `/v1/decisions/stream` answers.
///
/// A bouncer is told what to do, not what happened: each value that a change touched is looked up in
/// what is in force now. So it does not matter how often a bouncer hears of a change, or whether it
/// heard of the one before.
struct BouncerStream {
  let table: BouncerTable
  let filter: BouncerFilter
  let expandsHostBits: Int?
  let atSeconds: Int64

  /// Everything in force, and what lately ended.
  func startup(_ journal: LiveDecisions.Changes) -> [UInt8] {
    var deleted: [Prefix: BouncerEntry] = [:]
    for change in journal.changes.suffix(50_000) where change.kind == .removed {
      for entry in entries(change.decision) where table.longest(on: entry.network, filter) == nil {
        deleted[entry.network] = entry
      }
    }
    return render(new: table.longest(filter), deleted: Array(deleted.values))
  }

  /// What the changes touched.
  ///
  /// A value whose time changed is in both lists: a bouncer applies `deleted` first, and takes no
  /// new time for what it holds.
  func changes(_ journal: LiveDecisions.Changes) -> [UInt8] {
    var touched: [Prefix: (entry: BouncerEntry, isNew: Bool)] = [:]
    for change in journal.changes {
      for entry in entries(change.decision) {
        let wasNew = touched[entry.network]?.isNew ?? true
        touched[entry.network] = (entry, wasNew && change.kind == .added)
      }
    }
    var new: [BouncerEntry] = []
    var deleted: [BouncerEntry] = []
    for (network, touch) in touched {
      guard let (longest, count) = table.longest(on: network, filter) else {
        if filter.takes(touch.entry) { deleted.append(touch.entry) }
        continue
      }
      new.append(longest)
      if !touch.isNew || count > 1 { deleted.append(longest) }
    }
    return render(
      new: new.sorted { ($0.id, $0.network) < ($1.id, $1.network) }, deleted: deleted)
  }

  private func entries(_ decision: Decision) -> [BouncerEntry] {
    BouncerTable.entries(of: decision, expandsHostBits: expandsHostBits)
  }

  private func render(new: [BouncerEntry], deleted: [BouncerEntry]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(32 + (new.count + deleted.count) * 150)
    out.append(contentsOf: "{\"new\":[".utf8)
    for (place, entry) in new.enumerated() {
      if place > 0 { out.append(UInt8(ascii: ",")) }
      entry.append(secondsLeft: entry.secondsLeft(atSeconds), to: &out)
    }
    out.append(contentsOf: "],\"deleted\":[".utf8)
    let sorted = deleted.sorted { ($0.id, $0.network) < ($1.id, $1.network) }
    for (place, entry) in sorted.enumerated() {
      if place > 0 { out.append(UInt8(ascii: ",")) }
      entry.append(secondsLeft: -1, to: &out)
    }
    out.append(contentsOf: "]}\n".utf8)
    return out
  }
}
