/// The memory of a ``Document``: a tree of nodes, and the bytes of their names and values, which
/// grow by doubling. Copies like a pointer; ``DocumentOwner`` frees it.
@safe struct DocumentNodes {
  /// A part of the bytes.
  struct Span: BitwiseCopyable {
    var start: UInt32 = 0
    var end: UInt32 = 0

    var count: Int { Int(end &- start) }
  }

  /// A value with its name. The members of an object stand in a chain, as do the items of a list.
  struct Node: BitwiseCopyable {
    /// ``DocumentName/Part/tail`` of the name.
    var tail: UInt64 = 0
    var key = Span()
    var value = Span()
    /// Members or items of an object or a list.
    var first = Node.none
    var last = Node.none
    var next = Node.none
    var kind = Kind.absent
    /// Whether the name holds nothing that JSON escapes.
    var hasPlainKey = false

    static let none: Int32 = -1
  }

  enum Kind: UInt8 {
    /// Bytes to be quoted.
    case text
    /// Bytes that are JSON already.
    case literal
    case list, object
    /// Named, and without a value so far.
    case absent
  }

  @safe private struct State {
    var nodes: UnsafeMutablePointer<Node>
    var nodeCapacity: Int
    var nodeCount: Int
    var bytes: UnsafeMutablePointer<UInt8>
    var byteCapacity: Int
    var byteCount: Int

    init(nodeCapacity: Int, byteCapacity: Int) {
      unsafe nodes = .allocate(capacity: nodeCapacity)
      self.nodeCapacity = nodeCapacity
      nodeCount = 0
      unsafe bytes = .allocate(capacity: byteCapacity)
      self.byteCapacity = byteCapacity
      byteCount = 0
    }
  }

  private let state: UnsafeMutablePointer<State>

  /// An empty object.
  init() {
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    // SAFETY: just allocated, for one.
    unsafe state.initialize(to: State(nodeCapacity: 64, byteCapacity: 2048))
    unsafe self.state = state
    _ = append(Node(kind: .object))
  }

  /// A copy of others, with room for as many more.
  init(copying other: DocumentNodes) {
    let (nodeCount, byteCount) = unsafe (other.state.pointee.nodeCount, other.byteCount)
    var made = State(nodeCapacity: nodeCount * 2 + 16, byteCapacity: byteCount * 2 + 256)
    // SAFETY: there is room for them, and as many are initialised.
    unsafe made.nodes.initialize(from: other.state.pointee.nodes, count: nodeCount)
    unsafe made.bytes.initialize(from: other.state.pointee.bytes, count: byteCount)
    made.nodeCount = nodeCount
    made.byteCount = byteCount
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    unsafe state.initialize(to: made)
    unsafe self.state = state
  }

  /// Frees the memory, after which it is not used.
  func deallocate() {
    unsafe state.pointee.nodes.deallocate()
    unsafe state.pointee.bytes.deallocate()
    unsafe state.deallocate()
  }

  var byteCount: Int { unsafe state.pointee.byteCount }
  var nodeCount: Int { unsafe state.pointee.nodeCount }

  subscript(_ place: Int) -> Node {
    @inline(__always) unsafeAddress {
      precondition(place >= 0 && place < nodeCount, "no such node")
      // SAFETY: just checked; all below the count are initialised.
      return unsafe UnsafePointer(state.pointee.nodes + place)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(place >= 0 && place < nodeCount, "no such node")
      // SAFETY: as above.
      return unsafe state.pointee.nodes + place
    }
  }

  private func append(_ node: Node) -> Int {
    let place = nodeCount
    if unsafe place == state.pointee.nodeCapacity { growNodes() }
    // SAFETY: there is room for it.
    unsafe (state.pointee.nodes + place).initialize(to: node)
    unsafe state.pointee.nodeCount = place &+ 1
    return place
  }

  private func growNodes() {
    let capacity = unsafe state.pointee.nodeCapacity * 2
    let larger = UnsafeMutablePointer<Node>.allocate(capacity: capacity)
    // SAFETY: the first `nodeCount` of the old ones are initialised, and there is room for them.
    unsafe larger.moveInitialize(from: state.pointee.nodes, count: nodeCount)
    unsafe state.pointee.nodes.deallocate()
    unsafe state.pointee.nodes = larger
    unsafe state.pointee.nodeCapacity = capacity
  }

  private func growBytes(for count: Int) {
    let capacity = unsafe max(state.pointee.byteCapacity * 2, byteCount + count)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    // SAFETY: the first `byteCount` of the old ones are initialised, and there is room for them.
    unsafe larger.moveInitialize(from: state.pointee.bytes, count: byteCount)
    unsafe state.pointee.bytes.deallocate()
    unsafe state.pointee.bytes = larger
    unsafe state.pointee.byteCapacity = capacity
  }
}

// MARK: Bytes

extension DocumentNodes {
  /// Room for `count` bytes more behind the last one.
  @inline(__always) @unsafe private func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
    if unsafe byteCount &+ count > state.pointee.byteCapacity { growBytes(for: count) }
    // SAFETY: inside the memory.
    return unsafe state.pointee.bytes + byteCount
  }

  /// Takes what was written there as the next bytes.
  @inline(__always) private func take(_ count: Int) -> Span {
    let start = byteCount
    unsafe state.pointee.byteCount = start &+ count
    return Span(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: start &+ count))
  }

  @unsafe func hold(_ text: UnsafeBufferPointer<UInt8>) -> Span {
    guard let first = text.baseAddress else { return take(0) }
    // SAFETY: there is room for them, in memory of our own.
    unsafe room(for: text.count).update(from: first, count: text.count)
    return take(text.count)
  }

  func hold(_ text: [UInt8], _ range: Range<Int>) -> Span {
    unsafe text.withUnsafeBufferPointer { text in
      // SAFETY: the slice checks its bounds, and the array outlives the call.
      unsafe hold(UnsafeBufferPointer(rebasing: text[range]))
    }
  }

  func hold(_ line: borrowing Line, _ range: Range<Int>) -> Span {
    precondition(
      range.lowerBound >= line.start && range.upperBound <= line.end, "bytes outside the line")
    // SAFETY: inside the line, whose buffer the caller keeps alive.
    return unsafe hold(
      UnsafeBufferPointer(start: line.base + range.lowerBound, count: range.count))
  }

  func hold(_ text: String) -> Span {
    var text = text
    // SAFETY: the bytes are read within the call.
    return text.withUTF8 { unsafe hold($0) }
  }

  func hold(_ other: DocumentNodes, _ span: Span) -> Span {
    precondition(Int(span.end) <= other.byteCount)
    // SAFETY: just checked. Memory that both share is read before it is let go.
    let text = unsafe UnsafeBufferPointer(
      start: UnsafePointer(other.state.pointee.bytes) + Int(span.start), count: span.count)
    return unsafe hold(text)
  }

  /// An address as ``Address/description`` has it.
  func hold(_ address: Address) -> Span {
    guard address.isIPv4 else { return hold(address.description) }
    let out = unsafe room(for: 16)
    var count = 0
    for place in 0..<4 as Range<UInt32> {
      // SAFETY: four numbers of up to three digits and three dots are 15 bytes.
      if place > 0 { unsafe DocumentNodes.put(UInt8(ascii: "."), out, &count) }
      let part = UInt8(truncatingIfNeeded: address.ipv4 &>> (24 &- place &* 8))
      if part >= 100 { unsafe DocumentNodes.put(0x30 &+ part / 100, out, &count) }
      if part >= 10 { unsafe DocumentNodes.put(0x30 &+ part / 10 % 10, out, &count) }
      unsafe DocumentNodes.put(0x30 &+ part % 10, out, &count)
    }
    return take(count)
  }

  /// A number as ``Number/description`` has it.
  func hold(_ number: Number) -> Span {
    guard !number.isNegative, number.bits < 100_000 else { return hold(number.description) }
    let out = unsafe room(for: 8)
    var unit: UInt64 = 10_000
    while unit > max(number.bits, 1) { unit /= 10 }
    var count = 0
    while unit > 0 {
      // SAFETY: five digits at most.
      unsafe DocumentNodes.put(
        0x30 &+ UInt8(truncatingIfNeeded: number.bits / unit % 10), out, &count)
      unit /= 10
    }
    return take(count)
  }

  @inline(__always) @unsafe private static func put(
    _ byte: UInt8, _ out: UnsafeMutablePointer<UInt8>, _ count: inout Int
  ) {
    unsafe out[count] = byte
    count &+= 1
  }

  func text(_ span: Span) -> String {
    // SAFETY: read within the call.
    unsafe bytes(span) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Lends the bytes of a span.
  @inline(__always) @unsafe func bytes<Result>(
    _ span: Span, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    precondition(Int(span.end) <= byteCount)
    // SAFETY: just checked; valid for the call.
    return unsafe body(
      UnsafeBufferPointer(
        start: UnsafePointer(state.pointee.bytes) + Int(span.start), count: span.count))
  }
}

// MARK: Tree

extension DocumentNodes {
  /// A new node behind all others below `parent`.
  func append(to parent: Int) -> Int {
    let place = append(Node())
    let number = Int32(truncatingIfNeeded: place)
    let last = self[parent].last
    if last == Node.none {
      self[parent].first = number
    } else {
      self[Int(last)].next = number
    }
    self[parent].last = number
    return place
  }

  func append(to parent: Int, key name: DocumentName, _ part: DocumentName.Part) -> Int {
    let place = append(to: parent)
    let key = hold(name.bytes, part.start..<part.end)
    self[place].key = key
    self[place].tail = part.tail
    self[place].hasPlainKey = name.isPlain
    return place
  }

  func empty(_ place: Int, as kind: Kind) {
    self[place].kind = kind
    self[place].first = Node.none
    self[place].last = Node.none
  }

  /// Gives a node a value that is not made of others.
  func set(_ place: Int, _ kind: Kind, _ value: Span) {
    empty(place, as: kind)
    self[place].value = value
  }

  /// The member of an object with this name, or nil.
  func member(of parent: Int, _ name: DocumentName, _ part: DocumentName.Part) -> Int? {
    var next = self[parent].first
    while next != Node.none {
      let place = Int(next)
      if self[place].tail == part.tail, isSame(self[place].key, name, part) { return place }
      next = self[place].next
    }
    return nil
  }

  /// Whether two names are equal whose tails are.
  private func isSame(_ key: Span, _ name: DocumentName, _ part: DocumentName.Part) -> Bool {
    guard key.count == part.end &- part.start else { return false }
    return key.count <= 8 || holds(key, 0..<key.count &- 8, name.bytes, at: part.start)
  }

  /// Whether a part of a key's bytes are those of `text` from `start` on.
  func holds(_ key: Span, _ range: Range<Int>, _ text: [UInt8], at start: Int) -> Bool {
    // SAFETY: read within the call, and bounds are checked.
    unsafe bytes(key) { key in
      for offset in range where unsafe key[offset] != text[start &+ offset] { return false }
      return true
    }
  }

  /// The byte at a place of a key.
  func byte(_ key: Span, _ place: Int) -> UInt8 {
    // SAFETY: read within the call, and bounds are checked.
    unsafe bytes(key) { key in
      precondition(place < key.count)
      return unsafe key[place]
    }
  }

  /// Copies a value of another tree, with all below it.
  func copy(_ other: DocumentNodes, _ source: Int, to place: Int) {
    let node = other[source]
    guard node.kind == .list || node.kind == .object else {
      return set(place, node.kind, hold(other, node.value))
    }
    empty(place, as: node.kind)
    var next = node.first
    while next != Node.none {
      let named = other[Int(next)]
      let item = append(to: place)
      let key = hold(other, named.key)
      self[item].key = key
      self[item].tail = named.tail
      self[item].hasPlainKey = named.hasPlainKey
      copy(other, Int(next), to: item)
      next = named.next
    }
  }

  /// Takes out the members of the first object that `isUnwanted` says.
  func remove(where isUnwanted: (Node) -> Bool) {
    var previous = Node.none
    var next = self[0].first
    while next != Node.none {
      let place = next
      let node = self[Int(place)]
      next = node.next
      guard isUnwanted(node) else {
        previous = place
        continue
      }
      if previous == Node.none {
        self[0].first = next
      } else {
        self[Int(previous)].next = next
      }
      if self[0].last == place { self[0].last = previous }
    }
  }
}

/// Frees the nodes of the documents that share it.
final class DocumentOwner: @unchecked Sendable {
  // SAFETY: a document changes only nodes of an owner that is its alone.
  let nodes: DocumentNodes

  init(_ nodes: DocumentNodes) { self.nodes = nodes }

  deinit { nodes.deallocate() }
}
