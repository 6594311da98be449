/// A JSON document under construction: dotted ECS names become nested objects, in the order in
/// which they were first set.
///
/// For the few records that leave the program as JSON; the hot path never makes one.
package struct Document: Sendable {
  package indirect enum Value: Sendable {
    /// Bytes of a log; made valid UTF-8 with U+FFFD when they leave.
    case bytes([UInt8])
    case text(String)
    case number(Number)
    /// A JSON number as its text.
    case decimal(String)
    case boolean(Bool)
    case null
    case list([Value])
    case object(Document)
  }

  private var entries: [(key: String, value: Value)] = []

  package init() {}
  package var isEmpty: Bool { entries.isEmpty }
  package var keys: [String] { entries.map(\.key) }

  /// The value at a dotted name, or nil.
  package func value(_ name: String) -> Value? {
    let (head, rest) = Document.split(name)
    guard let entry = entries.first(where: { $0.key == head }) else { return nil }
    guard let rest else { return entry.value }
    if case .object(let inner) = entry.value { return inner.value(rest) }
    return entries.first { $0.key == name }?.value
  }

  /// Sets the value at a dotted name, replacing what stood there. A name that passes through a
  /// value that is not an object (`a` and `a.b`) is kept whole, as one key with dots.
  package mutating func set(_ name: String, _ value: Value) {
    let (head, rest) = Document.split(name)
    let place = entries.firstIndex { $0.key == head }
    guard let rest else {
      if let place { entries[place].value = value } else { entries.append((head, value)) }
      return
    }
    guard let place else {
      var inner = Document()
      inner.set(rest, value)
      entries.append((head, .object(inner)))
      return
    }
    guard case .object(var inner) = entries[place].value else {
      if let whole = entries.firstIndex(where: { $0.key == name }) {
        entries[whole].value = value
      } else {
        entries.append((name, value))
      }
      return
    }
    // Taken out while it changes, so that it is not copied.
    entries[place].value = .null
    inner.set(rest, value)
    entries[place].value = .object(inner)
  }

  /// Sets the value, or makes a list with what stands there already.
  package mutating func add(_ name: String, _ value: Value) {
    switch self.value(name) {
    case nil: set(name, value)
    case .list(let values): set(name, .list(values + [value]))
    case let first?: set(name, .list([first, value]))
    }
  }

  /// The document without these top-level names, nor any name with dots that begins with one of
  /// them.
  package func without(_ names: Set<String>) -> Document {
    var rest = self
    rest.entries.removeAll { names.contains($0.key) || names.contains(Document.split($0.key).0) }
    return rest
  }

  private static func split(_ name: String) -> (String, String?) {
    let bytes = name.utf8
    guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")), dot != bytes.startIndex else {
      return (name, nil)
    }
    let rest = name[bytes.index(after: dot)...]
    return rest.isEmpty ? (name, nil) : (String(name[..<dot]), String(rest))
  }
}

extension Document {
  /// The document as one line of JSON, without a line end.
  package func json() -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(1024)
    write(to: &out)
    return out
  }

  package func write(to out: inout [UInt8]) {
    out.append(UInt8(ascii: "{"))
    for (index, entry) in entries.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      JSONText.write(entry.key.utf8, to: &out)
      out.append(UInt8(ascii: ":"))
      entry.value.write(to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }
}

extension Document.Value {
  func write(to out: inout [UInt8]) {
    switch self {
    case .bytes(let bytes): JSONText.write(bytes, to: &out)
    case .text(let text): JSONText.write(text.utf8, to: &out)
    case .number(let number): out.append(contentsOf: number.description.utf8)
    case .decimal(let text): out.append(contentsOf: text.utf8)
    case .boolean(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .null: out.append(contentsOf: "null".utf8)
    case .object(let document): document.write(to: &out)
    case .list(let values):
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        value.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    }
  }
}
