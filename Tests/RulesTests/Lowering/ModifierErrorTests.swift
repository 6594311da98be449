import Rules
import Testing

/// Each message as a user reads it. The item stands in line 6, column 5 of its file.
@Suite struct ModifierErrorTests {
  @Test(arguments: [
    ("f|contain: a", "6: error: unknown modifier '|contain'; did you mean '|contains'?"),
    (
      "'f|xyzzy': a",
      "7: error: unknown modifier '|xyzzy'; see 'Modifiers' in Documentation/Rules.md"
    ),
    (
      "f|contains|re: a",
      "15: error: '|re' must come first: it reads the value as written; write '|re' first"
    ),
    (
      "f|cased|re: a",
      "12: error: '|re' must come first: it reads the value as written; write '|re' first"
    ),
    ("f|re|cased: a", "17: error: '|cased' needs a text, but has a regular expression"),
    ("f|i|re: a", "6: error: '|i' is a flag of '|re' and must come after it"),
    (
      "f|contains|cidr: 192.0.2.0/24",
      "15: error: '|cidr' must come first: it reads the value as written"
    ),
    (
      "f|cidr: '10.*'",
      "13: error: '|cidr' needs a network: '10.*' is not an address or a network, "
        + "such as 203.0.113.0/24 or 2001:db8::/32"
    ),
    (
      "f|cidr: 192.0.2.1/24",
      "13: error: '|cidr' needs a network: '192.0.2.1/24' has bits set after the prefix; "
        + "write 192.0.2.0/24"
    ),
    (
      "f|exists: 'true'",
      "15: error: '|exists' needs true or false, but the value is 'true'; write it without quotes"
    ),
    (
      "f|gt: '5'",
      "11: error: '|gt' needs a number, but the value is a text; write it without quotes"
    ),
    (
      "f|hour: '3'",
      "13: error: '|hour' needs a whole number, but has a text; write it without quotes"
    ),
    ("f|hour: 24", "13: error: '|hour' can never be 24; write 0 to 23"),
    (
      "f|base64: 'a*'",
      "15: error: '|base64' cannot encode a wildcard; write '\\*' for a star, "
        + "or leave the wildcard out"
    ),
    (
      "f|contains: 5",
      "17: error: '|contains' needs a text, but the value is a number; put the number in quotes"
    ),
    ("f|contains: null", "17: error: '|contains' needs a text, but has null"),
    (
      "f|re: '*a'",
      "12: error: the regular expression '*a' is not valid at offset 0: "
        + "quantifier does not follow a repeatable item"
    ),
    (
      "f|fieldref: 'g*'",
      "17: error: '|fieldref' needs the name of a field, but 'g*' has a wildcard"
    ),
    ("f|exists|contains: true", "5: error: '|exists' stands alone, with a field and one value"),
    ("'|exists': true", "5: error: '|exists' stands alone, with a field and one value"),
    ("'|gt': 5", "12: error: a comparison needs a field; write field: value"),
    ("'|contains': '*'", "18: error: the keyword matches every event; write the text to look for"),
    (
      "f|expand: '%hosts%'",
      "15: error: '|expand' has no values for '%hosts%'; "
        + "give its values in 'placeholders' of the pack's manifest"
    ),
    ("f: []", "8: error: 'f' has no values; write null for an absent field"),
    (
      "f: {g: a}",
      "8: error: 'f' must be a value or a list, but is a map; write nested fields with dots: f.g"
    ),
    ("f: [[a]]", "9: error: a value of 'f' must be a text or a number, but is a list"),
    ("f|all: a", "5: warning: '|all' has only one value; leave '|all' out"),
  ])
  func `says what is wrong with an item`(item: String, expected: String) {
    #expect(complaints(rule(item: item)) == ["r.yml:6:\(expected)"])
  }

  @Test(arguments: ["windash|base64offset|contains", "expand", "expand|all"])
  func `modifiers that multiply values are stopped`(chain: String) {
    let values = (0..<2000).map { "' -a -b -c%u% \($0)'" }.joined(separator: ", ")
    let users = (0..<400).map { "user\($0)" }
    let set = load(rule(item: "f|\(chain): [\(values)]"), placeholders: ["u": users])
    #expect(set.problems.map(\.code).sorted() == ["no-rules", "too-many-tests"])
  }

  @Test func `one bad rule leaves the others`() {
    let set = load(rule(item: "f|contain: a"), rule(item: "f: a").replacing("id: a", with: "id: b"))
    #expect(set.ruleInfo.map(\.id) == ["b"])
    #expect(set.files.map(\.loaded) == [0, 1])
    #expect(set.files.map(\.refused) == [1, 0])
    #expect(set.errorCount == 1)
  }
}
