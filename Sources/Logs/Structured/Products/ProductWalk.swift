import Detect

/// A walk over a record of a known product by its table, which gives the record's values their ECS
/// fields.
///
/// Only members that the table names are looked at; of several names for one field the first in
/// the table counts, whatever their order in the record. A text that is itself an object is walked
/// like one where the table has names below it. Nothing is allocated.
struct ProductWalk: ~Copyable {
  private let tables: ProductTables
  private let known: ProductTables.Product
  private let isGeneral: Bool
  private let tape: JSONTape
  private let names: NameMemory
  /// Values by the table's slots, in the block or the arena.
  private let values: ProductValues
  private var flags: UInt32 = 0
  private var moreCount = 0

  private static let depthMaximum = 24

  private init(_ tables: ProductTables, _ product: Int, _ scratch: JSONScratch) {
    self.tables = tables
    known = tables.products[product]
    isGeneral = product == tables.products.count - 1
    tape = scratch.tape
    names = scratch.names
    values = scratch.values
    values.removeAll(slots: known.slots.count)
  }

  /// Adds the fields of a record of `product`, a well-formed object; of one that is nobody's, what
  /// its names say everywhere.
  ///
  /// - Parameter first: The place of the object on the tape, which ``JSONWalk`` has been over.
  static func write(
    _ text: borrowing Line, at first: Int, product: Int?, in tables: ProductTables,
    _ scratch: JSONScratch, _ context: borrowing DecodeContext, to event: inout EventWriter
  ) {
    var walk = ProductWalk(tables, product ?? tables.products.count - 1, scratch)
    walk.object(text, at: first, walk.known.root, depth: 0, &event)
    walk.finish(context, &event)
  }

  /// Writes the fields of the values that were taken.
  private func finish(_ context: borrowing DecodeContext, _ event: inout EventWriter) {
    let mark = event.mark
    let all = event.wholeBlock
    for place in 0..<known.slots.count {
      let value = values[place]
      if value.start == value.end { continue }
      let slot = known.slots[place]
      guard slot.condition.holds(flags) else { continue }
      if slot.sense == .time, isGeneral {
        if !event.event.flags.contains(.hasTime) {
          event.addProductTime(value.range, in: all, context, isWhole: true)
        }
        continue
      }
      event.add(slot.sense, value.range, in: all, context)
      if moreCount > 0, slot.sense.isList { writeMore(place, slot.sense, all, context, &event) }
    }
    addSums(all, &event)
    for place in 0..<known.constants.count {
      let constant = known.constants[place]
      guard constant.condition.holds(flags) else { continue }
      if !constant.field.isArray, event.hasField(constant.field, since: mark) { continue }
      event.add(constant.field, constant.word)
    }
    event.dropRepeats(since: mark)
  }

  /// Adds what both ends sent together, where the record gives no sum.
  private func addSums(_ all: borrowing Line, _ event: inout EventWriter) {
    if let bytes = known.bytes, values[bytes.sum].range.isEmpty {
      event.addSum(
        .networkBytes, values[bytes.sent].range, values[bytes.received].range, in: all)
    }
    if let packets = known.packets, values[packets.sum].range.isEmpty {
      event.addSum(
        .networkPackets, values[packets.sent].range, values[packets.received].range, in: all)
    }
  }

  private func writeMore(
    _ place: Int, _ sense: ProductSense, _ all: borrowing Line,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) {
    for index in 0..<moreCount where Int(values[more: index].slot) == place {
      event.add(sense, values[more: index].range, in: all, context)
    }
  }
}

extension ProductWalk {
  /// Walks the object at a place of the tape.
  ///
  /// - Parameter text: Holds its names and values.
  private mutating func object(
    _ text: borrowing Line, at object: Int, _ node: UInt16, depth: Int,
    _ event: inout EventWriter
  ) {
    let end = Int(tape[object].after)
    var place = object &+ 1
    while place < end {
      let entry = tape[place]
      let child = step(node, entry, text)
      if child > 0 { value(text, at: place, child, depth: depth, &event) }
      place = Int(entry.after)
    }
  }

  /// The node of a member, or 0.
  @inline(__always) private func step(
    _ node: UInt16, _ entry: JSONTape.Entry, _ text: borrowing Line
  ) -> UInt16 {
    guard entry.name != NameMemory.unknown else {
      return entry.keyHasEscapes ? 0 : step(node, entry.key, text)
    }
    let name = names[entry.name]
    if name.stepFrom == node { return name.stepTo }
    let child = step(node, entry.key, text)
    names.setStep(of: entry.name, from: node, to: child)
    return child
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
    _ text: borrowing Line, at place: Int, _ node: UInt16, depth: Int,
    _ event: inout EventWriter
  ) {
    guard node > 0, depth < ProductWalk.depthMaximum else { return }
    let entry = tape[place]
    switch entry.kind {
    case .object:
      guard tables.nodes[Int(node)].hasChildren else { return }
      object(text, at: place, element(text, at: place, node), depth: depth &+ 1, &event)
    case .array:
      let end = Int(entry.after)
      var element = place &+ 1
      while element < end {
        value(text, at: element, node, depth: depth &+ 1, &event)
        element = Int(tape[element].after)
      }
    case .string: if entry.start < entry.end { take(entry.value, node, text) }
    case .escaped:
      if let stored = event.storeJSON(entry.value, of: text), !stored.isEmpty {
        unescaped(stored, node, depth: depth, &event)
      }
    case .unescaped:
      if entry.start < entry.end { unescaped(entry.value, node, depth: depth, &event) }
    case .null, .passedOver: break
    default: take(entry.value, node, text)
    }
  }

  /// Takes a text of the arena, or walks it when it is an object or an array and the table has
  /// names below it.
  private mutating func unescaped(
    _ stored: Range<Int>, _ node: UInt16, depth: Int, _ event: inout EventWriter
  ) {
    let inner = event.arenaLine(stored)
    let first = inner[stored.lowerBound]
    guard tables.nodes[Int(node)].hasChildren,
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else {
      take(stored, node, inner)
      return
    }
    let place = tape.count
    _ = tape.read(inner, at: stored.lowerBound)
    value(inner, at: place, node, depth: depth &+ 1, &event)
    tape.truncate(to: place)
  }

  private mutating func take(_ value: Range<Int>, _ node: UInt16, _ line: borrowing Line) {
    let node = tables.nodes[Int(node)]
    for place in node.cases {
      let expected = tables.cases[place]
      if expected.text.isEmpty || tables.equals(expected.text, value, line) {
        flags |= 1 << UInt32(expected.flag)
      }
    }
    if node.uses.isEmpty || line.meansNothing(value) { return }
    for place in node.uses {
      let use = tables.uses[place]
      let slot = Int(use.slot)
      var other = value
      if use.rank < values[slot].rank {
        other = values[slot].range
        values[slot] = ProductValues.Value(
          start: UInt32(truncatingIfNeeded: value.lowerBound),
          end: UInt32(truncatingIfNeeded: value.upperBound), rank: use.rank)
      }
      if !other.isEmpty, moreCount < ProductValues.moreMaximum, known.slots[slot].sense.isList {
        values[more: moreCount] = ProductValues.More(range: other, slot: use.slot)
        moreCount &+= 1
      }
    }
  }
}

extension ProductWalk {
  /// The node for the members of an object: that of the name by which it calls itself, if the
  /// table knows it, else the array's own.
  private func element(_ text: borrowing Line, at object: Int, _ node: UInt16) -> UInt16 {
    let named = tables.nodes[Int(node)].named
    guard named > 0 else { return node }
    let end = Int(tape[object].after)
    var place = object &+ 1
    while place < end {
      let entry = tape[place]
      let isText = entry.kind == .string || entry.kind == .escaped
      if isText, ProductWalk.names.code(of: entry.key, in: text) != 0 {
        let child = tables.child(named, entry.value, text)
        if child > 0 { return child }
      }
      place = Int(entry.after)
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
