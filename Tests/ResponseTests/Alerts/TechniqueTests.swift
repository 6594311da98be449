import Response
import Testing

@Suite struct TechniqueTests {
  @Test(arguments: [
    ("T1110", true), ("T1110.001", true), ("t1110", false), ("T111", false), ("T1110.01", false),
    ("T1110-001", false), ("T11a0", false), ("", false), ("T1110.0010", false),
  ])
  func `knows an identifier`(text: String, isOne: Bool) {
    #expect(Technique.isIdentifier(text) == isOne)
  }

  @Test(
    arguments: [
      ("T1110", "Brute Force"), ("T1110.001", "Brute Force: Password Guessing"),
      ("T1566.001", "Phishing"), ("T9999", nil),
    ] as [(String, String?)])
  func `names the ones that are common`(identifier: String, name: String?) {
    #expect(Technique.name(of: identifier) == name)
  }
}
