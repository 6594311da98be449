import Detect

/// The tables of all products whose JSON records are known, compiled: what names are marks of a
/// product, and which of its names mean which field.
///
/// A path is a walk from node to node, one for each name. Names that no table has end at once, and
/// what is below them is passed over.
struct ProductTables: Sendable {
  static let shared = ProductTables(ProductTables.texts)

  /// A name below a node.
  struct Edge: Sendable {
    /// The first and the last eight bytes of the name, zeros where there are none.
    var head: UInt64 = 0
    var tail: UInt64 = 0
    var parent: UInt16 = 0
    /// Zero for an empty slot.
    var length: UInt16 = 0
    var child: UInt16 = 0
    /// Where the whole name stands in ``letters``.
    var start: UInt32 = 0
  }

  struct Node: Sendable {
    /// Where its values go, as places in ``uses``.
    var uses = 0..<0
    /// What its values decide, as places in ``cases``.
    var cases = 0..<0
    /// The node of elements of an array that are told by a name in them; 0 when there is none.
    var named: UInt16 = 0
    /// The node of any name that is none of the others; 0 when there is none.
    var any: UInt16 = 0
    var hasChildren = false
  }

  /// A slot that a value may fill; the lower rank counts.
  struct Use: Sendable {
    var slot: UInt8
    var rank: UInt8
  }

  /// A value that raises a flag; an empty one is any value.
  struct Case: Sendable {
    var text = 0..<0
    var flag: UInt8
  }

  /// Which flags must be raised, and which not.
  struct Condition: Sendable, Equatable {
    var required: UInt32 = 0
    var forbidden: UInt32 = 0

    func holds(_ flags: UInt32) -> Bool { flags & required == required && flags & forbidden == 0 }
  }

  struct Slot: Sendable {
    var sense: ProductSense
    var condition: Condition
  }

  struct Constant: Sendable {
    var field: Field
    var word: Word
    var condition: Condition
  }

  struct Product: Sendable {
    var root: UInt16 = 0
    var slots = Frozen<Slot>([])
    var constants = Frozen<Constant>([])
    /// Where what each end sent is kept.
    var bytes: Volume?
    var packets: Volume?
  }

  /// The slots of what each end sent and of their sum; the sum's is one that stays empty where the
  /// product has none.
  struct Volume: Sendable {
    var sent: Int
    var received: Int
    var sum: Int
  }

  /// Marks that together tell a product, as places in ``signMarks``.
  struct Sign: Sendable {
    var marks: Range<Int>
    var product: Int
  }

  /// A value that a mark asks for.
  struct MarkValue: Sendable {
    var text: Range<Int>
    var bit: Int
  }

  let edges: Frozen<Edge>
  let nodes: Frozen<Node>
  let uses: Frozen<Use>
  let cases: Frozen<Case>
  let products: Frozen<Product>
  /// In the order of the tables.
  let signs: Frozen<Sign>
  let signMarks: Frozen<UInt16>
  /// By mark: the signs that are looked at when it was met, as places in ``watching``. Each sign is
  /// watched by the one of its marks that the fewest others have.
  let watches: Frozen<Range<Int>>
  let watching: Frozen<UInt16>
  /// By the node of a mark's name, below node 0: what its values have to be.
  let markValues: Frozen<Range<Int>>
  let values: Frozen<MarkValue>
  let letters: Frozen<UInt8>
  private let mask: Int
  /// First bytes (by their low six bits) and lengths of names of marks.
  private let markBytes: UInt64
  private let markLengths: UInt64

  static let slotsMaximum = 79

  init(_ texts: [StaticString]) {
    let made = ProductBuilder(texts)
    (nodes, uses, cases) = (Frozen(made.nodes), Frozen(made.uses), Frozen(made.cases))
    products = Frozen(made.products.map(\.compiled))
    (signs, markValues) = (Frozen(made.signs), Frozen(made.markValues))
    (values, signMarks) = (Frozen(made.values), Frozen(made.signMarks))
    (watches, watching) = (Frozen(made.watches), Frozen(made.watching))
    letters = Frozen(made.letters)
    var capacity = 1024
    while capacity < made.edges.count * 3 { capacity *= 2 }
    mask = capacity - 1
    var slots = [Edge](repeating: Edge(), count: capacity)
    var (bytes, lengths): (UInt64, UInt64) = (0, 0)
    for edge in made.edges {
      var place = ProductTables.hash(edge.head, edge.tail, edge.parent, Int(edge.length)) & mask
      while slots[place].length > 0 { place = (place + 1) & mask }
      slots[place] = edge
      if edge.parent == 0 {
        bytes |= 1 << (edge.head & 63)
        lengths |= 1 << UInt64(min(edge.length, 63))
      }
    }
    edges = Frozen(slots)
    (markBytes, markLengths) = (bytes, lengths)
  }

  static func hash(_ head: UInt64, _ tail: UInt64, _ parent: UInt16, _ count: Int) -> Int {
    let extra = UInt64(parent) << 8 ^ UInt64(truncatingIfNeeded: count)
    let mixed =
      (head ^ extra &* 0xd134_2543_de82_ef95) &* 0x9e37_79b9_7f4a_7c15
      ^ (tail &+ extra) &* 0xff51_afd7_ed55_8ccd
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 32) & 0x7fff_ffff)
  }

  /// The node of the name in `range` below `parent`, or 0.
  ///
  /// - Complexity: O(length of the name).
  func child(_ parent: UInt16, _ range: Range<Int>, _ line: borrowing Line) -> UInt16 {
    let count = range.count
    guard count > 0, count < 256 else { return 0 }
    let head = line.word(at: range.lowerBound, count: min(8, count))
    let tail = count > 8 ? line.word(at: range.upperBound &- 8) : 0
    var place = ProductTables.hash(head, tail, parent, count) & mask
    while true {
      let edge = edges[place]
      if edge.length == 0 { return 0 }
      if edge.head == head, edge.tail == tail, edge.parent == parent, Int(edge.length) == count,
        count <= 16 || holds(edge, range, line)
      {
        return edge.child
      }
      place = (place &+ 1) & mask
    }
  }

  private func holds(_ edge: Edge, _ range: Range<Int>, _ line: borrowing Line) -> Bool {
    for place in 8..<range.count &- 8
    where letters[Int(edge.start) &+ place] != line[range.lowerBound &+ place] {
      return false
    }
    return true
  }

  /// Whether the text is `letters[expected]`, ASCII case aside.
  func equals(_ expected: Range<Int>, _ range: Range<Int>, _ line: borrowing Line) -> Bool {
    guard expected.count == range.count else { return false }
    for place in 0..<range.count {
      let byte = line[range.lowerBound &+ place]
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if letters[expected.lowerBound &+ place] != lower { return false }
    }
    return true
  }

  /// Whether a name may be a mark's, from its first byte and its length.
  @inline(__always) func mayMark(_ range: Range<Int>, _ line: borrowing Line) -> Bool {
    !range.isEmpty && markLengths >> UInt64(min(range.count, 63)) & 1 != 0
      && markBytes >> UInt64(line[range.lowerBound] & 63) & 1 != 0
  }
}
