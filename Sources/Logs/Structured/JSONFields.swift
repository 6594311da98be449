import Detect

/// The names under which JSON records carry their time, best first.
enum JSONTime {
  /// The rank of a name, or `Int.max` when it is not a time's.
  @inline(__always)
  static func rank(of name: Range<Int>, in line: borrowing Line) -> Int {
    guard name.count >= 2, name.count <= 20 else { return rankOfLong(name, in: line) }
    // Most names end here.
    let first = line[name.lowerBound]
    switch first {
    case UInt8(ascii: "@"), UInt8(ascii: "t"), UInt8(ascii: "d"), UInt8(ascii: "e"),
      UInt8(ascii: "E"), UInt8(ascii: "T"), UInt8(ascii: "U"), UInt8(ascii: "_"):
      return rank(of: name, first, in: line)
    default: return .max
    }
  }
  /// The header's time of a Windows event, below whatever a shape puts around the header.
  private static func rankOfLong(_ name: Range<Int>, in line: borrowing Line) -> Int {
    guard name.count > 20, name.count <= 64,
      line[name.upperBound &- 1] == UInt8(ascii: "e"),
      line.has("ystemTime", at: name.upperBound &- 9)
    else { return .max }
    switch line[name.lowerBound] {
    case UInt8(ascii: "E"): return line.has("Event.System.", at: name.lowerBound) ? 1 : .max
    case UInt8(ascii: "S"): return line.has("System.", at: name.lowerBound) ? 1 : .max
    case UInt8(ascii: "d"): return line.has("data.win.system.", at: name.lowerBound) ? 1 : .max
    default: return .max
    }
  }

  private static func rank(
    of name: Range<Int>, _ first: UInt8, in line: borrowing Line
  ) -> Int {
    switch first {
    case UInt8(ascii: "@"): return line.equals("@timestamp", in: name) ? 0 : .max
    case UInt8(ascii: "t"):
      if line.equals("timestamp", in: name) { return 1 }
      if line.equals("time", in: name) { return 2 }
      return line.equals("ts", in: name) ? 3 : .max
    case UInt8(ascii: "d"): return line.equals("datetime", in: name) ? 4 : .max
    case UInt8(ascii: "e"):
      let isTime = line.equals("eventTime", in: name) || line.equals("event_time", in: name)
      return isTime ? 5 : line.equals("event.created", in: name) ? 9 : .max
    case UInt8(ascii: "E"): return line.equals("EventTime", in: name) ? 5 : .max
    case UInt8(ascii: "T"):
      let isTime = line.equals("TimeCreated", in: name) || line.equals("Timestamp", in: name)
      return isTime ? 6 : .max
    case UInt8(ascii: "U"): return line.equals("UtcTime", in: name) ? 7 : .max
    case UInt8(ascii: "_"): return line.equals("_time", in: name) ? 8 : .max
    default: return .max
    }
  }
}

extension EventWriter {
  /// The number of the name in `range`, or nil when nothing reads a field of that name.
  func fieldID(named range: Range<Int>) -> FieldID? {
    names.id(of: range, in: allText())
  }

  /// Adds a value under its number, or under its name when it has none and all fields are kept.
  mutating func addNamed(
    _ id: FieldID?, _ name: Range<Int>, _ kind: ValueKind, _ range: Range<Int>, value: UInt32
  ) {
    if let id {
      append(id, kind, range, value: value)
    } else if keepsAllFields {
      append(.nameOfNext, .text, name)
      append(.unnamed, kind, range, value: value)
    }
  }

  mutating func addNamed(
    _ id: FieldID?, _ name: Range<Int>, _ number: Number, _ range: Range<Int>
  ) {
    if id == nil {
      guard keepsAllFields else { return }
      append(.nameOfNext, .text, name)
    }
    add(id ?? .unnamed, number, range)
  }

  /// Adds text, typed where ECS has an address or a number and all of the text is one.
  mutating func addNamed(
    _ id: FieldID?, _ name: Range<Int>, _ text: Range<Int>, _ line: borrowing Line
  ) {
    if let id, Int(id.rawValue) < Field.types.count {
      switch Field.types[Int(id.rawValue)] {
      case .address:
        if let address = line.address(in: text) {
          add(id, address, text)
          return
        }
      case .integer:
        if let number = line.unsigned(in: text) {
          add(id, Number(number), text)
          return
        }
      case .text: break
      }
    }
    addNamed(id, name, .text, text, value: 0)
  }
}
