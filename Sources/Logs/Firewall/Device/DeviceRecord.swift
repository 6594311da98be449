import Detect

/// What one record of a device says, while its values are read.
///
/// The base of the decoders of key=value, CSV, CEF and JSON formats: each has a table of what its
/// keys mean, hands every value to ``take(_:_:_:in:_:)``, and then says what kind of event it was.
struct DeviceRecord {
  private var slots: [43 of Range<Int>] = .init(repeating: 0..<0)
  /// Numbers of the keys that were met.
  private var seen: [4 of UInt64] = .init(repeating: 0)
  /// Whether a value that decides the event stood twice, with different texts: somebody may have
  /// written a key into a name. Then nobody is blamed and no verdict is given.
  private(set) var isContradictory = false

  @inline(__always) subscript(slot: Slot) -> Range<Int> {
    get { slots[slot.rawValue] }
    set { slots[slot.rawValue] = newValue }
  }

  /// Whether the value was given.
  @inline(__always) func has(_ slot: Slot) -> Bool { !slots[slot.rawValue].isEmpty }

  /// Notes a key by its number, and says whether it is the first of its name.
  @inline(__always) mutating func isFirst(_ code: Int) -> Bool {
    let place = code &>> 6 & 3
    let bit = UInt64(1) << UInt64(truncatingIfNeeded: code & 63)
    let isNew = seen[place] & bit == 0
    seen[place] |= bit
    return isNew
  }

  /// The values contradict each other in a way that only the format knows.
  mutating func markContradictory() { isContradictory = true }

  /// Writes the field of a value, or keeps the value until the end. Placeholders are left out; of
  /// two values of one key the first counts.
  ///
  /// - Parameter code: The number of the key, or the place of the column.
  /// - Parameter line: Holds the value.
  @inline(__always) mutating func take(
    _ meaning: Meaning, code: Int, _ value: Range<Int>, _ escaping: Escaping = .none,
    in line: borrowing Line, _ writer: inout EventWriter
  ) {
    switch meaning {
    case .nothing: return
    case .keep(let slot):
      if line.meansNothing(value) { return }
      let isNew = isFirst(code)
      let old = slots[slot.rawValue]
      if old.isEmpty {
        var text = value
        if escaping != .none {
          guard let stored = writer.storeUnescaped(value, escaping, of: line) else { return }
          text = stored
        }
        slots[slot.rawValue] = text
      } else if !isNew, slot.isCritical, !line.holdsSame(value, old) {
        isContradictory = true
      }
    case .text(let field):
      guard writer.keeps(field), !line.meansNothing(value), isFirst(code) else { return }
      writer.addText(field, value, escaping, in: line)
    case .device:
      guard !line.meansNothing(value), isFirst(code) else { return }
      writer.addText(.observerName, value, escaping, in: line)
      if !writer.hasField(.hostName) { writer.addText(.hostName, value, escaping, in: line) }
    default:
      guard !line.meansNothing(value), isFirst(code) else { return }
      DeviceRecord.write(meaning, value, in: line, &writer)
    }
  }

  private static func write(
    _ meaning: Meaning, _ value: Range<Int>, in line: borrowing Line, _ writer: inout EventWriter
  ) {
    switch meaning {
    case .nothing, .text, .device, .keep: break
    case .integer(let field):
      let digits = line.wholePart(of: value)
      if line.unsigned(in: digits) != nil { writer.addInteger(field, digits, in: line) }
    case .port(let field): writer.addPort(field, line.wholePart(of: value), in: line)
    case .address(let field): writer.addAddress(field, value, in: line)
    case .translated(let field):
      guard let address = line.address(in: value), !address.isIPv4 || address.ipv4 != 0 else {
        return
      }
      writer.add(field, address, value)
    case .translatedPort(let field):
      if !line.equals("0", in: value) { writer.addPort(field, value, in: line) }
    case .mac(let field): writer.addAnyMAC(field, value, in: line)
    case .hash: writer.addHash(value)
    case .seconds: writer.addDuration(value, nanoseconds: 1_000_000_000, in: line)
    case .milliseconds: writer.addDuration(value, nanoseconds: 1_000_000, in: line)
    case .addresses(let field):
      var start = value.lowerBound
      while start < value.upperBound {
        var end = start
        while end < value.upperBound, line[end] != 0x2c, line[end] != 0x3b { end &+= 1 }
        writer.addAddress(field, line.trimmed(start..<end), in: line)
        start = end &+ 1
      }
    }
  }
}

extension Line {
  /// Whether a value stands for none: nothing, `-`, `--`, `N/A`, `NA`, `None`, `null`, `(null)`,
  /// `""`.
  @inline(__always) func meansNothing(_ value: Range<Int>) -> Bool {
    value.count <= 6 && isShortNothing(value)
  }

  private func isShortNothing(_ value: Range<Int>) -> Bool {
    switch value.count {
    case 0: true
    case 1: self[value.lowerBound] == UInt8(ascii: "-")
    case 2: equals("--", in: value) || equals("NA", in: value) || equals("\"\"", in: value)
    case 3: equals("N/A", in: value) || equals("n/a", in: value)
    case 4: equals("None", in: value) || equals("null", in: value) || equals("NULL", in: value)
    case 6: equals("(null)", in: value) || equals("<none>", in: value)
    default: false
    }
  }

  /// A number without a fraction of zeros, as some JSON writers add (`443.0`).
  func wholePart(of value: Range<Int>) -> Range<Int> {
    guard value.count > 2, self[value.upperBound &- 1] == 0x30,
      self[value.upperBound &- 2] == UInt8(ascii: ".")
    else { return value }
    return value.lowerBound..<value.upperBound &- 2
  }
}
