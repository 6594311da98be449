import Detect
import Logs
import Rules

// The names and values that a decoder writes.

extension DecoderFile {
  /// What stands for a field in a map of keys, members, groups or columns.
  static func target(_ node: YAMLNode, _ problems: inout Problems) -> CustomTarget? {
    guard let text = node.text("a field", &problems) else { return nil }
    do throws(CustomSyntaxError) {
      let target = try CustomTarget.parse(text)
      check(target, node.place, &problems)
      return target
    } catch {
      report(error, "bad-field", in: node, &problems)
      return nil
    }
  }

  /// An error of the small language, at its place in the file where that is known.
  static func report(
    _ error: CustomSyntaxError, _ code: String, in node: YAMLNode, _ problems: inout Problems
  ) {
    let isQuoted = node.scalar?.style == .quoted
    let isBlock = node.scalar?.style == .block
    let place = isBlock ? node.place : node.place.advanced(by: error.offset + (isQuoted ? 1 : 0))
    problems.error(code, at: place, error.message, hint: error.hint)
  }

  /// Warns of names that look like a slip of the finger, and of kinds that a field cannot have.
  static func check(_ target: CustomTarget, _ place: Place, _ problems: inout Problems) {
    guard !target.isHidden, !target.name.isEmpty else { return }
    check(field: target.name, place, &problems)
    let type = Field(rawValue: target.name)?.type
    if type == .address, target.kind != .ip {
      problems.error(
        "wrong-kind", at: place, "'\(target.name)' holds addresses, not \(target.kind.rawValue)",
        hint: "write \(target.name), or a name such as source.address:host")
    }
    if target.kind == .host, !target.name.hasSuffix(".address"), !target.name.hasSuffix(".domain") {
      problems.error(
        "wrong-kind", at: place, "'host' needs a field that ends in .address or .domain",
        hint: "write source.address:host")
    }
    if target.kind == .transport, target.name != Field.networkTransport.rawValue {
      problems.error(
        "wrong-kind", at: place, "'transport' is the kind of network.transport alone")
    }
  }

  private static func check(field name: String, _ place: Place, _ problems: inout Problems) {
    if ["event.dataset", "event.original"].contains(name) {
      problems.error("reserved-field", at: place, "'\(name)' is written by the program itself")
    }
    guard Field(rawValue: name) == nil else { return }
    if let near = NearestName.of(name, in: Field.allCases.map(\.rawValue)),
      NearestName.isSlip(name, near)
    {
      problems.warning(
        "unknown-field", at: place, "'\(name)' is not an ECS field",
        hint: "did you mean '\(near)'?")
    }
  }

  /// Constant fields: a text, or several.
  static func constants(_ map: YAMLMap?, _ problems: inout Problems) -> [CustomConstant] {
    var constants: [CustomConstant] = []
    for entry in map?.entries ?? [] {
      check(field: entry.key, entry.keyPlace, &problems)
      if entry.key == Field.timestamp.rawValue
        || Field(rawValue: entry.key)?.type == .address
      {
        problems.error(
          "constant-field", at: entry.keyPlace, "'\(entry.key)' cannot be the same in all records")
      }
      for element in entry.value.elements {
        guard let text = element.text("'\(entry.key)'", &problems) else { continue }
        check(text, of: entry.key, element.place, &problems)
        constants.append(CustomConstant(entry.key, text))
      }
    }
    return constants
  }

  /// What values of fields mean: `{DROP: denied}`, or further fields `{DROP: {event.type: denied}}`.
  static func values(_ map: YAMLMap?, _ problems: inout Problems) -> [CustomValues] {
    (map?.entries ?? []).compactMap { field in
      let name = field.key.hasPrefix("?") ? String(field.key.dropFirst()) : field.key
      guard let meanings = field.value.map("'\(field.key)'", &problems) else { return nil }
      let entries = meanings.entries.map { entry in
        if let fields = entry.value.map {
          return CustomValues.Entry(
            entry.key, replacement: nil, fields: constants(fields, &problems))
        }
        let text = entry.value.text("'\(entry.key)'", &problems)
        if let text { check(text, of: name, entry.value.place, &problems) }
        return CustomValues.Entry(entry.key, replacement: text, fields: [])
      }
      return CustomValues(field: name, entries: entries)
    }
  }

  /// Reports a value that ECS does not allow in the field.
  private static func check(
    _ text: String, of field: String, _ place: Place, _ problems: inout Problems
  ) {
    if let known = Field(rawValue: field), known.type == .integer, UInt32(text) == nil {
      problems.error(
        "wrong-type", at: place, "'\(field)' must be a whole number, but is '\(text)'")
    }
    guard let allowed = allowedValues[field], !allowed.contains(text) else { return }
    problems.error(
      "unknown-value", at: place, "'\(field)' cannot be '\(text)'",
      hint: NearestName.hint(for: text, in: allowed)
        ?? "write one of \(allowed.joined(separator: ", "))")
  }

  /// What ECS allows (https://www.elastic.co/guide/en/ecs/current/ecs-category-field-values-reference.html).
  private static let allowedValues: [String: [String]] = [
    "event.kind": [
      "alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal",
    ],
    "event.category": [
      "api", "authentication", "configuration", "database", "driver", "email", "file", "host",
      "iam", "intrusion_detection", "library", "malware", "network", "package", "process",
      "registry", "session", "threat", "vulnerability", "web",
    ],
    "event.type": [
      "access", "admin", "allowed", "change", "connection", "creation", "deletion", "denied",
      "device", "end", "error", "group", "indicator", "info", "installation", "protocol", "start",
      "user",
    ],
    "event.outcome": ["success", "failure", "unknown"],
    "network.direction": [
      "ingress", "egress", "inbound", "outbound", "internal", "external", "unknown",
    ],
    "network.type": ["ipv4", "ipv6"],
  ]
}

extension NearestName {
  /// Whether two names differ by so little that one is likely a misspelling of the other.
  fileprivate static func isSlip(_ name: String, _ near: String) -> Bool {
    abs(name.utf8.count - near.utf8.count) <= 1 && name.utf8.first == near.utf8.first
      && zip(name.utf8, near.utf8).count(where: { $0 != $1 }) <= max(2, name.utf8.count / 2)
      && name.split(separator: ".").count == near.split(separator: ".").count
  }
}
