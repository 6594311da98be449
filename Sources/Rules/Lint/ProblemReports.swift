internal import Detect

/// Problems in the forms that build servers and editors read.
package enum ProblemReports {
  /// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): one run, one
  /// result a problem.
  ///
  /// - Parameter version: Of this program.
  package static func sarif(_ problems: [Problem], version: String) -> [UInt8] {
    let codes = Set(problems.map(\.code)).sorted()
    var driver = Document()
    driver.set("name", .text("detectd"))
    driver.set("version", .text(version))
    driver.set(
      "rules",
      .list(
        codes.map { code in
          var rule = Document()
          rule.set("id", .text(code))
          return .object(rule)
        }))
    var run = Document()
    run.set("tool.driver", .object(driver))
    run.set("columnKind", .text("unicodeCodePoints"))
    run.set(
      "results",
      .list(
        problems.map { problem in
          .object(result(problem, ruleIndex: codes.firstIndex(of: problem.code) ?? 0))
        }))
    var log = Document()
    log.set("$schema", .text("https://json.schemastore.org/sarif-2.1.0.json"))
    log.set("version", .text("2.1.0"))
    log.set("runs", .list([.object(run)]))
    return log.json()
  }

  private static func result(_ problem: Problem, ruleIndex: Int) -> Document {
    var result = Document()
    result.set("ruleId", .text(problem.code))
    result.set("ruleIndex", .number(Number(Int64(ruleIndex))))
    result.set("level", .text(problem.severity.rawValue))
    let text = problem.message + (problem.hint.map { "; \($0)" } ?? "")
    result.set("message.text", .text(text))
    var place = Document()
    place.set("artifactLocation.uri", .text(uri(problem.place.path)))
    if problem.place.line > 0 {
      place.set("region.startLine", .number(Number(Int64(problem.place.line))))
      if problem.place.column > 0 {
        place.set("region.startColumn", .number(Number(Int64(problem.place.column))))
      }
    }
    var location = Document()
    location.set("physicalLocation", .object(place))
    result.set("locations", .list([.object(location)]))
    return result
  }

  /// The path as a URI reference (RFC 3986): what may not stand there as `%NN`.
  private static func uri(_ path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in path.utf8 {
      if plain.contains(byte) {
        out.append(byte)
      } else {
        out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// JUnit's XML as build servers read it: a test case a file, failed when it has a problem of at
  /// least `failing`.
  ///
  /// - Parameter files: All files that were checked, also those without problems.
  package static func junit(
    _ problems: [Problem], files: [String], failing: Problem.Severity = .error
  ) -> String {
    let bad = Dictionary(
      grouping: problems.filter { $0.severity >= failing }, by: \.place.path)
    let all = files + bad.keys.filter { !files.contains($0) }.sorted()
    let cases = all.map { path in
      let failure = bad[path].map { found in
        JUnitReport.Failure(
          kind: found[0].code, message: found[0].message,
          text: found.map(\.description).joined(separator: "\n"))
      }
      return JUnitReport.Case(name: path, group: "rules", failure: failure)
    }
    return JUnitReport(name: "detectd rules check", suite: "rules", cases: cases).xml()
  }
}
