private import CKernels

/// The entries of one window by time, and by order where times are equal.
///
/// An unrolled list: events come nearly in order, so almost all go to the end, and one that is late
/// moves at most the entries of one chunk. The owner frees it with ``removeAll(_:)``.
@safe struct EntryList {
  private(set) var first: UnsafeMutablePointer<WindowChunk>?
  private(set) var last: UnsafeMutablePointer<WindowChunk>?

  init() {}

  /// A list that was taken apart with its two ends.
  init(
    first: UnsafeMutablePointer<WindowChunk>?, last: UnsafeMutablePointer<WindowChunk>?
  ) {
    unsafe self.first = first
    unsafe self.last = last
  }

  /// Runs of equal times longer than this keep their first and last five, and the weight of all.
  static let runMaximum = 10

  /// Adds an entry after all of its time.
  ///
  /// - Parameters:
  ///   - mergesRuns: Whether `value` is a weight, so that long runs of one time can be merged.
  ///   - bytes: Memory in use; changed by what is allocated.
  /// - Returns: Whether there is one entry more; false when it was merged.
  mutating func insert(_ entry: WindowEntry, mergesRuns: Bool, _ bytes: inout Int) -> Bool {
    guard var chunk = unsafe last else {
      let chunk = unsafe WindowChunk.make(WindowChunk.small, &bytes)
      unsafe chunk.entries.initialize(to: entry)
      unsafe chunk.pointee.end = 1
      unsafe first = chunk
      unsafe last = chunk
      return true
    }
    // SAFETY: chunks of a list are alive, never empty, and `start..<end` of each is filled.
    while let previous = unsafe chunk.pointee.previous,
      unsafe chunk.entries[chunk.start].timeNanoseconds > entry.timeNanoseconds
    { unsafe chunk = previous }
    var place = unsafe chunk.end
    while unsafe place > chunk.start,
      unsafe chunk.entries[place - 1].timeNanoseconds > entry.timeNanoseconds
    { place &-= 1 }
    let runStart = place &- EntryList.runMaximum
    if unsafe mergesRuns && runStart >= chunk.start,
      unsafe chunk.entries[runStart].timeNanoseconds == entry.timeNanoseconds
    {
      unsafe EntryList.merge(entry, before: place, in: chunk.entries)
      return false
    }
    unsafe makeRoom(&chunk, &place, &bytes)
    let entries = unsafe chunk.entries
    let count = unsafe chunk.end &- place
    // SAFETY: `makeRoom` left a free slot after `end`.
    if count > 0 {
      unsafe (entries + place + 1).update(from: entries + place, count: count)
    }
    unsafe (entries + place).initialize(to: entry)
    unsafe chunk.pointee.end &+= 1
    return true
  }

  /// Takes an entry into the run of ten of its time that ends before `place`: the first of the last
  /// five leaves, and its weight stays with the fifth.
  private static func merge(
    _ entry: WindowEntry, before place: Int, in entries: UnsafeMutablePointer<WindowEntry>
  ) {
    // SAFETY: the caller found ten entries before `place`.
    unsafe entries[place - 6].value &+= entries[place - 5].value
    for index in place - 5..<place - 1 { unsafe entries[index] = entries[index + 1] }
    unsafe entries[place - 1] = entry
  }

  /// Makes a free slot after the entries of `chunk`, which may become another chunk; `place` moves
  /// along.
  private mutating func makeRoom(
    _ chunk: inout UnsafeMutablePointer<WindowChunk>, _ place: inout Int, _ bytes: inout Int
  ) {
    let start = unsafe chunk.start
    let end = unsafe chunk.end
    let capacity = unsafe Int(chunk.pointee.capacity)
    if end < capacity { return }
    if start > capacity / 2 {
      // SAFETY: moves `end - start` filled entries to the front of the same chunk.
      unsafe chunk.entries.update(from: chunk.entries + start, count: end - start)
      unsafe chunk.pointee.start = 0
      unsafe chunk.pointee.end = UInt16(end - start)
      place -= start
    } else if capacity < WindowChunk.large {
      unsafe grow(&chunk, &place, &bytes)
    } else {
      unsafe split(&chunk, &place, &bytes)
    }
  }

  /// Replaces the only chunk of a list by a larger one.
  private mutating func grow(
    _ chunk: inout UnsafeMutablePointer<WindowChunk>, _ place: inout Int, _ bytes: inout Int
  ) {
    let isSmall = unsafe chunk.pointee.capacity == UInt16(WindowChunk.small)
    let larger = unsafe WindowChunk.make(
      isSmall ? WindowChunk.medium : WindowChunk.large, &bytes)
    let start = unsafe chunk.start
    let count = unsafe chunk.end - start
    // SAFETY: the larger chunk has room for all entries of the smaller.
    unsafe larger.entries.update(from: chunk.entries + start, count: count)
    unsafe larger.pointee.end = UInt16(count)
    unsafe WindowChunk.free(chunk, &bytes)
    unsafe first = larger
    unsafe last = larger
    unsafe chunk = larger
    place -= start
  }

  /// Links a chunk after a full one: empty when the new entry is the last, else with its later
  /// half.
  private mutating func split(
    _ chunk: inout UnsafeMutablePointer<WindowChunk>, _ place: inout Int, _ bytes: inout Int
  ) {
    let end = unsafe chunk.end
    let middle = place == end ? end : unsafe (chunk.start + end) / 2
    let later = unsafe WindowChunk.make(WindowChunk.large, &bytes)
    // SAFETY: both have the same capacity, and the links of all neighbours are set.
    unsafe later.entries.update(from: chunk.entries + middle, count: end - middle)
    unsafe later.pointee.end = UInt16(end - middle)
    unsafe chunk.pointee.end = UInt16(middle)
    unsafe later.pointee.next = chunk.pointee.next
    unsafe later.pointee.previous = chunk
    if let next = unsafe chunk.pointee.next {
      unsafe next.pointee.previous = later
    } else {
      unsafe last = later
    }
    unsafe chunk.pointee.next = later
    if place >= middle, place == end || place > middle {
      unsafe chunk = later
      place -= middle
    }
  }

  /// Removes the first entry, or gives nil when there is none or it is newer than `limit`.
  @inline(__always) mutating func popFirst(upTo limit: Int64, _ bytes: inout Int) -> WindowEntry? {
    guard let chunk = unsafe first else { return nil }
    // SAFETY: chunks of a list are never empty.
    let entry = unsafe chunk.entries[chunk.start]
    if entry.timeNanoseconds > limit { return nil }
    unsafe chunk.pointee.start &+= 1
    if unsafe chunk.start == chunk.end { unsafe unlink(chunk, &bytes) }
    return entry
  }

  private mutating func unlink(
    _ chunk: UnsafeMutablePointer<WindowChunk>, _ bytes: inout Int
  ) {
    let next = unsafe chunk.pointee.next
    let previous = unsafe chunk.pointee.previous
    if let previous = unsafe previous {
      unsafe previous.pointee.next = next
    } else {
      unsafe first = next
    }
    if let next = unsafe next {
      unsafe next.pointee.previous = previous
    } else {
      unsafe last = previous
    }
    unsafe WindowChunk.free(chunk, &bytes)
  }

  /// Asks for the headers of the first and the last chunk, or for the entries at both ends.
  @inline(__always) func prefetch(entries: Bool) {
    guard let first = unsafe first, let last = unsafe last else { return }
    // SAFETY: both are alive while the list is; a hint reads nothing.
    unsafe ckernels_prefetch(
      entries ? UnsafeRawPointer(first.entries + first.start) : UnsafeRawPointer(first))
    unsafe ckernels_prefetch(
      entries ? UnsafeRawPointer(last.entries + last.end) : UnsafeRawPointer(last))
  }

  mutating func removeAll(_ bytes: inout Int) {
    while let chunk = unsafe first {
      unsafe first = chunk.pointee.next
      unsafe WindowChunk.free(chunk, &bytes)
    }
    unsafe last = nil
  }
}

// MARK: Reading and removing by content

extension EntryList {
  var isEmpty: Bool { unsafe first == nil }

  /// Calls `body` with entries from the first on until it says stop.
  func forEach(_ body: (WindowEntry) -> Bool) {
    var next = unsafe first
    while let chunk = unsafe next {
      for index in unsafe chunk.start..<chunk.end {
        if unsafe !body(chunk.entries[index]) { return }
      }
      unsafe next = chunk.pointee.next
    }
  }

  /// Calls `body` with entries from the last on until it says stop.
  func forEachReversed(_ body: (WindowEntry) -> Bool) {
    var next = unsafe last
    while let chunk = unsafe next {
      for index in unsafe (chunk.start..<chunk.end).reversed() {
        if unsafe !body(chunk.entries[index]) { return }
      }
      unsafe next = chunk.pointee.previous
    }
  }

  /// The time of the entry with this value, or nil.
  func time(ofValue value: UInt64) -> Int64? {
    var time: Int64?
    forEach { entry in
      if entry.value == value { time = entry.timeNanoseconds }
      return time == nil
    }
    return time
  }

  /// Replaces the last entry by one of the same value, when that is not older and the value is
  /// there.
  ///
  /// - Returns: Whether the last entry has that value and the new one needs no other place.
  mutating func renewLast(_ entry: WindowEntry) -> Bool {
    guard let chunk = unsafe last else { return false }
    // SAFETY: chunks of a list are never empty.
    let held = unsafe chunk.entries[chunk.end - 1]
    guard held.value == entry.value else { return false }
    if held.timeNanoseconds < entry.timeNanoseconds {
      unsafe chunk.entries[chunk.end - 1] = entry
    }
    return true
  }

  /// Removes all entries for which `keeps` is false.
  mutating func filter(_ bytes: inout Int, _ keeps: (WindowEntry) -> Bool) {
    var next = unsafe first
    while let chunk = unsafe next {
      unsafe next = chunk.pointee.next
      var kept = unsafe chunk.start
      for index in unsafe chunk.start..<chunk.end where unsafe keeps(chunk.entries[index]) {
        // SAFETY: `kept` is at most `index`.
        unsafe chunk.entries[kept] = chunk.entries[index]
        kept &+= 1
      }
      unsafe chunk.pointee.end = UInt16(kept)
      if unsafe chunk.start == kept { unsafe unlink(chunk, &bytes) }
    }
  }
}
