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
    case address(Address)
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
    /// Whether the name holds nothing that JSON escapes.
    var hasPlainKey = false
    /// The name, in ``bytes``.
    var key = Span()
    /// ``DocumentName/Part/tail`` of the name.
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
  package mutating func set(_ name: DocumentName, _ value: Value) {
    write(value, at: place(of: name))
  }

  /// Sets the text at a dotted name to bytes of a log.
  package mutating func set(
    _ name: DocumentName, _ line: borrowing Line, _ range: Range<Int>
  ) {
    write(line, range, at: place(of: name))
  }

  /// Adds a value to a list at a dotted name: a name without a value gets a list when `isList`, a
  /// single value there becomes the first of the list. Under the name of an object the value goes
  /// to `NAME.value`.
  package mutating func add(_ name: DocumentName, _ value: Value, isList: Bool = false) {
    write(value, at: placeToAdd(name, isList: isList))
  }

  /// Adds bytes of a log, as ``add(_:_:isList:)`` does.
  package mutating func add(
    _ name: DocumentName, _ line: borrowing Line, _ range: Range<Int>, isList: Bool = false
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
  package mutating func set(_ name: DocumentName, from other: Document, at otherName: String) {
    guard let source = other.find(otherName) else { return }
    let target = place(of: name)
    copy(other, source, to: target)
  }

  /// Appends an object with these members, whose names have no dots, to the list at a dotted name.
  package mutating func append(_ members: [(DocumentName, Value)], to name: DocumentName) {
    let list = place(of: name)
    if nodes[list].kind != .list { empty(list, as: .list) }
    let item = append(to: list)
    empty(item, as: .object)
    for (name, value) in members {
      write(value, at: append(to: item, key: name, name.parts[0]))
    }
  }

  private mutating func write(_ value: Value, at place: Int) {
    switch value {
    case .bytes(let text): write(.text, at: place) { $0 += text }
    case .text(let text): write(text, .text, at: place)
    case .address(let address): write(.text, at: place) { address.append(to: &$0) }
    case .number(let number): write(.literal, at: place) { number.append(to: &$0) }
    case .decimal(let text): write(text, .literal, at: place)
    case .boolean(let flag): write(flag ? "true" : "false", .literal, at: place)
    case .null: write("null", .literal, at: place)
    case .list(let values):
      empty(place, as: .list)
      for value in values { write(value, at: append(to: place)) }
    case .object(let document):
      empty(place, as: .object)
      if !document.isEmpty { copy(document, 0, to: place) }
    }
  }

  private mutating func write(_ text: String, _ kind: Node.Kind, at place: Int) {
    var text = text
    write(kind, at: place) { bytes in
      // SAFETY: the bytes are read within the call.
      text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    }
  }

  private mutating func write(_ line: borrowing Line, _ range: Range<Int>, at place: Int) {
    let start = UInt32(bytes.count)
    line.copy(range, to: &bytes)
    empty(place, as: .text)
    nodes[place].value = Span(start: start, end: UInt32(bytes.count))
  }

  @inline(__always) private mutating func write(
    _ kind: Node.Kind, at place: Int, _ append: (inout [UInt8]) -> Void
  ) {
    let start = UInt32(bytes.count)
    append(&bytes)
    empty(place, as: kind)
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
    case .text, .literal, .absent:
      let start = UInt32(bytes.count)
      copy(other.bytes, node.value.range)
      empty(place, as: node.kind)
      nodes[place].value = Span(start: start, end: UInt32(bytes.count))
    case .list, .object:
      empty(place, as: node.kind)
      for member in other.members(of: source) {
        let named = other.nodes[member]
        let item = append(to: place)
        nodes[item].key = hold(other.bytes, named.key.range)
        nodes[item].tail = named.tail
        nodes[item].hasPlainKey = named.hasPlainKey
        copy(other, member, to: item)
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

  /// A new node behind all others below `parent`.
  private mutating func append(to parent: Int) -> Int {
    let place = Int32(nodes.count)
    nodes.append(Node())
    if nodes[parent].last == Node.none {
      nodes[parent].first = place
    } else {
      nodes[Int(nodes[parent].last)].next = place
    }
    nodes[parent].last = place
    return Int(place)
  }

  private mutating func append(
    to parent: Int, key name: DocumentName, _ part: DocumentName.Part
  ) -> Int {
    let place = append(to: parent)
    nodes[place].key = hold(name.bytes, part.start..<part.end)
    nodes[place].tail = part.tail
    nodes[place].hasPlainKey = name.isPlain
    return place
  }

  private mutating func hold(_ text: [UInt8], _ range: Range<Int>) -> Span {
    let start = UInt32(bytes.count)
    copy(text, range)
    return Span(start: start, end: UInt32(bytes.count))
  }

  /// Appends a part of an array, at the speed of a copy.
  private mutating func copy(_ text: [UInt8], _ range: Range<Int>) {
    unsafe text.withUnsafeBufferPointer { text in
      // SAFETY: the slice checks its bounds, and the array outlives the call.
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[range]))
    }
  }

  /// The member of an object with this name.
  private func member(
    of parent: Int, _ name: DocumentName, _ part: DocumentName.Part
  ) -> Int? {
    let nodes = nodes.span
    var next = nodes[parent].first
    while next != Node.none {
      let place = Int(next)
      if nodes[place].tail == part.tail, isSame(nodes[place].key, name, part) { return place }
      next = nodes[place].next
    }
    return nil
  }

  /// Whether two names are equal whose tails are.
  private func isSame(_ key: Span, _ name: DocumentName, _ part: DocumentName.Part) -> Bool {
    guard key.count == part.end &- part.start else { return false }
    let wanted = name.bytes.span
    for offset in 0..<max(key.count - 8, 0)
    where bytes[Int(key.start) + offset] != wanted[part.start + offset] { return false }
    return true
  }

  /// The node of a name, made when it is not there.
  private mutating func place(of name: DocumentName) -> Int {
    if nodes.isEmpty {
      nodes.reserveCapacity(64)
      bytes.reserveCapacity(1536)
      nodes.append(Node(kind: .object))
    }
    var parent = 0
    // Read in place: an array's element would be retained at each step.
    let parts = name.parts.span
    for number in parts.indices {
      var part = parts[number]
      let found = member(of: parent, name, part)
      if number == parts.count - 1 {
        return found ?? append(to: parent, key: name, part)
      }
      if let found, nodes[found].kind != .object {
        // No object: the rest of the name stays whole.
        let end = name.bytes.count
        part = DocumentName.Part(
          start: part.start, end: end,
          tail: DocumentName.tail(of: name.bytes, part.start, end))
        return member(of: parent, name, part) ?? append(to: parent, key: name, part)
      }
      parent = found ?? append(to: parent, key: name, part)
      nodes[parent].kind = .object
    }
    return parent
  }

  private mutating func placeToAdd(_ name: DocumentName, isList: Bool) -> Int {
    var place = place(of: name)
    if nodes[place].kind == .object { place = self.place(of: name.appending("value")) }
    switch nodes[place].kind {
    case .list: return append(to: place)
    case .absent where !isList: return place
    case .absent:
      empty(place, as: .list)
      return append(to: place)
    case .text, .literal, .object:
      let only = nodes[place]
      empty(place, as: .list)
      let item = append(to: place)
      nodes[item].kind = only.kind
      nodes[item].value = only.value
      return append(to: place)
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

  /// The value at a dotted name as JSON, or nil when nothing stands there.
  package func json(at name: String) -> [UInt8]? {
    guard let place = find(name) else { return nil }
    var text = JSONBuffer(capacity: 256)
    write(place, to: &text)
    var out: [UInt8] = []
    text.append(to: &out)
    return out
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
        if isObject { write(keyOf: nodes[Int(next)], to: &text) }
        write(Int(next), to: &text)
        next = nodes[Int(next)].next
      }
      text.byte(UInt8(ascii: isObject ? "}" : "]"))
    }
  }

  private func write(keyOf node: Node, to text: inout JSONBuffer) {
    if node.hasPlainKey {
      text.quoted(bytes, node.key.range)
    } else {
      text.string(bytes, node.key.range)
    }
    text.byte(UInt8(ascii: ":"))
  }
}
