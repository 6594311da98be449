/// The latest time of each value of a large window: open addressing by the value's hash.
///
/// The owner frees it with ``free(_:)``.
@safe struct ValueTimes {
  private struct Slot {
    var value: UInt64 = 0
    var time: Int64 = .min
  }

  /// A slot whose time is `.min` is free.
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private(set) var count = 0
  /// Entries of the window, also those that a later one of the same value replaced.
  var entryCount = 0

  init(_ bytes: inout Int) {
    mask = 63
    unsafe slots = ValueTimes.make(64, &bytes)
  }

  private static func make(_ count: Int, _ bytes: inout Int) -> UnsafeMutablePointer<Slot> {
    bytes += count * MemoryLayout<Slot>.stride
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    unsafe slots.initialize(repeating: Slot(), count: count)
    return unsafe slots
  }

  func free(_ bytes: inout Int) {
    bytes -= (mask + 1) * MemoryLayout<Slot>.stride
    unsafe slots.deallocate()
  }

  /// The slot of a value, or the free one where it would be.
  private func find(_ value: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: value) & mask
    // SAFETY: masked; at least half of the slots are free.
    while unsafe slots[slot].time != .min && slots[slot].value != value {
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  /// The latest time of a value, or nil.
  func time(of value: UInt64) -> Int64? {
    let slot = find(value)
    let time = unsafe slots[slot].time
    return time == .min ? nil : time
  }

  mutating func set(_ value: UInt64, _ time: Int64, _ bytes: inout Int) {
    let slot = find(value)
    let isNew = unsafe slots[slot].time == .min
    unsafe slots[slot] = Slot(value: value, time: time)
    guard isNew else { return }
    count += 1
    if count * 2 > mask { resize((mask + 1) * 2, &bytes) }
  }

  private mutating func resize(_ size: Int, _ bytes: inout Int) {
    let old = self
    mask = size - 1
    unsafe slots = ValueTimes.make(size, &bytes)
    for index in 0...old.mask {
      let slot = unsafe old.slots[index]
      if slot.time != .min { unsafe slots[find(slot.value)] = slot }
    }
    old.free(&bytes)
  }

  /// Removes a value, moving back what its slot had pushed on.
  mutating func remove(_ value: UInt64) {
    var hole = find(value)
    guard unsafe slots[hole].time != .min else { return }
    count -= 1
    var next = hole
    while true {
      next = (next &+ 1) & mask
      let slot = unsafe slots[next]
      if slot.time == .min { break }
      let home = Int(truncatingIfNeeded: slot.value) & mask
      if (next &- home) & mask >= (next &- hole) & mask {
        unsafe slots[hole] = slot
        hole = next
      }
    }
    unsafe slots[hole].time = .min
  }
}
