import Detect

/// A walk over a record of a known product by its table, which gives the record's values their ECS
/// fields.
///
/// Only members that the table names are looked at; of several names for one field the first in
/// the table counts, whatever their order in the record. A text that is itself an object is walked
/// like one where the table has names below it. Nothing is allocated.
struct ProductWalk {
  private let tables: ProductTables
  private let product: Int
  private var next = 0
  /// Values by the table's slots, in the block or the arena, and the ranks of their names.
  var values: [80 of Range<Int>] = .init(repeating: 0..<0)
  private var ranks: [80 of UInt8] = .init(repeating: .max)
  private var flags: UInt32 = 0
  /// Further values of fields that may have many.
  private var more: [48 of More] = .init(repeating: More())
  private var moreCount = 0

  struct More {
    var range = 0..<0
    var slot: UInt8 = 0
  }

  private static let depthMaximum = 24

  private init(_ tables: ProductTables, _ product: Int) {
    self.tables = tables
    self.product = product
  }

  /// Adds the fields of a record of `product`, a well-formed object; of one that is nobody's, what
  /// its names say everywhere.
  static func write(
    _ text: borrowing Line, product: Int?, in tables: ProductTables,
    _ context: borrowing DecodeContext, to event: inout EventWriter
  ) {
    let product = product ?? tables.products.count - 1
    var walk = ProductWalk(tables, product)
    walk.next = text.afterJSONBlanks(text.start)
    _ = walk.object(text, tables.products[product].root, depth: 0, &event)
    walk.finish(context, &event)
  }

  /// A record in another shape than JSON whose names are those of the product `name`: its values
  /// are handed to ``take(_:named:in:)``, then ``finish(_:_:)`` writes the fields.
  ///
  /// - Returns: Nil when there is no such product.
  init?(product name: StaticString) {
    let tables = ProductTables.shared
    let text = name.description
    guard let place = (0..<tables.names.count).first(where: { tables.names[$0] == text }) else {
      return nil
    }
    self.init(tables, place)
  }

  /// Takes a value by its name; both stand in `line`.
  mutating func take(_ value: Range<Int>, named name: Range<Int>, in line: borrowing Line) {
    let node = step(tables.products[product].root, name, line)
    if node > 0, !value.isEmpty { take(value, node, line) }
  }

  /// Writes the fields of the values that were taken.
  func finish(_ context: borrowing DecodeContext, _ event: inout EventWriter) {
    let mark = event.mark
    let all = event.wholeBlock
    let known = tables.products[product]
    let isGeneral = product == tables.products.count - 1
    for place in 0..<known.slots.count {
      let value = values[place]
      if value.isEmpty { continue }
      let slot = known.slots[place]
      guard slot.condition.holds(flags) else { continue }
      if slot.sense == .time, isGeneral {
        if !event.event.flags.contains(.hasTime) {
          event.addProductTime(value, in: all, context, isWhole: true)
        }
        continue
      }
      event.add(slot.sense, value, in: all, context)
      if slot.sense.isList { writeMore(place, slot.sense, all, context, &event) }
    }
    addSums(known, all, &event)
    for place in 0..<known.constants.count {
      let constant = known.constants[place]
      guard constant.condition.holds(flags) else { continue }
      if !constant.field.isArray, event.hasField(constant.field, since: mark) { continue }
      event.add(constant.field, constant.word)
    }
    event.dropRepeats(since: mark)
  }

  /// Adds what both ends sent together, where the record gives no sum.
  private func addSums(
    _ known: borrowing ProductTables.Product, _ all: borrowing Line, _ event: inout EventWriter
  ) {
    if let bytes = known.bytes, values[bytes.sum].isEmpty {
      event.addSum(.networkBytes, values[bytes.sent], values[bytes.received], in: all)
    }
    if let packets = known.packets, values[packets.sum].isEmpty {
      event.addSum(.networkPackets, values[packets.sent], values[packets.received], in: all)
    }
  }

  private func writeMore(
    _ place: Int, _ sense: ProductSense, _ all: borrowing Line,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) {
    for index in 0..<moreCount where Int(more[index].slot) == place {
      event.add(sense, more[index].range, in: all, context)
    }
  }
}

extension ProductWalk {
  /// Walks the object that begins here; false when it is broken.
  private mutating func object(
    _ text: borrowing Line, _ node: UInt16, depth: Int, _ event: inout EventWriter
  ) -> Bool {
    next = text.afterJSONBlanks(next &+ 1)
    if next < text.end, text[next] == UInt8(ascii: "}") {
      next &+= 1
      return true
    }
    while next < text.end {
      guard text[next] == UInt8(ascii: "\"") else { return false }
      let key = text.jsonString(at: next)
      next = text.afterJSONBlanks(key.next)
      guard key.isClosed, next < text.end, text[next] == UInt8(ascii: ":") else { return false }
      next = text.afterJSONBlanks(next &+ 1)
      let child = key.hasEscapes ? 0 : step(node, key.text, text)
      guard value(text, child, depth: depth, &event) else { return false }
      next = text.afterJSONBlanks(next)
      guard next < text.end else { return false }
      if text[next] == UInt8(ascii: "}") {
        next &+= 1
        return true
      }
      guard text[next] == UInt8(ascii: ",") else { return false }
      next = text.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  /// The node of a name, which may be several names joined by points.
  private func step(_ node: UInt16, _ name: Range<Int>, _ text: borrowing Line) -> UInt16 {
    let whole = tables.child(node, name, text)
    if whole > 0 { return whole }
    let point = text.find(UInt8(ascii: "."), in: name)
    guard point < name.upperBound else { return tables.nodes[Int(node)].any }
    var place = node
    var start = name.lowerBound
    while start < name.upperBound {
      let end = text.find(UInt8(ascii: "."), in: start..<name.upperBound)
      place = tables.child(place, start..<end, text)
      if place == 0 { return tables.nodes[Int(node)].any }
      start = end &+ 1
    }
    return place
  }

  private mutating func value(
    _ text: borrowing Line, _ node: UInt16, depth: Int, _ event: inout EventWriter
  ) -> Bool {
    guard next < text.end else { return false }
    guard node > 0, depth < ProductWalk.depthMaximum else { return skip(text) }
    switch text[next] {
    case UInt8(ascii: "{"):
      guard tables.nodes[Int(node)].hasChildren else { return skip(text) }
      return object(text, element(text, node), depth: depth &+ 1, &event)
    case UInt8(ascii: "["): return array(text, node, depth: depth &+ 1, &event)
    case UInt8(ascii: "\""): return string(text, node, depth: depth, &event)
    default:
      let word = next..<text.afterJSONWord(at: next)
      guard !word.isEmpty else { return false }
      next = word.upperBound
      if !text.equals("null", in: word) { take(word, node, text) }
      return true
    }
  }

  private mutating func array(
    _ text: borrowing Line, _ node: UInt16, depth: Int, _ event: inout EventWriter
  ) -> Bool {
    next = text.afterJSONBlanks(next &+ 1)
    if next < text.end, text[next] == UInt8(ascii: "]") {
      next &+= 1
      return true
    }
    while next < text.end {
      guard value(text, node, depth: depth, &event) else { return false }
      next = text.afterJSONBlanks(next)
      guard next < text.end else { return false }
      if text[next] == UInt8(ascii: "]") {
        next &+= 1
        return true
      }
      guard text[next] == UInt8(ascii: ",") else { return false }
      next = text.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  private mutating func string(
    _ text: borrowing Line, _ node: UInt16, depth: Int, _ event: inout EventWriter
  ) -> Bool {
    let string = text.jsonString(at: next)
    next = string.next
    guard string.isClosed else { return false }
    guard !string.text.isEmpty else { return true }
    guard string.hasEscapes else {
      take(string.text, node, text)
      return true
    }
    guard let stored = event.storeJSON(string.text, of: text), !stored.isEmpty else { return true }
    let inner = event.arenaLine(stored)
    let first = inner[stored.lowerBound]
    guard tables.nodes[Int(node)].hasChildren,
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else {
      take(stored, node, inner)
      return true
    }
    let after = next
    next = stored.lowerBound
    _ = value(inner, node, depth: depth &+ 1, &event)
    next = after
    return true
  }

  private mutating func skip(_ text: borrowing Line) -> Bool {
    guard let after = text.afterJSONValue(at: next) else {
      next = text.end
      return false
    }
    next = after
    return true
  }

  private mutating func take(_ value: Range<Int>, _ node: UInt16, _ line: borrowing Line) {
    let known = tables.nodes[Int(node)]
    for place in known.cases {
      let expected = tables.cases[place]
      if expected.text.isEmpty || tables.equals(expected.text, value, line) {
        flags |= 1 << UInt32(expected.flag)
      }
    }
    if known.uses.isEmpty || line.meansNothing(value) { return }
    for place in known.uses {
      let use = tables.uses[place]
      let slot = Int(use.slot)
      var other = value
      if use.rank < ranks[slot] {
        other = values[slot]
        values[slot] = value
        ranks[slot] = use.rank
      }
      if !other.isEmpty, moreCount < 48, tables.products[product].slots[slot].sense.isList {
        more[moreCount] = More(range: other, slot: use.slot)
        moreCount &+= 1
      }
    }
  }
}

extension ProductWalk {
  /// The node for the members of the object here: that of the name by which it calls itself, if
  /// the table knows it, else the array's own.
  private func element(_ text: borrowing Line, _ node: UInt16) -> UInt16 {
    let named = tables.nodes[Int(node)].named
    guard named > 0 else { return node }
    var place = text.afterJSONBlanks(next &+ 1)
    while place < text.end, text[place] == UInt8(ascii: "\"") {
      let key = text.jsonString(at: place)
      place = text.afterJSONBlanks(key.next)
      guard key.isClosed, place < text.end, text[place] == UInt8(ascii: ":") else { return node }
      place = text.afterJSONBlanks(place &+ 1)
      guard place < text.end, let after = text.afterJSONValue(at: place) else { return node }
      if text[place] == UInt8(ascii: "\""), ProductWalk.names.code(of: key.text, in: text) != 0 {
        let child = tables.child(named, place &+ 1..<after &- 1, text)
        if child > 0 { return child }
      }
      place = text.afterJSONBlanks(after)
      guard place < text.end, text[place] == UInt8(ascii: ",") else { return node }
      place = text.afterJSONBlanks(place &+ 1)
    }
    return node
  }

  /// How elements of arrays call themselves.
  private static let names = KeyTable(
    [
      "Name", "name", "key", "Key", "type", "Type", "displayName", "$type", "@odata.type",
      "Identity", "entityType", "label", "field", "keyName", "Label",
    ].map { ($0, 1) })
}
