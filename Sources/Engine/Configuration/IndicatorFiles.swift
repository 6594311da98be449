import Detect
import Intel
package import Response
import Rules

/// Where indicators come from, as alerts name it.
package struct Feed: Sendable {
  package let name: String
  package let path: String
  package let confidence: Int
  package let attribution: Attribution
  package let reference: String?
}

/// What is said of an indicator list in the file `LIST.meta.yml` beside it:
///
///     name: example-c2
///     confidence: 90            # 0 to 100; 80 when not said
///     expires: 2026-12-31
///     techniques: [T1071]
///     software: ExampleRAT
///     group: G0000
///     reference: https://intel.example.com/c2
struct IndicatorSidecar {
  var name: String?
  var confidence: Int?
  var expiresSeconds: Int64?
  var attribution = Attribution()
  var reference: String?

  init() {}

  init(_ bytes: [UInt8], path: String, _ problems: inout Problems) {
    let documents = YAML.documents(in: bytes, path: path, &problems)
    guard let map = documents.first?.map("the description of an indicator list", &problems) else {
      return
    }
    map.reportUnknownKeys(
      besides: ["name", "confidence", "expires", "techniques", "software", "group", "reference"],
      &problems)
    name = map.text("name", &problems)
    confidence = map.whole("confidence", in: 0...100, &problems)
    reference = map.text("reference", &problems)
    attribution.techniques = map.texts("techniques", &problems) ?? []
    attribution.software = map.text("software", &problems)
    attribution.group = map.text("group", &problems)
    if let text = map.text("expires", &problems) {
      expiresSeconds = IndicatorArgument.endOfDay(text[...])
      if expiresSeconds == nil {
        problems.error(
          "bad-date", at: map["expires"]?.place ?? map.place, "'\(text)' is not a date",
          hint: "write a day such as 2026-12-31 or a time such as 2026-12-31T12:00:00Z")
      }
    }
  }
}

/// Reads indicator lists and what is said of them.
enum IndicatorFiles {
  /// The confidence of a list given by hand that says none.
  static let usualConfidence = 80

  /// Reads all lists into one table.
  ///
  /// - Returns: The table, and the feeds by the numbers that it gives.
  static func load(
    _ arguments: [IndicatorArgument], _ problems: inout Problems
  ) -> (table: IndicatorTable, feeds: [Feed]) {
    var builder = IndicatorTableBuilder()
    var feeds: [Feed] = []
    for argument in arguments {
      let place = Place(path: argument.path)
      guard let file = MappedFile(path: argument.path) else {
        problems.error(
          "no-such-file", at: place, "the indicator list cannot be read", hint: "check the path")
        continue
      }
      let sidecar = sidecar(of: argument.path, &problems)
      let feed = Feed(
        name: argument.name ?? sidecar.name ?? stem(argument.path), path: argument.path,
        confidence: argument.confidence ?? sidecar.confidence ?? usualConfidence,
        attribution: sidecar.attribution, reference: sidecar.reference)
      let expires = argument.expiresSeconds ?? sidecar.expiresSeconds
      read(file, feed, number: feeds.count, expires, into: &builder, &problems)
      feeds.append(feed)
    }
    return (builder.build(), feeds)
  }

  /// A table of the values that a rule's samples name, each written as in a list.
  static func table(
    _ values: [String], at place: Place, _ problems: inout Problems
  ) -> IndicatorTable {
    var builder = IndicatorTableBuilder()
    for value in values {
      var reader = ListReader(feed: 0, confidence: UInt8(usualConfidence))
      var bytes = Array(value.utf8)
      let report = try? bytes.withUnsafeMutableBytes { buffer in
        try reader.read(UnsafeRawBufferPointer(buffer), into: &builder)
        return try reader.finish(into: &builder)
      }
      if report?.indicators ?? 0 > 0 { continue }
      let reason = report?.rejections.first?.reason ?? .notAValue
      problems.error("bad-indicator", at: place, "'\(value)' \(reason)")
    }
    return builder.build()
  }

  private static func read(
    _ file: MappedFile, _ feed: Feed, number: Int, _ expires: Int64?,
    into builder: inout IndicatorTableBuilder, _ problems: inout Problems
  ) {
    do throws(ListError) {
      let list = try FeedReader(file.bytes).read(
        feed: number, confidence: UInt8(clamping: feed.confidence), expiresSeconds: expires,
        into: &builder)
      report(list, feed, &problems)
    } catch {
      problems.error(
        "list-web-page", at: Place(path: feed.path), error.description,
        hint: "fetch the list itself, not the page about it")
    }
  }

  private static func report(_ list: ListReport, _ feed: Feed, _ problems: inout Problems) {
    let place = Place(path: feed.path)
    for rejection in list.rejections {
      problems.warning(
        "list-entry", at: Place(path: feed.path, line: rejection.line),
        "'\(rejection.text)' \(rejection.reason)")
    }
    let unnamed = list.rejected - list.rejections.count
    if unnamed > 0 {
      problems.warning("list-entries", at: place, "\(unnamed) more entries were refused")
    }
    for kind in ListReport.Unsupported.allCases {
      guard let count = list.unsupported[kind] else { continue }
      problems.warning(
        "list-kind", at: place, "entries that cannot be matched yet (\(kind.rawValue)): \(count)")
    }
    for (what, count) in list.unevaluated.sorted(by: { $0.key < $1.key }).prefix(10) {
      problems.warning(
        "list-kind", at: place, "entries with what is not looked for (\(what)): \(count)")
    }
    if list.masked > 0 {
      problems.warning(
        "list-host-bits", at: place,
        "\(list.masked) networks have bits set after the prefix; they were read without")
    }
    if list.overLimit > 0 {
      problems.warning(
        "list-full", at: place, "\(list.overLimit) entries are more than a list may hold")
    }
    if list.indicators == 0 {
      problems.warning("list-empty", at: place, "the indicator list has no entries")
    }
  }

  private static func sidecar(of path: String, _ problems: inout Problems) -> IndicatorSidecar {
    let sidecar = path + ".meta.yml"
    guard FileKind.exists(sidecar), let bytes = RuleFiles.read(sidecar, &problems) else {
      return IndicatorSidecar()
    }
    return IndicatorSidecar(bytes, path: sidecar, &problems)
  }

  /// `c2` for `lists/c2.txt`.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }
}
