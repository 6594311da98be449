import Detect
package import Rules

/// A record and what must come out of it.
package struct DecoderSample: Sendable {
  package let name: String
  package let record: String
  /// The year of times that have none.
  package let year: Int?
  /// Whether another decoder, or none, must take the record.
  package let isOthers: Bool
  /// Dotted names and the values of each; none for a field that must not be there.
  package let expected: [(name: String, values: [String])]
  package let place: Place

  init?(_ node: YAMLNode, number: Int, _ problems: inout Problems) {
    guard let map = node.map("a sample", &problems) else { return nil }
    let before = problems.errorCount
    map.reportUnknownKeys(besides: ["name", "record", "year", "expected"], &problems)
    name = map.text("name", &problems) ?? "sample \(number)"
    let text = map.requiredText("record", &problems) ?? ""
    record = text.hasSuffix("\n") ? String(text.dropLast()) : text
    if record.contains("\n") {
      problems.error(
        "two-records", at: map["record"]?.place ?? map.place,
        "a sample is one record, and this has several lines", hint: "make a sample of each")
    }
    year = map.whole("year", in: 1970...2200, &problems)
    place = node.place
    let wanted = map.required("expected", &problems)
    isOthers = wanted?.scalar?.text == "none"
    var expected: [(name: String, values: [String])] = []
    if let wanted, !isOthers {
      if let fields = wanted.map {
        for entry in fields.entries {
          expected.append((entry.key, entry.value.texts("'\(entry.key)'", &problems)))
        }
      } else {
        wanted.mismatch("'expected'", "a map of fields, or none", &problems)
      }
    }
    self.expected = expected
    if problems.errorCount > before { return nil }
  }
}
