import Engine
import Testing

@Suite struct JournalTextTests {
  private func cursor(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { JournalText.cursor(in: $0, 0..<bytes.count) }
  }

  @Test(arguments: [
    (#"{"__CURSOR":"s=a;i=1f;b=2","MESSAGE":"x"}"#, "s=a;i=1f;b=2"),
    (#"{ "MESSAGE" : "x", "__CURSOR" : "s=a" }"#, "s=a"),
    ("{\"__CURSOR\":\"s=a\"}\n{\"__CURSOR\":\"s=b\"}\n", "s=b"),
    ("{\"__CURSOR\":\"s=a\"}\n{\"MESSAGE\":\"cut", "s=a"),
    // What a program logs is never a name.
    (#"{"MESSAGE":"\"__CURSOR\":\"s=evil\"","__CURSOR":"s=a"}"#, "s=a"),
    (#"{"__CURSOR":"s=a","MESSAGE":"{\"__CURSOR\":\"s=evil\"}"}"#, "s=a"),
    (#"{"A":"__CURSOR","B":"s=evil","__CURSOR":"s=a"}"#, "s=a"),
    (#"{"A":["__CURSOR","s=evil"],"__CURSOR":"s=a"}"#, "s=a"),
    (#"{"__CURSOR":"s=a b"}"#, nil), (#"{"__CURSOR":""}"#, nil), (#"{"__CURSOR":"s=a"#, nil),
    (#"{"__CURSOR":1}"#, nil), ("", nil), ("\n\n", nil),
  ])
  func `the cursor is that of the journal`(text: String, expected: String?) {
    #expect(cursor(text) == expected)
  }

  @Test func `the time is a number of microseconds`() {
    let bytes = Array(#"{"__REALTIME_TIMESTAMP":"1763632800000001"}"#.utf8)
    let time = bytes.withUnsafeBytes { JournalText.time(in: $0, 0..<bytes.count) }
    #expect(time == 1_763_632_800_000_001)
  }
}
