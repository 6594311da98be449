import Detect

extension EventWriter {
  /// Adds text without its escapes.
  mutating func addText(
    _ field: Field, _ range: Range<Int>, _ escaping: Escaping, in line: borrowing Line
  ) {
    guard keeps(field) else { return }
    switch escaping {
    case .none: add(field, range)
    case .backslash, .doubled:
      guard let text = storeUnescaped(range, escaping, of: line) else { return }
      add(field, text)
    }
  }

  /// A line that covers a record and all text that was stored, where kept values may stand. What
  /// uses it looks only into ranges of values: other records stand between.
  @_lifetime(immortal)
  func wideLine(_ body: borrowing Line) -> Line { arenaLine(body.start..<storePosition) }

  /// Writes text without its escapes into the arena; nil when there is no room.
  mutating func storeUnescaped(
    _ range: Range<Int>, _ escaping: Escaping, of line: borrowing Line
  ) -> Range<Int>? {
    let start = storePosition
    let mark = escaping == .doubled ? UInt8(ascii: "\"") : UInt8(ascii: "\\")
    var index = range.lowerBound
    while index < range.upperBound {
      var byte = line[index]
      if byte == mark, index &+ 1 < range.upperBound, escaping != .none {
        let next = line[index &+ 1]
        if escaping == .doubled {
          if next == mark { index &+= 1 }
        } else if let plain = EventWriter.unescaped(next) {
          byte = plain
          index &+= 1
        }
      }
      guard storeByte(byte) else { return nil }
      index &+= 1
    }
    return start..<storePosition
  }

  /// What a backslash and this byte stand for; nil when the backslash stands for itself.
  private static func unescaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "="), UInt8(ascii: "|"), UInt8(ascii: "\""),
      UInt8(ascii: "]"), UInt8(ascii: "/"):
      byte
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    default: nil
    }
  }

  /// Adds a hash of a file by the number of its digits.
  mutating func addHash(_ value: Range<Int>) {
    switch value.count {
    case 32: add(.fileHashMD5, value)
    case 40: add(.fileHashSHA1, value)
    case 64: add(.fileHashSHA256, value)
    default: break
    }
  }

  /// Adds how long something took, in units of so many nanoseconds; a fraction of seconds counts to
  /// the millisecond.
  mutating func addDuration(_ value: Range<Int>, nanoseconds: UInt64, in line: borrowing Line) {
    guard keeps(.eventDuration) else { return }
    let point = line.find(UInt8(ascii: "."), in: value)
    guard let whole = line.unsigned(in: value.lowerBound..<point), whole < 1 << 33 else { return }
    var total = whole &* nanoseconds
    var unit = nanoseconds / 10
    var index = point &+ 1
    while index < value.upperBound, unit > 0, line[index] &- 0x30 < 10 {
      total &+= UInt64(line[index] &- 0x30) &* unit
      unit /= 10
      index &+= 1
    }
    addMade(.eventDuration, total)
  }

  /// Adds a hardware address as `AA-BB-CC-DD-EE-FF`, also one of Cisco's (`0200.5e00.5301`) and one
  /// without separators.
  mutating func addAnyMAC(_ field: Field, _ range: Range<Int>, in line: borrowing Line) {
    guard keeps(field), range.count != 17 else {
      addMAC(field, range, in: line)
      return
    }
    guard range.count == 14 || range.count == 12 else { return }
    let start = storePosition
    var digits = 0
    for index in range {
      var byte = line[index]
      if byte == UInt8(ascii: "."), range.count == 14, digits == 4 || digits == 8 { continue }
      guard line.hexDigit(at: index) != nil else {
        forgetStored(from: start)
        return
      }
      if byte &- 0x61 < 26 { byte &-= 0x20 }
      if digits > 0, digits & 1 == 0, !storeByte(UInt8(ascii: "-")) { return }
      guard storeByte(byte) else { return }
      digits &+= 1
    }
    guard digits == 12 else {
      forgetStored(from: start)
      return
    }
    add(field, start..<storePosition)
  }
}
