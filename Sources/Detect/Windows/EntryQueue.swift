/// The events of a window, by time and then by arrival.
struct EntryQueue {
  private var store: [WindowEntry] = []
  private var head = 0

  var count: Int { store.count - head }
  var isEmpty: Bool { count == 0 }
  var first: WindowEntry? { isEmpty ? nil : store[head] }
  var elements: ArraySlice<WindowEntry> { store[head...] }

  /// - Complexity: Amortised O(1) for an event that is the newest; O(entries) for one that is late.
  mutating func insert(_ entry: WindowEntry) {
    var place = store.count
    while place > head, store[place - 1].timeNanoseconds > entry.timeNanoseconds { place -= 1 }
    store.insert(entry, at: place)
  }

  /// Takes out the oldest event if it is of `limit` or before.
  mutating func popFirst(upTo limit: Int64) -> WindowEntry? {
    guard let oldest = first, oldest.timeNanoseconds <= limit else { return nil }
    head += 1
    if head > 32, head * 2 > store.count {
      store.removeSubrange(..<head)
      head = 0
    }
    return oldest
  }
}
