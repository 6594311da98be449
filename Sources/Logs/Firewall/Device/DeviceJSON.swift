import Detect

/// Walks a JSON object of a device and hands every value to a ``DeviceRecord`` by its dotted name.
///
/// Values of names that the format's table lacks are kept under their own names, as ``JSONRecord``
/// keeps them, so that rules may read them. Arrays repeat their name; the first value counts.
struct DeviceJSON {
  private let map: KeyMap
  private let codeBase: Int
  private var next: Int
  /// Called for each value that the table does not know: a format's own ear for pairs in arrays.
  var record = DeviceRecord()
  /// Whether the text broke off or is no JSON.
  private(set) var isBroken = false

  private static let depthMaximum = 16

  init(_ map: KeyMap, codeBase: Int = 0) {
    self.map = map
    self.codeBase = codeBase
    next = 0
  }

  /// Reads the object that begins the line.
  mutating func read(_ body: borrowing Line, _ writer: inout EventWriter) {
    next = body.afterJSONBlanks(body.start)
    guard next < body.end, body[next] == UInt8(ascii: "{") else {
      isBroken = true
      return
    }
    if !object(body, prefix: next..<next, depth: 0, &writer) { isBroken = true }
  }

  private mutating func object(
    _ body: borrowing Line, prefix: Range<Int>, depth: Int, _ writer: inout EventWriter
  ) -> Bool {
    next = body.afterJSONBlanks(next &+ 1)
    if next < body.end, body[next] == UInt8(ascii: "}") {
      next &+= 1
      return true
    }
    while next < body.end {
      guard body[next] == UInt8(ascii: "\"") else { return false }
      let key = body.jsonString(at: next)
      next = body.afterJSONBlanks(key.next)
      guard key.isClosed, next < body.end, body[next] == UInt8(ascii: ":") else { return false }
      next = body.afterJSONBlanks(next &+ 1)
      guard member(body, key, prefix: prefix, depth: depth, &writer) else { return false }
      next = body.afterJSONBlanks(next)
      guard next < body.end else { return false }
      if body[next] == UInt8(ascii: "}") {
        next &+= 1
        return true
      }
      guard body[next] == UInt8(ascii: ",") else { return false }
      next = body.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  private mutating func member(
    _ body: borrowing Line, _ key: JSONString, prefix: Range<Int>, depth: Int,
    _ writer: inout EventWriter
  ) -> Bool {
    let stored = writer.storePosition
    var name = key.text
    if !prefix.isEmpty || key.hasEscapes {
      guard let joined = join(prefix, key, body, &writer) else {
        writer.forgetStored(from: stored)
        return skip(body)
      }
      name = joined
    }
    let isRead = value(body, named: name, depth: depth, &writer)
    if writer.storePosition == name.upperBound, !writer.keepsAllFields {
      writer.forgetStored(from: stored)
    }
    return isRead
  }

  private func join(
    _ prefix: Range<Int>, _ key: JSONString, _ body: borrowing Line, _ writer: inout EventWriter
  ) -> Range<Int>? {
    guard prefix.count &+ key.text.count < JSONRecord.nameBytesMaximum else { return nil }
    let start = writer.storePosition
    if !prefix.isEmpty {
      let line = writer.arenaLine(prefix)
      for index in prefix { guard writer.storeByte(line[index]) else { return nil } }
      guard writer.storeByte(UInt8(ascii: ".")) else { return nil }
    }
    guard writer.storeJSON(key.text, of: body) != nil else { return nil }
    return start..<writer.storePosition
  }

  private mutating func skip(_ body: borrowing Line) -> Bool {
    guard let after = body.afterJSONValue(at: next) else {
      next = body.end
      return false
    }
    next = after
    return true
  }
}

extension DeviceJSON {
  private mutating func value(
    _ body: borrowing Line, named name: Range<Int>, depth: Int, _ writer: inout EventWriter
  ) -> Bool {
    guard next < body.end else { return false }
    switch body[next] {
    case UInt8(ascii: "{"):
      guard depth < DeviceJSON.depthMaximum else { return skip(body) }
      return object(body, prefix: name, depth: depth &+ 1, &writer)
    case UInt8(ascii: "["):
      guard depth < DeviceJSON.depthMaximum else { return skip(body) }
      return array(body, named: name, depth: depth &+ 1, &writer)
    case UInt8(ascii: "\""):
      let string = body.jsonString(at: next)
      next = string.next
      var text = string.text
      if string.hasEscapes {
        guard let stored = writer.storeJSON(text, of: body) else { return string.isClosed }
        text = stored
      }
      take(name, text, isText: true, &writer)
      return string.isClosed
    default:
      let range = next..<body.afterJSONWord(at: next)
      next = range.upperBound
      if range.isEmpty { return false }
      take(name, range, isText: false, &writer)
      return true
    }
  }

  private mutating func array(
    _ body: borrowing Line, named name: Range<Int>, depth: Int, _ writer: inout EventWriter
  ) -> Bool {
    next = body.afterJSONBlanks(next &+ 1)
    if next < body.end, body[next] == UInt8(ascii: "]") {
      next &+= 1
      return true
    }
    while next < body.end {
      guard value(body, named: name, depth: depth, &writer) else { return false }
      next = body.afterJSONBlanks(next)
      guard next < body.end else { return false }
      if body[next] == UInt8(ascii: "]") {
        next &+= 1
        return true
      }
      guard body[next] == UInt8(ascii: ",") else { return false }
      next = body.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  /// Hands a value on: as what the table says, and under its own name where something reads that.
  private mutating func take(
    _ name: Range<Int>, _ text: Range<Int>, isText: Bool, _ writer: inout EventWriter
  ) {
    let code = map.code(of: name, in: writer.arenaLine(name))
    let line = writer.arenaLine(text)
    if code > 0 {
      record.take(map[code], code: codeBase &+ code, text, in: line, &writer)
      // A rule may ask for the device's own name.
      guard let id = writer.fieldID(named: name), Int(id.rawValue) >= Field.types.count else {
        return
      }
      writer.addNamed(id, name, .text, text, value: 0)
      return
    }
    let id = writer.fieldID(named: name)
    guard id != nil || writer.keepsAllFields else { return }
    if let id, Int(id.rawValue) < Field.types.count { return }
    if isText {
      writer.addNamed(id, name, .text, text, value: 0)
    } else if line.equals("null", in: text) {
      writer.addNamed(id, name, .null, text, value: 0)
    } else if line.equals("true", in: text) || line.equals("false", in: text) {
      writer.addNamed(id, name, .boolean, text, value: text.count == 4 ? 1 : 0)
    } else if let whole = line.wholeNumber(in: text) {
      writer.addNamed(id, name, whole, text)
    } else {
      writer.addNamed(
        id, name, line.jsonNumber(in: text).isNumber ? .decimal : .text, text, value: 0)
    }
  }
}
