/// A 32-bit hash mixed so that every input bit reaches every output bit.
@inline(__always)
func mixedBits(_ value: UInt32) -> UInt32 {
  var hash = value
  hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
  hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
  return hash ^ hash >> 16
}

@inline(__always)
func mixedBits(_ value: UInt64) -> UInt64 {
  var hash = value
  hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
  hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
  return hash ^ hash >> 33
}

/// Open addressing with linear probing: in each 8-byte slot a 32-bit tag and an indicator.
///
/// The number of slots is seven quarters of the entries, so an entry takes 14 bytes.
struct HashSlots: Sendable {
  static let none = UInt32.max
  private(set) var slots: [UInt64]
  private(set) var count = 0

  /// - Parameter entries: The most that will be set.
  init(entries: Int) {
    slots = Array(repeating: .max, count: entries == 0 ? 0 : entries + entries * 3 / 4 + 1)
  }

  var byteCount: Int { slots.count * 8 }

  /// The first slot of a hash.
  @inline(__always) func start(_ hash: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(truncatingIfNeeded: slots.count)) >> 32)
  }

  @inline(__always) func after(_ slot: Int) -> Int { slot &+ 1 == slots.count ? 0 : slot &+ 1 }

  @inline(__always) func tag(_ slot: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: slots[slot] >> 32)
  }
  @inline(__always) func indicator(_ slot: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: slots[slot])
  }

  mutating func set(_ slot: Int, tag: UInt32, indicator: UInt32) {
    if self.indicator(slot) == HashSlots.none { count += 1 }
    slots[slot] = UInt64(tag) << 32 | UInt64(indicator)
  }
}
