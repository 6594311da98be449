import Detect

/// Makes the flat tables of a ``CustomProgram`` from a description that was checked.
struct CustomCompiler {
  var messages: [CustomProgram.Message] = []
  var starts = 0..<0
  var contains = 0..<0
  var steps: [CustomProgram.Step] = []
  var targets: [CustomProgram.Target] = []
  var slotTargets: [Int] = []
  var literals: [CustomProgram.Literal] = []
  var bytes: [UInt8] = []
  var constants: [CustomProgram.Constant] = []
  var tables: [CustomProgram.ValueTable] = []
  var timeFormats: [CustomTimeFormat] = []
  var absent = NameTable([])
  var keyValues: [KeyValueCode] = []
  var csvs: [CSVCode] = []
  var jsons: [JSONCode] = []
  var expressions: [ExpressionCode] = []

  private var texts: ConstantText
  private var sources: [LogSource]
  /// The tables of the message under way, by field.
  private var tableOf: [String: Int] = [:]
  private var slotOf: [String: Int] = [:]

  /// - Parameters:
  ///   - texts: The constants of all decoders, which grow.
  ///   - sources: The log sources of all decoders, which grow.
  init(_ decoder: CustomDecoder, _ texts: inout ConstantText, _ sources: inout [LogSource]) {
    self.texts = texts
    self.sources = sources
    absent = NameTable(decoder.absent.map { ($0, 0) })
    starts = add(texts: decoder.starts)
    contains = add(texts: decoder.contains)
    let shared = add(decoder.values)
    for message in decoder.messages { add(message, of: decoder, shared) }
    texts = self.texts
    sources = self.sources
  }

  private mutating func add(
    _ message: CustomMessage, of decoder: CustomDecoder, _ shared: [String: Int]
  ) {
    tableOf = shared.merging(add(message.values)) { $1 }
    slotOf = [:]
    let firstSlot = slotTargets.count
    var made = CustomProgram.Message()
    made.starts = add(texts: message.starts)
    made.contains = add(texts: message.contains + requiredKeys(of: message.body))
    made.source = add(message.source ?? decoder.source)
    // A field that the message gives replaces the decoder's.
    let own = Set(message.fields.map(\.field))
    made.constants = add(decoder.fields.filter { !own.contains($0.field) } + message.fields)
    if let pattern = message.pattern { made.steps = add(pattern) }
    switch message.body {
    case nil: break
    case .keyValue(let body): made.body = .keyValue(add(body))
    case .csv(let body): made.body = .csv(add(body))
    case .json(let body): made.body = .json(add(body))
    case .expression(let expression, let groups):
      expressions.append(
        ExpressionCode(
          expression: expression,
          groups: groups.map { ExpressionCode.Group(number: $0.number, target: add($0.target)) }))
      made.body = .expression(expressions.count - 1)
    }
    made.slots = firstSlot..<slotTargets.count
    messages.append(made)
  }

  /// The keys without which a body is none: looking for them costs less than reading the pairs of
  /// a record of another format.
  private func requiredKeys(of body: CustomMessage.Body?) -> [String] {
    if case .keyValue(let body)? = body { body.required } else { [] }
  }

  private mutating func add(_ source: LogSource) -> UInt16 {
    let place = sources.firstIndex(of: source) ?? sources.count
    if place == sources.count { sources.append(source) }
    return UInt16(place)
  }
}

extension CustomCompiler {
  private mutating func add(texts list: [String]) -> Range<Int> {
    let first = literals.count
    for text in list { _ = add(literal: text) }
    return first..<literals.count
  }

  private mutating func add(literal text: String) -> Int {
    let content = Array(text.utf8)
    let first = content.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    literals.append(
      CustomProgram.Literal(first: first, start: bytes.count, count: content.count))
    bytes += content
    return literals.count - 1
  }

  private mutating func add(_ pattern: CustomPattern) -> Range<Int> {
    let first = steps.count
    var isPadded = false
    for (index, part) in pattern.parts.enumerated() {
      var following = -1
      if index + 1 < pattern.parts.count, case .text(let text) = pattern.parts[index + 1] {
        following = add(literal: text)
      }
      switch part {
      case .text(let text):
        let literal = add(literal: text)
        steps.append(CustomProgram.Step(code: .literal, literal: literal))
        if isPadded { steps.append(CustomProgram.Step(code: .repeated, literal: literal)) }
        isPadded = false
      case .piece(let target, let padded):
        isPadded = padded
        steps.append(
          CustomProgram.Step(
            code: .piece, target: add(target), literal: following, isPadded: padded))
      case .rest: steps.append(CustomProgram.Step(code: .rest, literal: following))
      }
    }
    return first..<steps.count
  }

  private mutating func add(_ target: CustomTarget) -> Int {
    var made = CustomProgram.Target()
    made.kind = target.kind
    made.isHidden = target.isHidden || target.name.isEmpty
    made.isTimestamp = target.isTime
    made.values = tableOf[target.name] ?? -1
    if let format = target.timeFormat {
      timeFormats.append(format)
      made.timeFormat = timeFormats.count - 1
    }
    if target.kind == .host {
      let prefix = target.name.split(separator: ".").dropLast().joined(separator: ".")
      made.field = field(target.name.hasSuffix(".address") ? prefix + ".domain" : target.name)
      made.address = field(prefix + ".ip")
    } else if !made.isHidden {
      made.field = field(target.name)
    }
    if target.appends {
      let slot = slotOf[target.name]
      made.slot = slot ?? slotOf.count
      if slot == nil {
        slotOf[target.name] = made.slot
        slotTargets.append(targets.count)
      }
    }
    targets.append(made)
    return targets.count - 1
  }

  private mutating func field(_ name: String) -> CustomProgram.FieldRef {
    var made = CustomProgram.FieldRef(name: texts.number(of: name))
    if let field = Field(rawValue: name) { made.id = FieldID(field) }
    return made
  }

  private mutating func add(_ list: [CustomConstant]) -> Range<Int> {
    let first = constants.count
    for constant in list {
      var made = CustomProgram.Constant(
        field: field(constant.field), text: texts.number(of: constant.text))
      if let known = Field(rawValue: constant.field), known.type == .integer,
        let number = UInt32(constant.text)
      {
        made.kind = .integer
        made.value = number
      }
      constants.append(made)
    }
    return first..<constants.count
  }

  private mutating func add(_ values: [CustomValues]) -> [String: Int] {
    var places: [String: Int] = [:]
    for value in values {
      var table = CustomProgram.ValueTable()
      var names: [(text: String, number: Int)] = []
      for entry in value.entries {
        var made = CustomProgram.ValueTable.Entry()
        if let text = entry.replacement {
          made.replacement = add([CustomConstant(value.field, text)]).lowerBound
        }
        made.constants = add(entry.fields)
        table.entries.append(made)
        if entry.text == "*" {
          table.other = table.entries.count - 1
        } else {
          names.append((entry.text, table.entries.count - 1))
        }
      }
      table.names = NameTable(names, folds: true)
      tables.append(table)
      places[value.field] = tables.count - 1
    }
    return places
  }
}

extension CustomCompiler {
  private mutating func add(_ body: CustomKeyValue) -> Int {
    let required = body.keys.prefix(64).enumerated().reduce(UInt64(0)) { bits, key in
      body.required.contains(key.element.name) ? bits | 1 << UInt64(key.offset) : bits
    }
    let names = NameTable(body.keys.enumerated().map { ($1.name, $0) })
    keyValues.append(
      KeyValueCode(
        separator: body.separator, assign: body.assign, quote: body.quote,
        hasSpaces: body.hasSpaces, names: names, targets: body.keys.map { add($0.target) },
        required: required))
    return keyValues.count - 1
  }

  private mutating func add(_ body: CustomCSV) -> Int {
    let columns = body.columns.map { column in
      switch column {
      case .skip: CSVCode.Column()
      case .target(let target): CSVCode.Column(target: add(target))
      case .literal(let text): CSVCode.Column(literal: add(literal: text))
      }
    }
    csvs.append(
      CSVCode(
        separator: body.separator, quote: body.quote, columns: columns,
        columnsMinimum: body.columnsMinimum))
    return csvs.count - 1
  }

  private mutating func add(_ body: CustomJSON) -> Int {
    var tree = JSONTree()
    for (index, requirement) in body.required.prefix(64).enumerated() {
      let node = tree.node(requirement.path)
      tree.nodes[node].required = 1 << UInt64(index)
      if let value = requirement.value { tree.nodes[node].literal = add(literal: value) }
    }
    for member in body.members { tree.nodes[tree.node(member.path)].target = add(member.target) }
    let required = body.required.prefix(64).indices.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
    jsons.append(JSONCode(nodes: tree.finish(), required: required))
    return jsons.count - 1
  }

  /// Member names on their way to a tree.
  private struct JSONTree {
    var nodes = [JSONCode.Node()]
    private var children: [[(text: String, number: Int)]] = [[]]

    mutating func node(_ path: [String]) -> Int {
      var place = 0
      for name in path {
        if let child = children[place].first(where: { $0.text == name }) {
          place = child.number
          continue
        }
        children[place].append((name, nodes.count))
        place = nodes.count
        nodes.append(JSONCode.Node())
        children.append([])
      }
      return place
    }

    func finish() -> [JSONCode.Node] {
      zip(nodes, children).map { node, children in
        var node = node
        node.children = NameTable(children)
        node.hasChildren = !children.isEmpty
        return node
      }
    }
  }
}
