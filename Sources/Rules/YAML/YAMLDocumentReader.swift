internal import Yams

/// Reads one chunk: libyaml's tree to nodes with places, counted against the limits.
struct YAMLDocumentReader {
  let chunk: YAMLChunk
  let path: String
  let limits: YAML.Limits
  /// Nodes made so far, in this chunk and those before it.
  private(set) var nodes: Int

  init(chunk: YAMLChunk, path: String, limits: YAML.Limits, nodesBefore: Int) {
    self.chunk = chunk
    self.path = path
    self.limits = limits
    nodes = nodesBefore
  }

  mutating func read(_ problems: inout Problems) -> [YAMLNode] {
    if let offset = YAMLAliasKeys.firstOffset(in: Array(chunk.text.utf8)) {
      let found = Place.of(offset: offset, in: Array(chunk.text.utf8), path: path)
      problems.error(
        "yaml-alias-key", at: moved(found),
        "in a document with aliases, only plain or quoted text may be a key")
      return []
    }
    var documents: [YAMLNode] = []
    do {
      let parser = try Parser(
        yaml: chunk.text, resolver: .basic, constructor: .default, encoding: .utf8)
      while let root = try parser.nextRoot() {
        let node = try convert(root, depth: 1, place(of: root.mark))
        if !node.isNull { documents.append(node) }
      }
    } catch let failure as Failure {
      problems.error(failure.code, at: failure.place, failure.message, hint: failure.hint)
    } catch let error as YamlError {
      let failure = explain(error)
      problems.error(failure.code, at: failure.place, failure.message, hint: failure.hint)
    } catch {
      problems.error("yaml-syntax", at: moved(Place(path: path, line: 1)), "not YAML: \(error)")
    }
    return documents
  }

  struct Failure: Error {
    let code: String
    let place: Place
    let message: String
    var hint: String?
  }

  /// The place in the file of a place in the chunk.
  func moved(_ place: Place) -> Place {
    Place(path: path, line: place.line + chunk.linesBefore, column: place.column)
  }

  func place(of mark: Mark?) -> Place {
    moved(Place(path: path, line: mark?.line ?? 1, column: mark?.column ?? 1))
  }

  private mutating func convert(
    _ node: Node, depth: Int, _ fallback: Place
  ) throws(Failure) -> YAMLNode {
    let place = node.mark.map { self.place(of: $0) } ?? fallback
    nodes += 1
    guard nodes <= limits.nodes else {
      throw Failure(
        code: "yaml-too-many-values", place: place,
        message: "the file has more than \(limits.nodes) values, aliases counted at each use")
    }
    guard depth <= limits.depth else {
      throw tooDeep(at: place)
    }
    switch node {
    case .scalar(let scalar): return YAMLNode(.scalar(try typed(scalar, place)), at: place)
    case .sequence(let sequence):
      try check(sequence.tag, is: "seq", place)
      var list: [YAMLNode] = []
      list.reserveCapacity(sequence.count)
      for element in sequence { list.append(try convert(element, depth: depth + 1, place)) }
      return YAMLNode(.list(list), at: place)
    case .mapping(let mapping):
      try check(mapping.tag, is: "map", place)
      var entries: [YAMLMap.Entry] = []
      entries.reserveCapacity(mapping.count)
      for pair in mapping { entries.append(try entry(pair, depth: depth + 1, place)) }
      return YAMLNode(.map(YAMLMap(entries, at: place)), at: place)
    case .alias:
      throw Failure(code: "yaml-syntax", place: place, message: "an alias that leads nowhere")
    }
  }

  private mutating func entry(
    _ pair: (key: Node, value: Node), depth: Int, _ mapPlace: Place
  ) throws(Failure) -> YAMLMap.Entry {
    let keyPlace = pair.key.mark.map { place(of: $0) } ?? mapPlace
    guard case .scalar(let key) = pair.key else {
      throw Failure(code: "yaml-key", place: keyPlace, message: "a key must be text")
    }
    if key.string == "<<", key.style == .plain {
      throw Failure(
        code: "yaml-merge", place: keyPlace, message: "merge keys ('<<') are not supported",
        hint: "write the keys out")
    }
    let value = try convert(pair.value, depth: depth, keyPlace)
    let isQuoted = key.style == .singleQuoted || key.style == .doubleQuoted
    return YAMLMap.Entry(
      key: key.string, keyPlace: keyPlace, keyIsQuoted: isQuoted, value: value)
  }

  private func check(_ tag: Tag, is name: String, _ place: Place) throws(Failure) {
    let text = tag.description
    guard text.isEmpty || text == "!" || text == "tag:yaml.org,2002:\(name)" else {
      throw unsupported(tag: text, place)
    }
  }

  private func unsupported(tag: String, _ place: Place) -> Failure {
    Failure(
      code: "yaml-tag", place: place, message: "the tag '\(tag)' is not supported",
      hint: "leave it out, or quote the value")
  }

  private func typed(_ scalar: Node.Scalar, _ place: Place) throws(Failure) -> YAMLScalar {
    let style: YAMLScalar.Style =
      switch scalar.style {
      case .any, .plain: .plain
      case .singleQuoted, .doubleQuoted: .quoted
      case .literal, .folded: .block
      }
    let tag = scalar.tag.description
    let plain = YAMLScalar.value(ofPlain: scalar.string)
    switch (tag, plain) {
    case ("", _): return YAMLScalar(scalar.string, style: style)
    case ("!", _), ("tag:yaml.org,2002:str", _):
      return YAMLScalar(scalar.string, style: style, value: .text(scalar.string))
    case ("tag:yaml.org,2002:int", .whole), ("tag:yaml.org,2002:float", .decimal),
      ("tag:yaml.org,2002:bool", .boolean), ("tag:yaml.org,2002:null", .null):
      return YAMLScalar(scalar.string, style: style, value: plain)
    default: throw unsupported(tag: tag, place)
    }
  }
}
