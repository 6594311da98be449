import Rules
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("contain", "contains"), ("startwith", "startswith"), ("ends_with", "endswith"),
    ("CONTAINS", "contains"), ("regex", nil), ("r", nil), ("windahs", "windash"), ("", nil),
  ])
  func `suggests only what is near`(name: String, expected: String?) {
    let names = ["contains", "startswith", "endswith", "re", "windash"]
    #expect(NearestName.of(name, in: names) == expected)
  }
}
