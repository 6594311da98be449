import Detect
import Logs
import Testing

@Suite struct ECSDocumentTests {
  @Test func `nests names and types values`() throws {
    let result = try Decoding().result(
      "<38>Jan  5 09:00:00 h sshd[42]: Failed password for 1000 from 2001:0DB8::bad port 22 ssh2")
    #expect(
      result.json == """
        {"@timestamp":"2026-01-05T09:00:00Z","event":{"dataset":"sshd",\
        "category":["authentication"],"type":["start"],"action":"ssh_login",\
        "outcome":"failure"},"log":{"syslog":{"priority":38,"facility":{"code":4},\
        "severity":{"code":6}}},"host":{"name":"h"},"process":{"name":"sshd","pid":42},\
        "message":"Failed password for 1000 from 2001:0DB8::bad port 22 ssh2",\
        "user":{"name":"1000"},"source":{"ip":"2001:db8::bad","port":22}}
        """)
  }

  @Test(arguments: [
    (Int64(0), Int16(0), UInt8(0), "1970-01-01T00:00:00Z"),
    (-1, 0, 9, "1969-12-31T23:59:59.999999999Z"),
    (1_767_600_000_123_000_000, 480, 3, "2026-01-05T16:00:00.123+08:00"),
    (1_767_600_000_000_000_000, -210, 0, "2026-01-05T04:30:00-03:30"),
    (.max, 1439, 9, "2262-04-11T23:47:16.854775807Z"), (.min, -5, 0, "1677-09-21T00:12:43Z"),
  ])
  func `writes a time with its offset and precision`(
    nanoseconds: Int64, offset: Int16, digits: UInt8, text: String
  ) {
    var event = Event()
    event.timeNanoseconds = nanoseconds
    event.offsetMinutes = offset
    event.fractionDigits = digits
    #expect(ECSDocument.time(of: event) == text)
  }

  @Test func `says what befell the record`() throws {
    let json = try Decoding().result(
      "Jan  5 09:00:00 h app: message repeated 3 times: [ x]"
    ).json
    #expect(json.contains(#""detectd":{"repetitions":3}"#))
    #expect(
      try Decoding().result("x").json == #"{"event":{"dataset":"unrecognised"},"message":"x"}"#)
  }

  @Test func `keeps plain values that stand under the name of an object`() throws {
    let result = try Decoding().result(
      #"{"a":{"b":1},"a":"x","event":"y","event.dataset":"forged"}"#)
    #expect(result.json.contains(#""a":{"b":1,"value":"x"}"#))
    #expect(result.json.contains(#""event":{"dataset":"json","value":"y"}"#))
  }

  @Test func `writes valid UTF-8 whatever the bytes`() throws {
    let result = try Decoding().results([[0x61, 0xff, 0x00, 0x1b, 0x22, 0x62]])[0]
    #expect(result.json.contains(#""message":"a\#u{fffd}\u0000\u001b\"b""#))
  }
}
