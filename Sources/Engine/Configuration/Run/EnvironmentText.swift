private import Glibc
import Rules

/// `${NAME}` in the values of a configuration: the environment variable of that name, so that
/// secrets need not stand in the file. `$${` is `${` itself.
enum EnvironmentText {
  /// Of the error about a variable that is not set.
  static let unsetCode = "no-such-variable"

  /// The node with every such reference replaced. A variable that is not set is an error.
  static func expand(
    _ node: YAMLNode, _ lookUp: (String) -> String?, _ problems: inout Problems
  ) -> YAMLNode {
    switch node.kind {
    case .scalar(let scalar):
      guard scalar.text.contains("${") else { return node }
      let text = expand(scalar.text, at: node.place, lookUp, &problems)
      return YAMLNode(.scalar(YAMLScalar(text, style: scalar.style)), at: node.place)
    case .list(let list):
      return YAMLNode(.list(list.map { expand($0, lookUp, &problems) }), at: node.place)
    case .map(let map):
      let entries = map.entries.map { entry in
        YAMLMap.Entry(
          key: entry.key, keyPlace: entry.keyPlace, keyIsQuoted: entry.keyIsQuoted,
          value: expand(entry.value, lookUp, &problems))
      }
      return YAMLNode(.map(YAMLMap(entries, at: map.place)), at: node.place)
    }
  }

  /// The process's environment.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func expand(
    _ text: String, at place: Place, _ lookUp: (String) -> String?, _ problems: inout Problems
  ) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.range(ofReference: "${") {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      if result.last == "$" {
        result += "{"
        continue
      }
      guard let end = rest.firstIndex(of: "}") else {
        problems.error("bad-reference", at: place, "'${' has no '}'", hint: "write '$${' for '${'")
        return result
      }
      let name = String(rest[..<end])
      rest = rest[rest.index(after: end)...]
      if let value = lookUp(name) {
        result += value
      } else {
        problems.error(
          unsetCode, at: place, "the environment variable '\(name)' is not set")
      }
    }
    return result + rest
  }
}

extension Substring {
  fileprivate func range(ofReference mark: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(mark) {
        return index..<self.index(index, offsetBy: mark.count)
      }
      index = self.index(after: index)
    }
    return nil
  }
}
