import Detect
private import Foundation
import Logs

/// One message of a proposal.
struct ProposedMessage {
  /// Its entry in `messages`.
  let yaml: String
  /// The fields that it writes, without kinds.
  let targets: [String]
  /// The place of a record that has this shape.
  let sample: Int

  /// The field's name alone.
  static func name(of target: String) -> String {
    String(target.drop { $0 == "?" || $0 == "+" }.prefix { $0 != ":" })
  }

  /// What a value is, taken as a whole.
  static func kind(of values: [String]) -> SampleToken.Kind {
    let kinds = Set(
      values.map { value -> SampleToken.Kind in
        let tokens = SampleTokens.of(value)
        return tokens.count == 1 && tokens[0].kind != .quoted ? tokens[0].kind : .other
      })
    return kinds.count == 1 ? kinds.first ?? .other : .other
  }

  // MARK: key=value

  static func keyValue(_ messages: [String], prefix: String) -> ProposedMessage? {
    for separator in [" ", ",", ";", "|", "\t"] {
      let pairs = messages.map { Self.pairs(of: $0, separator: Character(separator)) }
      guard pairs.allSatisfy({ $0.count >= 3 }) else { continue }
      var guess = FieldGuess(prefix: prefix)
      var targets: [String] = []
      var lines: [String] = []
      var seen: Set<String> = []
      for key in pairs.joined().map(\.key) where seen.insert(key).inserted {
        let values = pairs.joined().filter { $0.key == key }.map(\.value).filter { !$0.isEmpty }
        guard !values.isEmpty, lines.count < 60 else { continue }
        let target = guess.target(
          hint: key, kind(of: values), samples: values, isInPattern: false)
        targets.append(name(of: target))
        lines.append("        \(YAMLText.quoted(key)): \(YAMLText.quoted(target))\n")
      }
      let everywhere = seen.filter { key in pairs.allSatisfy { $0.contains { $0.key == key } } }
      guard !everywhere.isEmpty, !lines.isEmpty else { continue }
      let required = pairs[0].map(\.key).filter(everywhere.contains).prefix(3)
      var yaml = "  - keyvalue:\n"
      if separator != " " { yaml += "      separator: \(YAMLText.quoted(separator))\n" }
      yaml += "      required: [\(required.map(YAMLText.quoted).joined(separator: ", "))]\n"
      yaml += "      keys:\n" + lines.joined()
      return ProposedMessage(yaml: yaml, targets: targets, sample: 0)
    }
    return nil
  }

  /// The pairs of a message; none when words without `=` outnumber them.
  private static func pairs(
    of message: String, separator: Character
  ) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    var others = 0
    var isQuoted = false
    var parts: [String] = [""]
    for character in message {
      if character == "\"" { isQuoted.toggle() }
      if character == separator, !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    for part in parts.map({ $0.trimmingCharacters(in: .whitespaces) }) where !part.isEmpty {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let isKey = halves[0].utf8.allSatisfy {
        ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "_-.".utf8.contains($0)
      }
      guard halves.count == 2, isKey, !halves[0].isEmpty else {
        others += 1
        continue
      }
      let value = halves[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      pairs.append((String(halves[0]), value))
    }
    return others > pairs.count ? [] : pairs
  }

  // MARK: CSV

  static func csv(_ messages: [String], prefix: String) -> ProposedMessage? {
    for separator in [",", ";", "|", "\t"] {
      let rows = messages.map {
        $0.split(separator: Character(separator), omittingEmptySubsequences: false).map {
          $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
        }
      }
      let count = rows[0].count
      guard count >= 5, rows.allSatisfy({ $0.count == count }) else { continue }
      var guess = FieldGuess(prefix: prefix)
      var targets: [String] = []
      let columns = (0..<count).map { column in
        let values = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "-" }
        guard !values.isEmpty else { return "~" }
        let target = guess.target(
          hint: "column\(column + 1)", kind(of: values), samples: values, isInPattern: false)
        targets.append(name(of: target))
        return YAMLText.quoted(target)
      }
      var yaml = "  - csv:\n"
      if separator != "," { yaml += "      separator: \(YAMLText.quoted(separator))\n" }
      yaml += "      minimum: \(count)\n"
      yaml += "      columns: [\(columns.joined(separator: ", "))]\n"
      return ProposedMessage(yaml: yaml, targets: targets, sample: 0)
    }
    return nil
  }

  // MARK: JSON

  static func json(_ messages: [String], prefix: String) -> ProposedMessage? {
    let objects = messages.compactMap { message in
      (try? JSONSerialization.jsonObject(with: Data(message.utf8))) as? [String: Any]
    }
    guard objects.count == messages.count else { return nil }
    var members: [String: [String]] = [:]
    for object in objects { collect(object, "", &members) }
    var guess = FieldGuess(prefix: prefix)
    var targets: [String] = []
    var lines = ""
    for (path, values) in members.sorted(by: { $0.key < $1.key }).prefix(60) {
      let last = path.split(separator: ".").last.map(String.init) ?? path
      let target = guess.target(hint: last, kind(of: values), samples: values, isInPattern: false)
      targets.append(name(of: target))
      lines += "        \(YAMLText.quoted(path)): \(YAMLText.quoted(target))\n"
    }
    let everywhere = members.filter { $0.value.count >= objects.count }.map(\.key).sorted()
    guard !lines.isEmpty, !everywhere.isEmpty else { return nil }
    let required = everywhere.prefix(4).map(YAMLText.quoted).joined(separator: ", ")
    let yaml = "  - json:\n      required: [\(required)]\n      members:\n" + lines
    return ProposedMessage(yaml: yaml, targets: targets, sample: 0)
  }

  /// The scalars of an object by their paths; names with a dot have no path.
  private static func collect(
    _ object: [String: Any], _ path: String, _ members: inout [String: [String]]
  ) {
    for (key, value) in object where !key.contains(".") && !key.isEmpty {
      let full = path.isEmpty ? key : "\(path).\(key)"
      switch value {
      case let inner as [String: Any]: collect(inner, full, &members)
      case let text as String: members[full, default: []].append(text)
      case let number as NSNumber: members[full, default: []].append(number.stringValue)
      default: break
      }
    }
  }
}
