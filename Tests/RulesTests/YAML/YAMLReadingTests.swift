import Rules
import Testing

@Suite struct YAMLReadingTests {
  enum Colour: String, CaseIterable { case red, green }

  private func map(_ text: String) throws -> YAMLMap {
    try #require(read(text).documents.first?.map)
  }

  @Test func `values of the right type are read without a word`() throws {
    let map = try map(
      "name: x\nport: 22\nshare: 0.5\non_: true\nspan: 15m\nlist: [a, 2]\none: b\ncolour: red\n")
    var problems = Problems()
    #expect(map.text("name", &problems) == "x")
    #expect(map.whole("port", in: 0...65_535, &problems) == 22)
    #expect(map.number("share", &problems) == 0.5)
    #expect(map.boolean("on_", &problems) == true)
    #expect(map.timespan("span", &problems) == 900_000_000_000)
    #expect(map.texts("list", &problems) == ["a", "2"])
    #expect(map.texts("one", &problems) == ["b"])
    #expect(map.choice("colour", &problems) == Colour.red)
    #expect(map.text("absent", &problems) == nil)
    #expect(problems.isEmpty)
  }

  @Test(arguments: [
    ("v: [1]", "a.yml:1:4: error: 'v' must be a whole number of 0 to 100, but is a list"),
    ("v: 101", "a.yml:1:4: error: 'v' must be a whole number of 0 to 100, but is the number 101"),
    ("v: '5'", "a.yml:1:4: error: 'v' must be a whole number of 0 to 100, but is '5'"),
    ("v: true", "a.yml:1:4: error: 'v' must be a whole number of 0 to 100, but is true"),
  ])
  func `a number out of range is reported`(text: String, expected: String) throws {
    var problems = Problems()
    #expect(try map(text).whole("v", in: 0...100, &problems) == nil)
    #expect(problems.all.map(\.description) == [expected])
  }

  @Test(arguments: [
    ("0m", "it must be at least 1s"),
    ("1 h", "write a number and s, m, h, d, w, M (month) or y, such as 15m"),
    ("15min", "write '15m' for minutes, '15M' for months"),
    ("999999999999d", "it may be at most 200y"),
  ])
  func `a timespan that is none is reported`(text: String, hint: String) throws {
    var problems = Problems()
    #expect(try map("v: \(text)").timespan("v", &problems) == nil)
    #expect(problems.all.map(\.description) == ["a.yml:1:4: error: 'v' is '\(text)'; \(hint)"])
  }

  @Test(
    arguments: [
      ("1s", 1), ("2m", 120), ("1h", 3600), ("1d", 86_400), ("1w", 604_800), ("1M", 2_592_000),
      ("1y", 31_536_000),
    ] as [(String, Int64)])
  func `each unit of a timespan`(text: String, seconds: Int64) throws {
    var problems = Problems()
    #expect(try map("v: \(text)").timespan("v", &problems) == seconds * 1_000_000_000)
  }

  @Test func `misspelt keys and choices get the nearest name`() throws {
    let map = try map("colour: gren\ncolor: red\n")
    var problems = Problems()
    let colour: Colour? = map.choice("colour", &problems)
    #expect(colour == nil)
    map.reportUnknownKeys(besides: ["colour"], &problems)
    #expect(map.requiredText("colours", &problems) == nil)
    #expect(
      problems.all.map(\.description) == [
        "a.yml:1:9: error: 'colour' is 'gren'; did you mean 'green'?",
        "a.yml:2:1: error: unknown key 'color'; did you mean 'colour'?",
        "a.yml:1:1: error: 'colours' is missing; write 'colours' instead of 'colour'",
      ])
  }
}
