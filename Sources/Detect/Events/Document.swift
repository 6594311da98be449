/// A JSON document under construction: dotted ECS names become nested objects, in the order in
/// which they were first set.
///
/// For the few records that leave the program as JSON. One array of nodes and one of bytes hold it
/// all, so that a document costs two allocations whatever its size; setting a name takes time in
/// the number of names at each of its levels.
package struct Document: Sendable {
  package enum Value: Sendable {
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

  /// The members of an object stand in a chain, as do the items of a list.
  private struct Node: Sendable {
    enum Kind: UInt8, Sendable {
      /// Bytes to be quoted.
      case text
      /// Bytes that are JSON already.
      case literal
      case list, object
      /// Named, and without a value so far.
      case absent
    }
    var kind = Kind.absent
    /// The name, in ``bytes``.
    var key: Span
    /// The last eight bytes of the name, or all of a shorter one: most names differ in them.
    var tail: UInt64 = 0
    /// The value, in ``bytes``.
    var value = Span()
    /// Members or items of an object or a list.
    var first = Node.none
    var last = Node.none
    var next = Node.none

    static let none: Int32 = -1
  }

  private struct Span: Sendable {
    var start: UInt32 = 0
    var end: UInt32 = 0

    var count: Int { Int(end - start) }
    var range: Range<Int> { Int(start)..<Int(end) }
  }

  /// The first is the document itself; empty while the document is.
  private var nodes: [Node] = []
  private var bytes: [UInt8] = []

  package init() {}

  package var isEmpty: Bool { nodes.isEmpty || nodes[0].first == Node.none }

  /// The names of the top level, in order.
  package var keys: [String] {
    nodes.isEmpty ? [] : members(of: 0).map { text(nodes[$0].key) }
  }

  /// The object at a dotted name as a document of its own, or nil.
  package func object(_ name: String) -> Document? {
    guard let place = find(name), nodes[place].kind == .object else { return nil }
    var copy = self
    copy.nodes[0] = nodes[place]
    return copy
  }

  package func isObject(_ name: String) -> Bool {
    find(name).map { nodes[$0].kind == .object } ?? false
  }

  /// The text at a dotted name, or nil when there is none or it is no text.
  package func text(_ name: String) -> String? {
    guard let place = find(name), nodes[place].kind == .text else { return nil }
    return text(nodes[place].value)
  }

  /// The values of a name as texts: each of a list, none where nothing or an object stands.
  package func texts(_ name: String) -> [String] {
    guard let place = find(name) else { return [] }
    let places = nodes[place].kind == .list ? Array(members(of: place)) : [place]
    return places.compactMap { place in
      let isValue = nodes[place].kind == .text || nodes[place].kind == .literal
      return isValue ? text(nodes[place].value) : nil
    }
  }

  private func text(_ span: Span) -> String { String(decoding: bytes[span.range], as: UTF8.self) }
}

// MARK: Setting

extension Document {
  /// Sets the value at a dotted name, replacing what stood there. A name that passes through a
  /// value that is not an object (`a` and `a.b`) is kept whole, as one key with dots.
  package mutating func set(_ name: String, _ value: Value) { write(value, at: place(of: name)) }

  /// Sets the text at a dotted name to bytes of a log.
  package mutating func set(_ name: String, _ line: borrowing Line, _ range: Range<Int>) {
    write(line, range, at: place(of: name))
  }

  /// Adds a value to a list at a dotted name: a name without a value gets a list when `isList`, a
  /// single value there becomes the first of the list. Under the name of an object the value goes
  /// to `NAME.value`.
  package mutating func add(_ name: String, _ value: Value, isList: Bool = false) {
    write(value, at: placeToAdd(name, isList: isList))
  }

  /// Adds bytes of a log, as ``add(_:_:isList:)`` does.
  package mutating func add(
    _ name: String, _ line: borrowing Line, _ range: Range<Int>, isList: Bool = false
  ) {
    write(line, range, at: placeToAdd(name, isList: isList))
  }

  /// Takes out these top-level names, and every name with dots that begins with one of them.
  package mutating func remove(_ names: [String]) {
    guard !isEmpty else { return }
    var previous = Node.none
    var next = nodes[0].first
    while next != Node.none {
      let place = next
      next = nodes[Int(place)].next
      if names.contains(where: { isOrBegins(nodes[Int(place)].key, $0) }) {
        if previous == Node.none {
          nodes[0].first = next
        } else {
          nodes[Int(previous)].next = next
        }
        if nodes[0].last == place { nodes[0].last = previous }
      } else {
        previous = place
      }
    }
  }

  /// Whether a key is a name, or the name and a dot stand at its beginning.
  private func isOrBegins(_ key: Span, _ name: String) -> Bool {
    let count = name.utf8.count
    guard key.count >= count,
      key.count == count || bytes[Int(key.start) + count] == UInt8(ascii: ".")
    else { return false }
    return bytes[Int(key.start)..<Int(key.start) + count].elementsEqual(name.utf8)
  }

  /// Sets a name to what another document has at a name, if anything.
  package mutating func set(_ name: String, from other: Document, at otherName: String) {
    guard let source = other.find(otherName) else { return }
    let target = place(of: name)
    copy(other, source, to: target)
  }

  /// Appends an object with these members, whose names have no dots, to the list at a dotted name.
  package mutating func append(_ members: [(String, Value)], to name: String) {
    let list = place(of: name)
    if nodes[list].kind != .list { empty(list, as: .list) }
    let item = append(to: list, key: Span())
    empty(item, as: .object)
    for (name, value) in members {
      let start = UInt32(bytes.count)
      bytes.append(contentsOf: name.utf8)
      let key = Span(start: start, end: UInt32(bytes.count))
      write(value, at: append(to: item, key: key, tail: tail(of: key)))
    }
  }

  private mutating func write(_ value: Value, at place: Int) {
    switch value {
    case .bytes(let text): write(text, .text, at: place)
    case .text(let text): write(text.utf8, .text, at: place)
    case .number(let number): write(number.description.utf8, .literal, at: place)
    case .decimal(let text): write(text.utf8, .literal, at: place)
    case .boolean(let flag): write((flag ? "true" : "false").utf8, .literal, at: place)
    case .null: write("null".utf8, .literal, at: place)
    case .list(let values):
      empty(place, as: .list)
      for value in values { write(value, at: append(to: place, key: Span())) }
    case .object(let document):
      empty(place, as: .object)
      if !document.isEmpty { copy(document, 0, to: place) }
    }
  }

  private mutating func write(
    _ text: some Collection<UInt8>, _ kind: Node.Kind, at place: Int
  ) {
    let start = UInt32(bytes.count)
    bytes.append(contentsOf: text)
    empty(place, as: kind)
    nodes[place].value = Span(start: start, end: UInt32(bytes.count))
  }

  private mutating func write(_ line: borrowing Line, _ range: Range<Int>, at place: Int) {
    let start = UInt32(bytes.count)
    line.copy(range, to: &bytes)
    empty(place, as: .text)
    nodes[place].value = Span(start: start, end: UInt32(bytes.count))
  }

  private mutating func empty(_ place: Int, as kind: Node.Kind) {
    nodes[place].kind = kind
    nodes[place].first = Node.none
    nodes[place].last = Node.none
  }

  /// Copies a value of another document, with all below it.
  private mutating func copy(_ other: Document, _ source: Int, to place: Int) {
    let node = other.nodes[source]
    switch node.kind {
    case .text, .literal, .absent: write(other.bytes[node.value.range], node.kind, at: place)
    case .list, .object:
      empty(place, as: node.kind)
      for member in other.members(of: source) {
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: other.bytes[other.nodes[member].key.range])
        let key = Span(start: start, end: UInt32(bytes.count))
        copy(other, member, to: append(to: place, key: key, tail: tail(of: key)))
      }
    }
  }
}

// MARK: Names

extension Document {
  private func members(of place: Int) -> some Sequence<Int> {
    sequence(state: nodes[place].first) { next in
      guard next != Node.none else { return nil }
      defer { next = nodes[Int(next)].next }
      return Int(next)
    }
  }

  private mutating func append(to parent: Int, key: Span, tail: UInt64 = 0) -> Int {
    let place = Int32(nodes.count)
    nodes.append(Node(key: key, tail: tail))
    if nodes[parent].last == Node.none {
      nodes[parent].first = place
    } else {
      nodes[Int(nodes[parent].last)].next = place
    }
    nodes[parent].last = place
    return Int(place)
  }

  /// The member of an object whose key is these bytes of ``bytes``.
  private func member(of parent: Int, key: Span, tail: UInt64) -> Int? {
    var next = nodes[parent].first
    while next != Node.none {
      let place = Int(next)
      if nodes[place].tail == tail, isSame(nodes[place].key, key) { return place }
      next = nodes[place].next
    }
    return nil
  }

  /// Whether two names are equal whose tails are.
  private func isSame(_ a: Span, _ b: Span) -> Bool {
    guard a.count == b.count else { return false }
    for offset in 0..<max(a.count - 8, 0)
    where bytes[Int(a.start) + offset] != bytes[Int(b.start) + offset] { return false }
    return true
  }

  private func tail(of name: Span) -> UInt64 {
    let end = Int(name.end)
    guard end >= 8, end <= bytes.count, name.count > 0 else {
      return bytes[name.range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    // SAFETY: the eight bytes before the name's end are inside the array.
    let word = unsafe bytes.withUnsafeBytes { bytes in
      unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self))
    }
    return name.count >= 8 ? word : word &>> UInt64(64 - name.count * 8)
  }

  /// The first parts of a dotted name. A dot that begins or ends a part splits nothing.
  private struct Parts {
    static let maximum = 12
    /// Where each ends, but for the last; in ``bytes``.
    var ends: [12 of UInt32] = .init(repeating: 0)
    var count = 0
  }

  /// Splits the name that is the end of ``bytes``.
  private func parts(from start: Int) -> Parts {
    var parts = Parts()
    let last = bytes.count &- 1
    var place = start &+ 1
    while place < last {
      if bytes[place] == UInt8(ascii: "."), parts.count < Parts.maximum {
        parts.ends[parts.count] = UInt32(place)
        parts.count &+= 1
        place &+= 1
      }
      place &+= 1
    }
    return parts
  }

  /// The node of a name, made when it is not there. Names are held where they are used first.
  private mutating func place(of name: String) -> Int {
    if nodes.isEmpty {
      nodes.reserveCapacity(64)
      bytes.reserveCapacity(1536)
      nodes.append(Node(kind: .object, key: Span()))
    }
    let start = bytes.count
    bytes.append(contentsOf: name.utf8)
    let count = nodes.count
    let place = descend(Span(start: UInt32(start), end: UInt32(bytes.count)))
    if nodes.count == count { bytes.removeLast(bytes.count - start) }
    return place
  }

  private mutating func descend(_ whole: Span) -> Int {
    var name = whole
    var parent = 0
    var parts: Parts
    descent: repeat {
      parts = self.parts(from: Int(name.start))
      for number in 0..<parts.count {
        let head = Span(start: name.start, end: parts.ends[number])
        let tail = tail(of: head)
        if let member = member(of: parent, key: head, tail: tail) {
          guard nodes[member].kind == .object else { break descent }
          parent = member
        } else {
          parent = append(to: parent, key: head, tail: tail)
          nodes[parent].kind = .object
        }
        name.start = head.end + 1
      }
    } while parts.count == Parts.maximum
    let tail = tail(of: name)
    return member(of: parent, key: name, tail: tail)
      ?? append(to: parent, key: name, tail: tail)
  }

  private mutating func placeToAdd(_ name: String, isList: Bool) -> Int {
    var place = place(of: name)
    if nodes[place].kind == .object { place = self.place(of: name + ".value") }
    switch nodes[place].kind {
    case .list: return append(to: place, key: Span())
    case .absent where !isList: return place
    case .absent:
      empty(place, as: .list)
      return append(to: place, key: Span())
    case .text, .literal, .object:
      let only = nodes[place]
      empty(place, as: .list)
      let item = append(to: place, key: Span())
      nodes[item].kind = only.kind
      nodes[item].value = only.value
      return append(to: place, key: Span())
    }
  }

  /// The node of a name that is there.
  private func find(_ name: String) -> Int? {
    guard !nodes.isEmpty else { return nil }
    var name = name[...].utf8
    var parent = 0
    while let dot = name.dropFirst().firstIndex(of: UInt8(ascii: ".")),
      name.index(after: dot) < name.endIndex,
      let member = member(of: parent, named: name[..<dot])
    {
      guard nodes[member].kind == .object else { break }
      parent = member
      name = name[name.index(after: dot)...]
    }
    return member(of: parent, named: name)
  }

  private func member(of parent: Int, named name: Substring.UTF8View) -> Int? {
    members(of: parent).first { bytes[nodes[$0].key.range].elementsEqual(name) }
  }
}

// MARK: JSON

extension Document {
  /// The document as one line of JSON, without a line end.
  package func json() -> [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  package func write(to out: inout [UInt8]) {
    var text = JSONBuffer(capacity: bytes.count + nodes.count * 8 + 64)
    if nodes.isEmpty { text.literal("{}") } else { write(0, to: &text) }
    text.append(to: &out)
  }

  private func write(_ place: Int, to text: inout JSONBuffer) {
    let node = nodes[place]
    switch node.kind {
    case .text: text.string(bytes, node.value.range)
    case .literal: text.bytes(bytes, node.value.range)
    case .absent: text.literal("null")
    case .list, .object:
      let isObject = node.kind == .object
      text.byte(UInt8(ascii: isObject ? "{" : "["))
      var next = node.first
      while next != Node.none {
        if next != node.first { text.byte(UInt8(ascii: ",")) }
        if isObject {
          text.string(bytes, nodes[Int(next)].key.range)
          text.byte(UInt8(ascii: ":"))
        }
        write(Int(next), to: &text)
        next = nodes[Int(next)].next
      }
      text.byte(UInt8(ascii: isObject ? "}" : "]"))
    }
  }
}
