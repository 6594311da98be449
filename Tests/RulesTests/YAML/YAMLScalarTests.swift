import Detect
import Rules
import Testing

@Suite struct YAMLScalarTests {
  @Test(
    arguments: [
      ("5", .whole(Number(Int64(5)))),
      ("'5'", .text("5")),
      ("\"5\"", .text("5")),
      ("-7", .whole(Number(Int64(-7)))),
      ("+7", .whole(Number(Int64(7)))),
      ("0", .whole(Number(Int64(0)))),
      ("18446744073709551615", .whole(Number(UInt64.max))),
      ("18446744073709551616", .text("18446744073709551616")),
      ("-9223372036854775808", .whole(Number(Int64.min))),
      ("0644", .text("0644")),
      ("0x1F", .text("0x1F")),
      ("1_000", .text("1_000")),
      ("1.5", .decimal(1.5)),
      ("-1.5e3", .decimal(-1500)),
      ("1e10", .text("1e10")),
      (".5", .text(".5")),
      ("1.2.3", .text("1.2.3")),
      (".inf", .text(".inf")),
      ("true", .boolean(true)),
      ("False", .boolean(false)),
      ("'true'", .text("true")),
      ("null", .null),
      ("~", .null),
      ("", .null),
      ("''", .text("")),
      ("no", .text("no")),
      ("on", .text("on")),
      ("YES", .text("YES")),
      ("2024-01-31", .text("2024-01-31")),
      ("12:30:45", .text("12:30:45")),
      ("!!str 5", .text("5")),
      ("!!int 5", .whole(Number(Int64(5)))),
      ("|-\n  5", .text("5")),
    ] as [(String, YAMLScalar.Value)])
  func `types are what the writer sees`(text: String, expected: YAMLScalar.Value) {
    let (documents, problems) = read("a: \(text)\n")
    #expect(problems.isEmpty)
    #expect(documents.first?.map?["a"]?.scalar?.value == expected)
  }
}
