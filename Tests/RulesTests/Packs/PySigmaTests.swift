import Detect
private import Foundation
import Rules
import Support
import Testing

private let corpus = SharedData.file(in: "data", prefix: "sigmahq-", suffix: ".tar.gz")
/// A Python interpreter that has pySigma.
private let python = ProcessInfo.processInfo.environment["DETECTD_PYSIGMA"]

/// What pySigma, the reference implementation, reads in every published rule.
@Suite struct PySigmaTests {
  @Test(
    .enabled(if: corpus != nil, "there is no shared/data/sigmahq-*.tar.gz beside the clone"),
    .enabled(if: python != nil, "DETECTD_PYSIGMA names no Python with pySigma"))
  func `conditions and values are those of pySigma, but for the listed`() throws {
    try SharedData.withUnpacked(try #require(corpus)) { folder in
      var different: [String: String] = [:]
      var count = 0
      var understood = 0
      for line in try answers(folder).split(separator: "\n") {
        let answer = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let path = try #require(answer?["path"] as? String)
        let theirs = (answer?["condition"]).flatMap { Shape(json: $0) }?.canonical
        let ours = try own(path)
        count += 1
        if theirs != nil, ours != nil { understood += 1 }
        if theirs?.text != ours?.text {
          let name = String(path.dropFirst(folder.count + 1))
          different[name] = "ours \(ours?.text ?? "refused"), theirs \(theirs?.text ?? "refused")"
        }
      }
      print(
        "pySigma: \(count - different.count) of \(count) rules agree,",
        "\(understood) are understood by both")
      #expect(understood > 3700)
      let listed = try listed()
      for (name, what) in different.sorted(by: { $0.key < $1.key }) where !listed.contains(name) {
        Issue.record("\(name): \(what.prefix(2000))")
      }
      #expect(listed.subtracting(different.keys) == [], "these agree now")
    }
  }

  private func conformance(_ name: String) -> URL {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "Tests/Conformance").appending(path: name)
  }

  private func answers(_ folder: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments =
      [conformance("pysigma.py").path]
      + ["rules", "rules-emerging-threats", "rules-threat-hunting"].map { "\(folder)/\($0)" }
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  /// Paths in the list of differences: what stands before a line's first colon.
  private func listed() throws -> Set<String> {
    let text = try String(contentsOf: conformance("pysigma-differences.txt"), encoding: .utf8)
    return Set(
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
        $0.split(separator: ":").first.map(String.init)
      })
  }

  /// The rule as it is lowered for a log source without names of its own.
  private func own(_ path: String) throws -> Shape? {
    var problems = Problems()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    guard let node = YAML.documents(in: bytes, path: path, &problems).first,
      case .rule(let rule)? = SigmaDocument.read(node, &problems)
    else { return nil }
    var lowering = RuleLowering()
    let source = LogSourceSelector(product: "none")
    guard let condition = lowering.condition(of: rule.detection, for: source) else { return nil }
    return Shape(condition, lowering.fields.names).canonical
  }
}

/// A condition in the form in which both sides are compared: nested groups of one kind are one, and
/// the order and the number of equal parts do not matter.
private indirect enum Shape {
  case all([Shape])
  case any([Shape])
  case not(Shape)
  case test(String)

  init(_ condition: Condition, _ names: FieldNames) {
    switch condition {
    case .all(let parts): self = .all(parts.map { Shape($0, names) })
    case .any(let parts): self = .any(parts.map { Shape($0, names) })
    case .not(let part): self = .not(Shape(part, names))
    case .test(let predicate):
      let text = listing(condition, names)
      guard case .text(let pattern) = predicate.test, pattern.tokens.contains(.dash) else {
        self = .test(text)
        return
      }
      self = .any(
        ["-", "/", "\\xe2\\x80\\x93", "\\xe2\\x80\\x94", "\\xe2\\x80\\x95"].reduce(into: []) {
          Shape.spell($1, text, &$0)
        })
    }
  }

  /// Adds each way to write the dashes of the text of which the first is `dash`.
  private static func spell(_ dash: String, _ text: String, _ shapes: inout [Shape]) {
    guard let place = text.firstRange(of: "<dash>") else {
      shapes.append(.test(text))
      return
    }
    let rest = text.replacingCharacters(in: place, with: dash)
    guard rest.contains("<dash>") else {
      shapes.append(.test(rest))
      return
    }
    for next in ["-", "/", "\\xe2\\x80\\x93", "\\xe2\\x80\\x94", "\\xe2\\x80\\x95"] {
      spell(next, rest, &shapes)
    }
  }

  /// Of what the script prints.
  init?(json: Any) {
    guard let object = json as? [String: Any] else { return nil }
    func list(_ key: String) -> [Shape]? {
      (object[key] as? [Any])?.compactMap { Shape(json: $0) }
    }
    if let parts = list("and") {
      self = .all(parts)
    } else if let parts = list("or") {
      self = .any(parts)
    } else if let part = object["not"], let inner = Shape(json: part) {
      self = .not(inner)
    } else if let test = object["test"] as? String {
      func canonical(_ name: String) -> String {
        FieldNames.ecs.id(of: name).map(FieldNames.ecs.name) ?? name
      }
      let field = (object["field"] as? String).map(canonical) ?? "anywhere"
      let other = (object["other"] as? String).map { " " + canonical($0) } ?? ""
      self = .test("\(field) \(test)\(other)")
    } else {
      return nil
    }
  }

  var canonical: Shape {
    switch self {
    case .all(let parts): Shape.group(parts, isAll: true)
    case .any(let parts): Shape.group(parts, isAll: false)
    case .not(let part): .not(part.canonical)
    case .test: self
    }
  }

  private static func group(_ parts: [Shape], isAll: Bool) -> Shape {
    var flat: [String: Shape] = [:]
    for part in parts.map(\.canonical) {
      switch (part, isAll) {
      case (.all(let inner), true), (.any(let inner), false):
        for shape in inner { flat[shape.text] = shape }
      default: flat[part.text] = part
      }
    }
    let sorted = flat.sorted { $0.key < $1.key }.map(\.value)
    return sorted.count == 1 ? sorted[0] : isAll ? .all(sorted) : .any(sorted)
  }

  var text: String {
    switch self {
    case .all(let parts): "(" + parts.map(\.text).joined(separator: " and ") + ")"
    case .any(let parts): "(" + parts.map(\.text).joined(separator: " or ") + ")"
    case .not(let part): "not " + part.text
    case .test(let text): text
    }
  }
}
