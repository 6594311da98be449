private import CKernels

/// The keys of a shard: open addressing with linear probing, at most three quarters full.
@safe struct WindowKeys: ~Copyable {
  private var slots: UnsafeMutablePointer<KeySlot>
  private(set) var mask: Int
  private(set) var count = 0
  private var hand = 0
  /// Keys whose window ends at or before this may be evicted.
  private var threshold = Int64.min

  static let stride = MemoryLayout<KeySlot>.stride

  /// - Parameter capacity: A power of two.
  init(capacity: Int) {
    mask = capacity - 1
    unsafe slots = WindowKeys.make(capacity)
  }

  deinit { unsafe slots.deallocate() }

  private static func make(_ capacity: Int) -> UnsafeMutablePointer<KeySlot> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity * stride, alignment: 64)
    let slots = unsafe memory.bindMemory(to: KeySlot.self, capacity: capacity)
    unsafe slots.initialize(repeating: KeySlot(), count: capacity)
    return unsafe slots
  }

  var capacity: Int { mask + 1 }
  var byteCount: Int { capacity * WindowKeys.stride }
  /// Whether one key more would fill it over three quarters.
  var isFull: Bool { count >= capacity / 4 * 3 }

  subscript(index: Int) -> KeySlot {
    @inline(__always) get {
      // SAFETY: masked, so inside the table.
      unsafe slots[index & mask]
    }
    @inline(__always) set { unsafe slots[index & mask] = newValue }
  }

  /// The slot of a key, or the free one where it would be.
  @inline(__always) func find(_ high: UInt64, _ low: UInt64) -> Int {
    var index = Int(truncatingIfNeeded: low) & mask
    // SAFETY: masked; a quarter of the slots is free.
    while unsafe slots[index].correlation != KeySlot.free
      && (slots[index].keyLow != low || slots[index].keyHigh != high)
    { index = (index &+ 1) & mask }
    return index
  }

  /// Asks for the slot where the search for a key begins.
  @inline(__always) func prefetch(_ low: UInt64) {
    // SAFETY: masked; a hint reads nothing.
    unsafe ckernels_prefetch(slots + (Int(truncatingIfNeeded: low) & mask))
  }

  /// Asks for the ends of the window of a key whose slot was asked for before, or for the entries
  /// there when the ends were. A key that is not in its first slot is left alone.
  @inline(__always) func prefetchWindow(_ high: UInt64, _ low: UInt64, entries: Bool) {
    let slot = self[Int(truncatingIfNeeded: low)]
    if slot.keyHigh == high, slot.keyLow == low, !slot.isFree, !slot.isInline {
      slot.list.prefetch(entries: entries)
    }
  }

  mutating func insert(_ slot: KeySlot, at index: Int) {
    self[index] = slot
    count += 1
  }

  /// Frees a slot, moving back the keys that it had pushed on.
  mutating func remove(at index: Int) {
    var hole = index
    var next = index
    count -= 1
    while true {
      next = (next &+ 1) & mask
      let slot = self[next]
      if slot.isFree { break }
      let home = Int(truncatingIfNeeded: slot.keyLow) & mask
      if (next &- home) & mask >= (next &- hole) & mask {
        self[hole] = slot
        hole = next
      }
    }
    self[hole] = KeySlot()
  }

  /// Moves all keys to a table of another size.
  mutating func resize(to capacity: Int) {
    let old = unsafe slots
    let oldCapacity = self.capacity
    mask = capacity - 1
    unsafe slots = WindowKeys.make(capacity)
    // SAFETY: `old` holds that many slots, and its keys fit in the larger table.
    for index in 0..<oldCapacity {
      let slot = unsafe old[index]
      if !slot.isFree { self[find(slot.keyHigh, slot.keyLow)] = slot }
    }
    unsafe old.deallocate()
  }

  /// The slot of a key among the eighth that has been idle longest, by a hand that goes round.
  ///
  /// Idle longest is whose window ends first. The bound is sampled anew each round.
  ///
  /// - Complexity: O(8) on average. The table must hold a key.
  mutating func stalest(_ plans: [CorrelationPlan]) -> Int {
    while true {
      hand = (hand &+ 1) & mask
      if hand == 0 || threshold == .min { threshold = sampledThreshold(plans) }
      let slot = self[hand]
      if !slot.isFree, WindowKeys.end(slot, plans) <= threshold {
        // What stands behind may move here.
        let found = hand
        hand = (hand &- 1) & mask
        return found
      }
    }
  }

  static func end(_ slot: KeySlot, _ plans: [CorrelationPlan]) -> Int64 {
    slot.newest &+ plans[Int(slot.correlation)].heldNanoseconds
  }

  /// The end of the window at one eighth of up to 64 keys, spread over the table.
  private func sampledThreshold(_ plans: [CorrelationPlan]) -> Int64 {
    var ends: [Int64] = []
    let step = max(1, capacity / 64)
    for start in Swift.stride(from: 0, to: capacity, by: step) {
      for index in start..<start + step where !self[index].isFree {
        ends.append(WindowKeys.end(self[index], plans))
        break
      }
    }
    ends.sort()
    return ends[ends.count / 8]
  }
}
