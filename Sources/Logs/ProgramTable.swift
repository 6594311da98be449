import Detect

/// Program names to decoders: one probe of a small hash table over the bytes of a syslog tag.
struct ProgramTable: Sendable {
  /// A name as its length and its first and last eight bytes, which together are all of a name of
  /// up to sixteen.
  struct Key: Equatable, Sendable {
    var first: UInt64 = 0
    var last: UInt64 = 0
    var count = 0

    static let countMaximum = 16

    @inline(__always) var hash: Int {
      let mixed = (first ^ last &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
      return Int(truncatingIfNeeded: mixed >> 40)
    }
  }

  private struct Slot: Sendable {
    var key = Key()
    /// The decoder's place, or −1.
    var decoder = -1
  }

  /// A power of two, well above the number of names.
  private static let slotCount = 1024

  private var slots = [Slot](repeating: Slot(), count: ProgramTable.slotCount)

  /// The first decoder that names a program gets it.
  ///
  /// - Parameter decoders: At most 400 program names in all; of a longer one sixteen bytes count.
  init(_ decoders: [Decoder]) {
    var count = 0
    for (place, decoder) in decoders.enumerated() {
      for name in decoder.programs {
        count += 1
        precondition(count <= 400, "too many program names")
        insert(Array(name.utf8.prefix(Key.countMaximum)), place)
      }
    }
  }

  private mutating func insert(_ name: [UInt8], _ decoder: Int) {
    var key = Key()
    key.count = name.count
    for byte in name.prefix(8).reversed() { key.first = key.first << 8 | UInt64(byte) }
    for byte in name.suffix(8).reversed() { key.last = key.last << 8 | UInt64(byte) }
    var slot = key.hash & (ProgramTable.slotCount &- 1)
    while slots[slot].decoder >= 0 {
      if slots[slot].key == key { return }
      slot = (slot + 1) & (ProgramTable.slotCount &- 1)
    }
    slots[slot] = Slot(key: key, decoder: decoder)
  }

  /// The decoder of the program in `range`, or −1. Of a path (`/usr/sbin/cron`) the last part
  /// counts, of a part of a program (`postfix/smtpd`) also the first; a module in parentheses
  /// (`sshd(pam_unix)`) does not.
  func decoder(of range: Range<Int>, in line: borrowing Line) -> Int {
    if range.isEmpty { return -1 }
    let found = decoder(ofName: range, in: line)
    if found >= 0 { return found }
    var name = range
    if let slash = line.findLast(UInt8(ascii: "/"), in: name) {
      if line[name.lowerBound] != UInt8(ascii: "/") {
        let first = line.find(UInt8(ascii: "/"), in: name)
        let found = decoder(ofName: name.lowerBound..<first, in: line)
        if found >= 0 { return found }
      }
      name = slash &+ 1..<name.upperBound
    }
    name = name.lowerBound..<line.find(UInt8(ascii: "("), in: name)
    return name.isEmpty || name == range ? -1 : decoder(ofName: name, in: line)
  }

  private func decoder(ofName name: Range<Int>, in line: borrowing Line) -> Int {
    guard !name.isEmpty else { return -1 }
    // Names that are longer are told by how they begin.
    let range = name.lowerBound..<min(name.upperBound, name.lowerBound &+ Key.countMaximum)
    var key = Key()
    key.count = range.count
    let half = min(range.count, 8)
    key.first = line.word(at: range.lowerBound, count: half)
    key.last = line.word(at: range.upperBound &- half, count: half)
    var slot = key.hash & (ProgramTable.slotCount &- 1)
    while slots[slot].decoder >= 0 {
      if slots[slot].key == key { return slots[slot].decoder }
      slot = (slot &+ 1) & (ProgramTable.slotCount &- 1)
    }
    return -1
  }
}
