import Detect

/// Reads the tables of products and compiles them.
///
/// A table is text, a line a statement:
///
/// ```
/// product suricata
/// mark event_type, flow_id
/// mark event_type=alert, src_ip
/// same eve, records
/// flag dns: event_type=dns|mdns
/// source.ip: src_ip, flow.src_ip
/// user.name ?dns: who
/// event.category ?dns := network
/// ```
///
/// `mark` names members that together tell the product, perhaps with the beginning of their value;
/// several lines are alternatives. `same` names objects whose members mean the same as those of the
/// record itself; `small` lets every name begin with a small letter too. A flag is raised by a value, or by the name alone; `?flag` and `?!flag` make a
/// line depend on it. The first name of a line that has a value counts. In a path, `%NAME` is an
/// element of an array that calls itself so (`{"Name": "UserAgent", "Value": …}`) and `*` any name.
struct ProductBuilder {
  var nodes: [ProductTables.Node] = [ProductTables.Node()]
  var edges: [ProductTables.Edge] = []
  var uses: [ProductTables.Use] = []
  var cases: [ProductTables.Case] = []
  var products: [Draft] = []
  var signs: [ProductTables.Sign] = []
  var signMarks: [UInt16] = []
  var watches: [Range<Int>] = []
  var watching: [UInt16] = []
  var markValues: [Range<Int>] = []
  var values: [ProductTables.MarkValue] = []
  var letters: [UInt8] = []
  /// Lines that say nothing known; a test wants none.
  private(set) var problems: [String] = []

  /// A product whose table is being read.
  struct Draft {
    var name = ""
    var root: UInt16 = 0
    var slots: [ProductTables.Slot] = []
    var constants: [ProductTables.Constant] = []
    var bytes: ProductTables.Volume?
    var packets: ProductTables.Volume?

    var compiled: ProductTables.Product {
      ProductTables.Product(
        root: root, slots: Frozen(slots), constants: Frozen(constants), bytes: bytes,
        packets: packets)
    }
  }

  /// A name below a node.
  private struct Step: Hashable {
    let parent: UInt16
    let name: Substring
  }

  private var flags: [Substring: UInt8] = [:]
  private var children: [Step: UInt16] = [:]
  private var usesOfNode: [UInt16: [ProductTables.Use]] = [:]
  private var casesOfNode: [UInt16: [ProductTables.Case]] = [:]
  private var marks: [UInt16: [(text: String, bit: Int)]] = [:]
  private var markCount = 0
  /// Whether names of the product may begin with a small letter too.
  private var folds = false

  init(_ texts: [StaticString]) {
    for text in texts {
      for line in text.description[...].parts(at: UInt8(ascii: "\n")) {
        let words = line.trimmed
        if !words.isEmpty { read(words) }
      }
    }
    finish()
  }

  private mutating func read(_ line: Substring) {
    let (word, rest) = line.cut(at: UInt8(ascii: " ")) ?? (line, "")
    switch word {
    case "product":
      flags = [:]
      folds = false
      let root = node()
      products.append(Draft(name: String(rest), root: root))
    case "mark": readMark(rest)
    case "small": folds = true
    case "same": for path in rest.list { alias(path) }
    case "flag": readFlag(rest)
    default: readField(line)
    }
  }

  private mutating func readMark(_ text: Substring) {
    let first = signMarks.count
    for mark in text.list {
      let (name, value) = mark.cut(at: UInt8(ascii: "=")) ?? (mark, "")
      let node = step(0, name)
      let wanted = value.lowercased()
      let known = marks[node]?.first { $0.text == wanted }
      signMarks.append(UInt16(known?.bit ?? markCount))
      if known == nil {
        marks[node, default: []].append((wanted, markCount))
        markCount += 1
      }
    }
    signs.append(
      ProductTables.Sign(marks: first..<signMarks.count, product: products.count - 1))
  }

  private mutating func readFlag(_ text: Substring) {
    guard let (name, rest) = text.cut(at: UInt8(ascii: ":")) else {
      problems.append(String(text))
      return
    }
    let number = flags[name] ?? UInt8(flags.count)
    flags[name] = number
    for item in rest.list {
      let (path, values) = item.cut(at: UInt8(ascii: "=")) ?? (item, "")
      let node = node(at: path)
      for value in values.parts(at: UInt8(ascii: "|"), keepsEmpty: true) {
        let range = write(value.lowercased())
        casesOfNode[node, default: []].append(ProductTables.Case(text: range, flag: number))
      }
    }
  }

  private mutating func readField(_ line: Substring) {
    guard let (head, rest) = line.cut(at: UInt8(ascii: ":")), !products.isEmpty else {
      problems.append(String(line))
      return
    }
    let parts = head.words
    let condition = condition(parts.dropFirst())
    if rest.hasPrefix("=") {
      for word in rest.dropFirst().words {
        guard let field = ProductSense.fields[parts[0]], let word = Word.named[word] else {
          problems.append(String(line))
          return
        }
        products[products.count - 1].constants.append(
          ProductTables.Constant(field: field, word: word, condition: condition))
      }
      return
    }
    guard let sense = ProductSense(named: parts[0]),
      products[products.count - 1].slots.count < ProductTables.slotsMaximum
    else {
      problems.append(String(line))
      return
    }
    let slot = UInt8(products[products.count - 1].slots.count)
    products[products.count - 1].slots.append(
      ProductTables.Slot(sense: sense, condition: condition))
    for (rank, path) in rest.list.enumerated() {
      usesOfNode[node(at: path), default: []].append(
        ProductTables.Use(slot: slot, rank: UInt8(rank)))
    }
  }

  private mutating func condition(_ words: ArraySlice<Substring>) -> ProductTables.Condition {
    var condition = ProductTables.Condition()
    for word in words {
      let isForbidden = word.hasPrefix("?!")
      guard let flag = flags[word.dropFirst(isForbidden ? 2 : 1)] else {
        problems.append(String(word))
        continue
      }
      if isForbidden {
        condition.forbidden |= 1 << UInt32(flag)
      } else {
        condition.required |= 1 << UInt32(flag)
      }
    }
    return condition
  }
}

extension ProductBuilder {
  private mutating func node() -> UInt16 {
    nodes.append(ProductTables.Node())
    return UInt16(nodes.count - 1)
  }

  /// The node of a path below the last product's root.
  private mutating func node(at path: Substring) -> UInt16 {
    var place = products[products.count - 1].root
    for name in path.parts(at: UInt8(ascii: ".")) { place = step(place, name.unquoted) }
    return place
  }

  /// Makes the last name of the path lead back to the root.
  private mutating func alias(_ path: Substring) {
    let names = path.parts(at: UInt8(ascii: ".")).map(\.unquoted)
    var place = products[products.count - 1].root
    for name in names.dropLast() { place = step(place, name) }
    if let last = names.last { connect(place, last, to: products[products.count - 1].root) }
  }

  private mutating func step(_ parent: UInt16, _ name: Substring) -> UInt16 {
    if let known = children[Step(parent: parent, name: name)] { return known }
    if parent > 0, name == "*" {
      if nodes[Int(parent)].any == 0 { nodes[Int(parent)].any = node() }
      nodes[Int(parent)].hasChildren = true
      return nodes[Int(parent)].any
    }
    if parent > 0, name.utf8.first == UInt8(ascii: "%"), name.utf8.count > 1 {
      if nodes[Int(parent)].named == 0 { nodes[Int(parent)].named = node() }
      nodes[Int(parent)].hasChildren = true
      return step(nodes[Int(parent)].named, name.dropFirst())
    }
    let child = node()
    connect(parent, name, to: child)
    return child
  }

  private mutating func connect(_ parent: UInt16, _ name: Substring, to child: UInt16) {
    let key = Step(parent: parent, name: name)
    guard children[key] == nil else {
      problems.append("\(name) stands twice")
      return
    }
    if parent > 0, name == "*" {
      nodes[Int(parent)].any = child
      nodes[Int(parent)].hasChildren = true
      return
    }
    children[key] = child
    nodes[Int(parent)].hasChildren = true
    let bytes = Array(name.utf8)
    var edge = ProductTables.Edge()
    edge.head = ProductBuilder.word(bytes.prefix(8))
    edge.tail = bytes.count > 8 ? ProductBuilder.word(bytes.suffix(8)) : 0
    edge.parent = parent
    edge.length = UInt16(bytes.count)
    edge.child = child
    edge.start = UInt32(letters.count)
    letters += bytes
    edges.append(edge)
    guard folds else { return }
    let small = Substring(name.prefix(1).lowercased() + name.dropFirst())
    if small != name, children[Step(parent: parent, name: small)] == nil {
      connect(parent, small, to: child)
    }
  }

  private mutating func write(_ text: String) -> Range<Int> {
    let start = letters.count
    letters += Array(text.utf8)
    return start..<letters.count
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func volume(
    _ product: Int, _ sent: Field, _ received: Field, _ sum: Field
  ) -> ProductTables.Volume? {
    func slot(_ field: Field) -> Int? {
      products[product].slots.firstIndex { $0.sense == .integer(field) }
    }
    guard let sent = slot(sent), let received = slot(received) else { return nil }
    return ProductTables.Volume(
      sent: sent, received: received, sum: slot(sum) ?? ProductTables.slotsMaximum)
  }

  private mutating func watch() {
    var uses = [Int](repeating: 0, count: markCount)
    for mark in signMarks { uses[Int(mark)] += 1 }
    var watchers = [[UInt16]](repeating: [], count: markCount)
    for (number, sign) in signs.enumerated() {
      let rarest = signMarks[sign.marks].min { uses[Int($0)] < uses[Int($1)] }
      if let rarest { watchers[Int(rarest)].append(UInt16(number)) }
    }
    for list in watchers {
      watches.append(watching.count..<watching.count + list.count)
      watching += list
    }
  }

  private mutating func finish() {
    watch()
    for place in products.indices {
      products[place].bytes = volume(place, .sourceBytes, .destinationBytes, .networkBytes)
      products[place].packets = volume(place, .sourcePackets, .destinationPackets, .networkPackets)
    }
    if markCount > ProductMarks.capacity { problems.append("too many marks") }
    for place in nodes.indices {
      let number = UInt16(place)
      nodes[place].uses = uses.count..<uses.count + (usesOfNode[number]?.count ?? 0)
      uses += usesOfNode[number] ?? []
      nodes[place].cases = cases.count..<cases.count + (casesOfNode[number]?.count ?? 0)
      cases += casesOfNode[number] ?? []
      let start = values.count
      for mark in marks[number] ?? [] {
        values.append(ProductTables.MarkValue(text: write(mark.text), bit: mark.bit))
      }
      markValues.append(start..<values.count)
    }
  }
}

extension Word {
  /// The words by their texts.
  fileprivate static let named = Dictionary(
    uniqueKeysWithValues: allCases.map { (Substring($0.text), $0) })
}

// Byte by byte: the tables are read when the first record of JSON arrives, while it waits.
extension Substring {
  /// What stands before and after the first `mark`, without blanks around.
  fileprivate func cut(at mark: UInt8) -> (Substring, Substring)? {
    guard let place = utf8.firstIndex(of: mark) else { return nil }
    return (self[..<place].trimmed, self[utf8.index(after: place)...].trimmed)
  }

  /// The texts between the marks.
  fileprivate func parts(at mark: UInt8, keepsEmpty: Bool = false) -> [Substring] {
    utf8.split(separator: mark, omittingEmptySubsequences: !keepsEmpty).map(Substring.init)
  }

  fileprivate var list: [Substring] { parts(at: UInt8(ascii: ",")).map(\.trimmed) }

  fileprivate var words: [Substring] { parts(at: UInt8(ascii: " ")) }

  fileprivate var trimmed: Substring {
    var text = utf8
    while text.first == UInt8(ascii: " ") { text.removeFirst() }
    while text.last == UInt8(ascii: " ") { text.removeLast() }
    return Substring(text)
  }

  /// A name in a path that holds a point has `~` for it.
  fileprivate var unquoted: Substring {
    guard utf8.contains(UInt8(ascii: "~")) else { return self }
    return Substring(String(map { $0 == "~" ? "." : $0 }))
  }
}
