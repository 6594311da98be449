/// A JSON document under construction: dotted ECS names become nested objects, in the order in
/// which they were first set.
///
/// For the few records that leave the program as JSON. A document is a value: copies share their
/// memory until one of them changes. Setting a name takes time in the number of names at each of
/// its levels.
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

  /// The first node is the document itself; nil while it is empty.
  private var owner: DocumentOwner?

  package init() {}

  private init(_ nodes: DocumentNodes) { owner = DocumentOwner(nodes) }

  fileprivate var nodes: DocumentNodes? { owner?.nodes }

  /// The nodes, of this document alone, to be changed.
  private mutating func changing() -> DocumentNodes {
    // Asked before the owner is bound to a name, which would be a second reference.
    if isKnownUniquelyReferenced(&owner), let owner { return owner.nodes }
    let made = nodes.map { DocumentNodes(copying: $0) } ?? DocumentNodes()
    owner = DocumentOwner(made)
    return made
  }

  package var isEmpty: Bool { nodes.map { $0[0].first == DocumentNodes.Node.none } ?? true }

  /// The names of the top level, in order.
  package var keys: [String] {
    guard let nodes else { return [] }
    return nodes.members(of: 0).map { nodes.text(nodes[$0].key) }
  }

  /// The object at a dotted name as a document of its own, or nil.
  package func object(_ name: DocumentName) -> Document? {
    guard let nodes, let place = nodes.find(name), nodes[place].kind == .object else { return nil }
    let copy = DocumentNodes(copying: nodes)
    copy[0] = nodes[place]
    return Document(copy)
  }

  package func isObject(_ name: DocumentName) -> Bool {
    guard let nodes, let place = nodes.find(name) else { return false }
    return nodes[place].kind == .object
  }

  /// The text at a dotted name, or nil when there is none or it is no text.
  package func text(_ name: DocumentName) -> String? {
    guard let nodes, let place = nodes.find(name), nodes[place].kind == .text else { return nil }
    return nodes.text(nodes[place].value)
  }

  /// The values of a name as texts: each of a list, none where nothing or an object stands.
  package func texts(_ name: DocumentName) -> [String] {
    guard let nodes, let place = nodes.find(name) else { return [] }
    let places = nodes[place].kind == .list ? Array(nodes.members(of: place)) : [place]
    return places.compactMap { place in
      let isValue = nodes[place].kind == .text || nodes[place].kind == .literal
      return isValue ? nodes.text(nodes[place].value) : nil
    }
  }
}

// MARK: Setting

extension Document {
  /// Sets the value at a dotted name, replacing what stood there. A name that passes through a
  /// value that is not an object (`a` and `a.b`) is kept whole, as one key with dots.
  package mutating func set(_ name: DocumentName, _ value: Value) {
    let nodes = changing()
    nodes.write(value, at: nodes.place(of: name))
  }

  /// Sets the text at a dotted name to bytes of a log.
  package mutating func set(
    _ name: DocumentName, _ line: borrowing Line, _ range: Range<Int>
  ) {
    let nodes = changing()
    nodes.set(nodes.place(of: name), .text, nodes.hold(line, range))
  }

  /// Adds a value to a list at a dotted name: a name without a value gets a list when `isList`, a
  /// single value there becomes the first of the list. Under the name of an object the value goes
  /// to `NAME.value`.
  package mutating func add(_ name: DocumentName, _ value: Value, isList: Bool = false) {
    let nodes = changing()
    nodes.write(value, at: nodes.placeToAdd(name, isList: isList))
  }

  /// Adds bytes of a log, as ``add(_:_:isList:)`` does.
  package mutating func add(
    _ name: DocumentName, _ line: borrowing Line, _ range: Range<Int>, isList: Bool = false
  ) {
    let nodes = changing()
    nodes.set(nodes.placeToAdd(name, isList: isList), .text, nodes.hold(line, range))
  }

  /// Takes out these top-level names, and every name with dots that begins with one of them.
  package mutating func remove(_ names: [DocumentName]) {
    guard !isEmpty else { return }
    let nodes = changing()
    nodes.remove { node in
      names.contains { name in
        let count = name.bytes.count
        guard node.key.count >= count, nodes.holds(node.key, 0..<count, name.bytes, at: 0) else {
          return false
        }
        return node.key.count == count || nodes.byte(node.key, count) == UInt8(ascii: ".")
      }
    }
  }

  /// Sets a name to what another document has at a name, if anything.
  package mutating func set(
    _ name: DocumentName, from other: Document, at otherName: DocumentName
  ) {
    guard let source = other.nodes, let place = source.find(otherName) else { return }
    let nodes = changing()
    nodes.copy(source, place, to: nodes.place(of: name))
  }

  /// Appends an object with these members, whose names have no dots, to the list at a dotted name.
  package mutating func append(_ members: [(DocumentName, Value)], to name: DocumentName) {
    let nodes = changing()
    let list = nodes.place(of: name)
    if nodes[list].kind != .list { nodes.empty(list, as: .list) }
    let item = nodes.append(to: list)
    nodes.empty(item, as: .object)
    for (name, value) in members {
      nodes.write(value, at: nodes.append(to: item, key: name, name.parts[0]))
    }
  }
}

extension DocumentNodes {
  fileprivate func write(_ value: Document.Value, at place: Int) {
    switch value {
    case .bytes(let text): set(place, .text, hold(text, text.indices))
    case .text(let text): set(place, .text, hold(text))
    case .address(let address): set(place, .text, hold(address))
    case .number(let number): set(place, .literal, hold(number))
    case .decimal(let text): set(place, .literal, hold(text))
    case .boolean(let flag): set(place, .literal, hold(flag ? "true" : "false"))
    case .null: set(place, .literal, hold("null"))
    case .list(let values):
      empty(place, as: .list)
      for value in values { write(value, at: append(to: place)) }
    case .object(let document):
      empty(place, as: .object)
      if let nodes = document.nodes { copy(nodes, 0, to: place) }
    }
  }

  /// The node of a name, made when it is not there.
  fileprivate func place(of name: DocumentName) -> Int {
    var parent = 0
    // Read in place: an array's element would be retained at each step.
    let parts = name.parts.span
    for number in parts.indices {
      var part = parts[number]
      let found = member(of: parent, name, part)
      if number == parts.count - 1 {
        return found ?? append(to: parent, key: name, part)
      }
      if let found, self[found].kind != .object {
        // No object: the rest of the name stays whole.
        part = name.rest(from: part)
        return member(of: parent, name, part) ?? append(to: parent, key: name, part)
      }
      parent = found ?? append(to: parent, key: name, part)
      self[parent].kind = .object
    }
    return parent
  }

  fileprivate func placeToAdd(_ name: DocumentName, isList: Bool) -> Int {
    var place = place(of: name)
    if self[place].kind == .object { place = self.place(of: name.appending("value")) }
    switch self[place].kind {
    case .list: return append(to: place)
    case .absent where !isList: return place
    case .absent:
      empty(place, as: .list)
      return append(to: place)
    case .text, .literal, .object:
      let only = self[place]
      empty(place, as: .list)
      let item = append(to: place)
      self[item].kind = only.kind
      self[item].value = only.value
      return append(to: place)
    }
  }

  /// The node of a name that is there, or nil.
  fileprivate func find(_ name: DocumentName) -> Int? {
    var parent = 0
    let parts = name.parts.span
    for number in parts.indices {
      let part = parts[number]
      guard number < parts.count - 1 else { return member(of: parent, name, part) }
      guard let found = member(of: parent, name, part), self[found].kind == .object else {
        return member(of: parent, name, name.rest(from: part))
      }
      parent = found
    }
    return nil
  }

  fileprivate func members(of place: Int) -> some Sequence<Int> {
    sequence(state: self[place].first) { next in
      guard next != Node.none else { return nil }
      defer { next = self[Int(next)].next }
      return Int(next)
    }
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
    guard let nodes else {
      out += [UInt8(ascii: "{"), UInt8(ascii: "}")]
      return
    }
    nodes.write(0, to: &out)
  }

  /// The value at a dotted name as JSON, or nil when nothing stands there.
  package func json(at name: DocumentName) -> [UInt8]? {
    guard let nodes, let place = nodes.find(name) else { return nil }
    var out: [UInt8] = []
    nodes.write(place, to: &out)
    return out
  }
}

extension DocumentNodes {
  fileprivate func write(_ place: Int, to out: inout [UInt8]) {
    var text = JSONBuffer(capacity: byteCount + nodeCount * 8 + 64)
    write(place, to: &text)
    text.append(to: &out)
  }

  private func write(_ place: Int, to text: inout JSONBuffer) {
    let node = self[place]
    switch node.kind {
    // SAFETY: read within the call.
    case .text: unsafe bytes(node.value) { unsafe text.string($0) }
    case .literal: unsafe bytes(node.value) { unsafe text.bytes($0) }
    case .absent: text.literal("null")
    case .list, .object:
      let isObject = node.kind == .object
      text.byte(UInt8(ascii: isObject ? "{" : "["))
      var next = node.first
      while next != Node.none {
        if next != node.first { text.byte(UInt8(ascii: ",")) }
        if isObject { write(keyOf: self[Int(next)], to: &text) }
        write(Int(next), to: &text)
        next = self[Int(next)].next
      }
      text.byte(UInt8(ascii: isObject ? "}" : "]"))
    }
  }

  private func write(keyOf node: Node, to text: inout JSONBuffer) {
    // SAFETY: read within the call.
    unsafe bytes(node.key) { key in
      if node.hasPlainKey { unsafe text.quoted(key) } else { unsafe text.string(key) }
    }
    text.byte(UInt8(ascii: ":"))
  }
}
