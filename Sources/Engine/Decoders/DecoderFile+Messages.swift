import Detect
import Logs
import Rules

extension DecoderFile {
  /// The messages of a decoder: those of `messages`, or the one that stands in the decoder itself.
  static func messages(_ map: YAMLMap, _ problems: inout Problems) -> [CustomMessage] {
    let own = bodyKeys.filter { map[$0] != nil }
    guard let list = map.list("messages", &problems) else {
      if own.isEmpty, map["messages"] == nil {
        problems.error(
          "missing-key", at: map.place, "nothing says how a record is read",
          hint: "write one of pattern, keyvalue, csv, json, regex, or several under messages")
        return []
      }
      return message(map, isDecoder: true, &problems).map { [$0] } ?? []
    }
    if let key = own.first {
      problems.error(
        "misplaced-key", at: map.entry(key)?.keyPlace ?? map.place,
        "'\(key)' stands beside 'messages'", hint: "move it into one of the messages")
    }
    if list.isEmpty || list.count > CustomDecoder.messagesMaximum {
      problems.error(
        "message-count", at: map["messages"]?.place ?? map.place,
        "a decoder has 1 to \(CustomDecoder.messagesMaximum) messages, not \(list.count)")
    }
    return list.compactMap { node in
      guard let map = node.map("a message", &problems) else { return nil }
      map.reportUnknownKeys(besides: messageKeys, &problems)
      return message(map, isDecoder: false, &problems)
    }
  }

  /// - Parameter isDecoder: Whether the decoder itself is the message, which then has read the keys
  ///   that both may have.
  private static func message(
    _ map: YAMLMap, isDecoder: Bool, _ problems: inout Problems
  ) -> CustomMessage? {
    let before = problems.errorCount
    var message = CustomMessage()
    if !isDecoder {
      message.starts = literals("starts", map, &problems)
      message.contains = literals("contains", map, &problems)
      message.source = source(map, &problems)
      message.fields = constants(map.map("fields", &problems), &problems)
      message.values = values(map.map("values", &problems), &problems)
    }
    if let node = map["pattern"] { message.pattern = pattern(node, &problems) }
    message.body = body(map, &problems)
    if problems.errorCount > before { return nil }
    check(message, map, &problems)
    return message
  }

  private static func pattern(_ node: YAMLNode, _ problems: inout Problems) -> CustomPattern? {
    guard let text = node.text("'pattern'", &problems) else { return nil }
    do throws(CustomSyntaxError) {
      let pattern = try CustomPattern(text)
      for target in pattern.targets { check(target, node.place, &problems) }
      warnOfInjection(pattern, node.place, &problems)
      return pattern
    } catch {
      report(error, "bad-pattern", in: node, &problems)
      return nil
    }
  }

  /// A piece that ends at the first of some text can be made to end early by whoever chooses what
  /// is in it, and what comes after it moves.
  private static func warnOfInjection(
    _ pattern: CustomPattern, _ place: Place, _ problems: inout Problems
  ) {
    var open: String?
    for (index, part) in pattern.parts.enumerated() {
      guard case .piece(let target, _) = part else { continue }
      if [.ip, .host].contains(target.kind), target.name.hasPrefix("source."), let open {
        problems.warning(
          "injection", at: place,
          "who chooses the text of '%{\(open)}' can put another '\(target.name)' into it",
          hint: "write %{\(open):last}, or :word if it cannot hold blanks")
        return
      }
      let isFree = target.kind == .text && index + 1 < pattern.parts.count
      if isFree { open = open ?? target.name }
    }
  }

  private static func body(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> CustomMessage.Body? {
    let present = ["keyvalue", "csv", "json", "regex"].filter { map[$0] != nil }
    if present.count > 1 {
      problems.error(
        "two-bodies", at: map.entry(present[1])?.keyPlace ?? map.place,
        "'\(present[0])' and '\(present[1])' cannot read the same message",
        hint: "make two messages of them")
      return nil
    }
    if let node = map["groups"], map["regex"] == nil {
      problems.error(
        "misplaced-key", at: node.place, "'groups' is for 'regex', which is not there")
    }
    switch present.first {
    case "keyvalue":
      return map.map("keyvalue", &problems).map { .keyValue(keyValue($0, &problems)) }
    case "csv": return map.map("csv", &problems).map { .csv(csv($0, &problems)) }
    case "json": return map.map("json", &problems).map { .json(json($0, &problems)) }
    case "regex": return map["regex"].flatMap { expression($0, map, &problems) }
    default: return nil
    }
  }

  /// Reports bodies and patterns that do not go together.
  private static func check(
    _ message: CustomMessage, _ map: YAMLMap, _ problems: inout Problems
  ) {
    guard let pattern = message.pattern else { return }
    let place = map["pattern"]?.place ?? map.place
    if message.body != nil, !pattern.hasRest {
      problems.error(
        "no-rest", at: place, "the pattern hands nothing to what stands beside it",
        hint: "write %{*} where the part to be read on stands")
    }
    if message.body == nil, pattern.hasRest {
      problems.error(
        "no-body", at: place, "nothing reads %{*}",
        hint: "write keyvalue, csv, json or regex beside the pattern, or %{} to pass over it")
    }
  }
}

extension DecoderFile {
  private static func keyValue(_ map: YAMLMap, _ problems: inout Problems) -> CustomKeyValue {
    map.reportUnknownKeys(
      besides: ["separator", "assign", "quote", "spaces", "keys", "required"], &problems)
    var made = CustomKeyValue()
    made.separator = byte("separator", map, &problems) ?? made.separator
    made.assign = byte("assign", map, &problems) ?? made.assign
    made.quote = byte("quote", map, &problems) ?? made.quote
    made.hasSpaces = map.boolean("spaces", &problems) ?? false
    for entry in map.required("keys", &problems)?.map("'keys'", &problems)?.entries ?? [] {
      if let target = target(entry.value, &problems) { made.keys.append((entry.key, target)) }
    }
    made.required = map.texts("required", &problems) ?? []
    for name in made.required where !made.keys.contains(where: { $0.name == name }) {
      problems.error(
        "unknown-key-name", at: map["required"]?.place ?? map.place,
        "the required key '\(name)' is not one of 'keys'",
        hint: NearestName.hint(for: name, in: made.keys.map(\.name)))
    }
    if made.separator == made.assign {
      problems.error(
        "same-separator", at: map.place, "'separator' and 'assign' are the same character")
    }
    return made
  }

  private static func csv(_ map: YAMLMap, _ problems: inout Problems) -> CustomCSV {
    map.reportUnknownKeys(besides: ["separator", "quote", "columns", "minimum"], &problems)
    var made = CustomCSV()
    made.separator = byte("separator", map, &problems) ?? made.separator
    made.quote = byte("quote", map, &problems) ?? made.quote
    let columns = map.required("columns", &problems)?.list("'columns'", &problems) ?? []
    if columns.count > 512 {
      problems.error("too-many-columns", at: map.place, "there may be at most 512 columns")
    }
    for node in columns {
      if node.isNull {
        made.columns.append(.skip)
      } else if let text = node.scalar?.text, text.hasPrefix("=") {
        made.columns.append(.literal(String(text.dropFirst())))
      } else if let target = target(node, &problems) {
        made.columns.append(.target(target))
      }
    }
    made.columnsMinimum =
      map.whole("minimum", in: 1...max(1, columns.count), &problems) ?? columns.count
    return made
  }

  private static func json(_ map: YAMLMap, _ problems: inout Problems) -> CustomJSON {
    map.reportUnknownKeys(besides: ["members", "required"], &problems)
    var made = CustomJSON()
    for entry in map.required("members", &problems)?.map("'members'", &problems)?.entries ?? [] {
      guard let target = target(entry.value, &problems),
        let path = path(entry.key, entry.keyPlace, &problems)
      else { continue }
      made.members.append((path, target))
    }
    guard let node = map["required"] else { return made }
    if let values = node.map {
      for entry in values.entries {
        guard let path = path(entry.key, entry.keyPlace, &problems) else { continue }
        let value = entry.value.isNull ? nil : entry.value.text("'\(entry.key)'", &problems)
        made.required.append((path, value))
      }
    } else {
      for text in node.texts("'required'", &problems) {
        if let path = path(text, node.place, &problems) { made.required.append((path, nil)) }
      }
    }
    return made
  }

  /// `request.headers.host`, also with the `$.` of JSONPath before it.
  private static func path(
    _ text: String, _ place: Place, _ problems: inout Problems
  ) -> [String]? {
    let inner = text.hasPrefix("$.") ? text.dropFirst(2) : text[...]
    let names = inner.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard names.allSatisfy({ !$0.isEmpty && !$0.contains("[") && !$0.contains("*") }) else {
      problems.error(
        "bad-path", at: place, "'\(text)' is not a path",
        hint: "write names joined by dots, such as request.remote_ip; arrays need no index")
      return nil
    }
    return names
  }

  private static func expression(
    _ node: YAMLNode, _ map: YAMLMap, _ problems: inout Problems
  ) -> CustomMessage.Body? {
    guard let text = node.text("'regex'", &problems) else { return nil }
    let compiled: RegularExpression
    do throws(RegularExpressionError) {
      compiled = try RegularExpression(Expression(text))
    } catch {
      problems.error("bad-regex", at: node.place, "this does not compile: \(error)")
      return nil
    }
    let named = map.map("groups", &problems)
    var groups: [(number: Int, target: CustomTarget)] = []
    for (name, number) in compiled.groupNames {
      if let node = named?[name] {
        if let target = target(node, &problems) { groups.append((number, target)) }
      } else if let field = Field.allCases.first(where: {
        $0.rawValue.replacing(".", with: "_") == name
      }) {
        groups.append(
          (number, CustomTarget(field.rawValue, CustomTarget.standardKind(of: field.rawValue))))
      } else {
        problems.error(
          "unknown-group", at: node.place, "the group '\(name)' names no field",
          hint: "write groups: {\(name): field}, or an ECS name with _ for each dot (source_ip)")
      }
    }
    for entry in named?.entries ?? []
    where !compiled.groupNames.contains(where: { $0.name == entry.key }) {
      problems.error(
        "unknown-group", at: entry.keyPlace, "the expression has no group '\(entry.key)'",
        hint: NearestName.hint(for: entry.key, in: compiled.groupNames.map(\.name)))
    }
    return .expression(compiled, groups: groups)
  }

  /// One ASCII character, or nothing for `none`.
  private static func byte(
    _ key: String, _ map: YAMLMap, _ problems: inout Problems
  ) -> UInt8? {
    guard let text = map.text(key, &problems) else { return nil }
    if text == "none" { return 0 }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else {
      problems.error(
        "bad-character", at: map[key]?.place ?? map.place, "'\(key)' is '\(text)'",
        hint: "write one ASCII character in quotes, \"\\t\" for a tab, none for no quotes")
      return nil
    }
    return byte
  }
}
