internal import Yams

extension YAMLDocumentReader {
  /// libyaml's words in ours: where, what, and what to write instead.
  func explain(_ error: YamlError) -> Failure {
    switch error {
    case .scanner(let context, let problem, let mark, _):
      scannerFailure(problem, context: context?.text, mark)
    case .parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting"):
      tooDeep(at: place(of: mark))
    case .parser(let context, let problem, let mark, _):
      Failure(
        code: "yaml-syntax", place: place(of: mark), message: sentence(problem, context?.text),
        hint: problem.contains("expected key") || problem.contains("'-' indicator")
          ? "check that this line is indented like its neighbours" : nil)
    case .composer(_, _, let mark, _): undefinedAlias(mark)
    case .reader(let problem, let offset, let value, _): readerFailure(problem, offset, value)
    case .duplicatedKeysInMapping(let keys, let context):
      duplicateKey(keys.first ?? "", context.mark)
    default:
      Failure(code: "yaml-syntax", place: place(of: nil), message: "not valid YAML")
    }
  }

  func tooDeep(at place: Place) -> Failure {
    Failure(
      code: "yaml-too-deep", place: place,
      message: "values are nested more than \(limits.depth) deep")
  }

  private func sentence(_ problem: String, _ context: String?) -> String {
    "not valid YAML: \(problem)" + (context.map { " (\($0))" } ?? "")
  }

  private func scannerFailure(_ problem: String, context: String?, _ mark: Mark) -> Failure {
    let place = place(of: mark)
    if problem.contains("cannot start any token") || problem.contains("tab character") {
      guard let character = character(at: mark), character != "\t" else {
        return Failure(
          code: "yaml-tab", place: place, message: "a tab stands in the indentation",
          hint: "use spaces")
      }
      return Failure(
        code: "yaml-syntax", place: place,
        message: "a value without quotes cannot begin with '\(character)'",
        hint: "put the value in single quotes")
    }
    if problem.contains("mapping values are not allowed") {
      return Failure(
        code: "yaml-syntax", place: place, message: "a ':' that begins no value here",
        hint: "put the value in quotes, or check the indentation")
    }
    if problem.contains("alphabetic or numeric character") {
      return Failure(
        code: "yaml-syntax", place: place.advanced(by: -1),
        message: "a value without quotes cannot begin with '*' or '&'",
        hint: "put the value in single quotes")
    }
    return Failure(code: "yaml-syntax", place: place, message: sentence(problem, context))
  }

  private func undefinedAlias(_ mark: Mark) -> Failure {
    let word = line(mark.line).dropFirst(mark.column - 1)
      .prefix { !" \r,[]{}".unicodeScalars.contains($0) }
    return Failure(
      code: "yaml-alias", place: place(of: mark),
      message: "the alias '\(String(String.UnicodeScalarView(word)))' is not defined",
      hint: "put the value in single quotes if it is text")
  }

  private func readerFailure(_ problem: String, _ offset: Int?, _ value: Int32) -> Failure {
    let at = offset.map { count in
      let bytes = chunk.text.prefix(count).utf8.count
      return moved(Place.of(offset: bytes, in: Array(chunk.text.utf8), path: path))
    }
    let code = String(UInt32(bitPattern: value), radix: 16, uppercase: true)
    return Failure(
      code: "yaml-character", place: at ?? place(of: nil),
      message: "\(problem): U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code)
  }

  /// The second of the equal keys, found as the next line of a block map with the key in the same
  /// column; the first, when the map is on one line.
  private func duplicateKey(_ key: String, _ first: Mark) -> Failure {
    let firstPlace = place(of: first)
    let lines = chunk.text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false)
    let second = lines.indices.dropFirst(first.line).first { number in
      let line = lines[number]
      return line.prefix(first.column - 1).allSatisfy { $0 == " " }
        && begins(line.dropFirst(first.column - 1), with: key)
    }
    let found = second.map {
      moved(Place(path: path, line: $0 + 1, column: first.column))
    }
    return Failure(
      code: "yaml-duplicate-key", place: found ?? firstPlace,
      message: "the key '\(key)' stands twice in this map"
        + (found == nil ? "" : ", first in line \(firstPlace.line)"),
      hint: "give each value once; use a list for several")
  }

  /// Whether the line begins with the key, quoted or not, and a colon.
  private func begins(_ line: Substring.UnicodeScalarView, with key: String) -> Bool {
    var rest = line
    let isQuoted = rest.first == "'" || rest.first == "\""
    if isQuoted { rest = rest.dropFirst() }
    guard rest.starts(with: key.unicodeScalars) else { return false }
    rest = rest.dropFirst(key.unicodeScalars.count + (isQuoted ? 1 : 0))
    return rest.first { $0 != " " } == ":"
  }

  private func line(_ number: Int) -> Substring.UnicodeScalarView {
    let lines = chunk.text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false)
    return number >= 1 && number <= lines.count ? lines[number - 1] : Substring.UnicodeScalarView()
  }

  private func character(at mark: Mark) -> Unicode.Scalar? {
    line(mark.line).dropFirst(mark.column - 1).first
  }
}
