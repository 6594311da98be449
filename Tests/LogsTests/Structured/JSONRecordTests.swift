import Detect
import Logs
import Testing

@Suite struct JSONRecordTests {
  @Test func `flattens names and repeats arrays`() throws {
    let result = try Decoding().result(
      #"{"a":{"b":{"c":"x"},"d":[1,[2,3],{"e":"y"}]},"source":{"ip":"198.51.100.7","port":"22"}}"#)
    #expect(result.dataset == "json")
    #expect(result["a.b.c"] == "x")
    #expect(result.all("a.d") == ["1", "2", "3"])
    #expect(result["a.d.e"] == "y")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result.json.contains(#""source":{"ip":"198.51.100.7","port":22}"#))
  }

  @Test(arguments: [
    (#"a\"b\\c\/d"#, #"a"b\c/d"#), (#"\b\f\n\r\t"#, "\u{8}\u{c}\n\r\t"), (#"\u0041\u00e9"#, "Aé"),
    (#"\ud83d\ude00"#, "😀"), (#"\ud83d"#, "\u{fffd}"), (#"\ude00x"#, "\u{fffd}x"),
    (#"\ud83d\u0041"#, "\u{fffd}A"), (#"\u20ac"#, "€"), (#"\x41"#, #"\x41"#), (#"\u12"#, #"\u12"#),
    (#"\u0000"#, "\0"), ("plain é", "plain é"), ("", ""),
  ])
  func `undoes escapes`(text: String, value: String) throws {
    #expect(try Decoding().result("{\"k\":\"\(text)\"}")["k"] == value)
    #expect(try Decoding().result("{\"\(text)k\":1}")["\(value)k"] == "1")
  }

  /// A number as written and as it leaves.
  @Test(arguments: [
    "0", "-1", "4294967295", "4294967296", "18446744073709551615", "-9223372036854775808",
    "9007199254740993", "18446744073709551616", "1.5", "-0.25e-3", "1e400", "123456789012345678901",
  ])
  func `keeps numbers exactly`(number: String) throws {
    let json = try Decoding().result("{\"k\":\(number)}").json
    #expect(json.contains("\"k\":\(number),"))
  }

  @Test func `keeps true, false and null`() throws {
    let json = try Decoding().result(#"{"t":true,"f":false,"n":null}"#).json
    #expect(json.contains(#""t":true,"f":false,"n":null"#))
  }

  @Test func `keeps both values of a name that stands twice`() throws {
    let result = try Decoding().result(#"{"a":{"b":1},"a.b":2,"c":3,"c":4}"#)
    #expect(result.all("a.b") == ["1", "2"])
    #expect(result.all("c") == ["3", "4"])
  }

  @Test(arguments: [
    "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{a:1}"#,
    #"{"a":01}"#, #"{"a":1.}"#, #"{"a":tru}"#, #"{"a":[1,2}"#, #"{"a":{"b":1]}"#, #"{"a":1}x"#,
    #"{"a":"x"#, #"{"a":"x\"#, #"{"a":[}"#, #"{"a":-}"#, #"{"a":NaN}"#, "{\"a\":1}\0\0{",
  ])
  func `marks broken records and keeps what was read`(record: String) throws {
    let result = try Decoding().result("{\"first\":\"kept\",\(record.dropFirst())")
    #expect(result.event.flags.contains(.malformed))
    #expect(result["first"] == "kept")
    #expect(result.json.contains(#""tags":["malformed"]"#))
    #expect(!result.event.flags.contains(.unrecognised))
  }

  @Test(arguments: ["{}", " { } ", "\t{\"a\" : [ ] , \"b\" : { } }", "{\"a\":1}\r\n"])
  func `reads objects however they are spaced`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.dataset == "json")
    #expect(!result.event.flags.contains(.malformed))
  }

  @Test func `follows 64 levels and marks more`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
    }
    let deep = try Decoding().result(nested(64))
    #expect(deep[Array(repeating: "a", count: 64).joined(separator: ".")] == "1")
    let deeper = try Decoding().result(nested(80))
    #expect(deeper.event.flags.contains(.limited))
    #expect(!deeper.event.flags.contains(.malformed))
    let arrays = String(repeating: "[", count: 5000)
    #expect(try Decoding().result("{\"a\":\(arrays)").event.flags.contains(.malformed))
  }

  @Test func `leaves out what is over the limits`() throws {
    let many = (0..<600).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let result = try Decoding().result("{\(many)}")
    #expect(result.event.flags.contains(.limited))
    #expect(result.event.fieldCount == UInt16(EventColumns.fieldsPerEventMaximum))
    let long = String(repeating: "n", count: 2000)
    let named = try Decoding().result("{\"a\":{\"\(long)\":1,\"b\":2}}")
    #expect(named["a.b"] == "2")
    #expect(named.event.flags.contains(.limited))
  }

  @Test func `keeps only the names that something reads when told to`() throws {
    let names = FieldNames(adding: ["EventID", "a.b"])
    let decoding = Decoding(names: names, keepsAllFields: false)
    let result = try decoding.result(
      #"{"EventID":1,"x":"y\n","a":{"b":"c\u0041","z":"w"},"user.name":"bob"}"#)
    #expect(result.fields.map(\.name) == ["winlog.event_id", "a.b", "user.name", "message"])
    #expect(result["a.b"] == "cA")
  }

  /// A record and its time: by the best name, if it is one.
  @Test(
    arguments: [
      (
        #"{"@timestamp":"2026-01-05T09:00:00.5Z","time":"2020-01-01T00:00:00Z"}"#,
        "2026-01-05T09:00:00.5Z"
      ),
      (
        #"{"time":"2020-01-01T00:00:00Z","timestamp":"2026-01-05T09:00:00+08:00"}"#,
        "2026-01-05T09:00:00+08:00"
      ),
      (#"{"timestamp":"2026-01-05T09:00:00.123456+0800"}"#, "2026-01-05T09:00:00.123456+08:00"),
      (#"{"ts":1767600000.541}"#, "2026-01-05T08:00:00.541Z"),
      (#"{"time":1767600000541}"#, "2026-01-05T08:00:00.541Z"),
      (#"{"time":"09:00","ts":1767600000}"#, "2026-01-05T08:00:00Z"),
      (#"{"timestamp":"2026-01-05T09:00:00Z tail"}"#, nil), (#"{"other":1767600000}"#, nil),
      (#"{"ts":5}"#, nil),
    ] as [(String, String?)])
  func `finds the event's time`(record: String, time: String?) throws {
    #expect(try Decoding().result(record).time == time)
  }

  @Test func `has the whole record for a message when there is no other`() throws {
    let record = #"{"a":"b"}"#
    #expect(try Decoding().result(record).all("message") == [record])
    #expect(try Decoding().result(#"{"message":"m"}"#).all("message") == ["m"])
  }

  @Test func `reads an object behind a syslog header`() throws {
    let result = try Decoding().result(#"Jan  5 09:00:00 h app[1]: {"source.ip":"2001:DB8::BAD"}"#)
    #expect(result.dataset == "json")
    #expect(result["host.name"] == "h")
    #expect(result["source.ip"] == "2001:db8::bad")
    #expect(result.all("message").count == 1)
  }

  @Test func `takes no text that is not all address for one`() throws {
    let result = try Decoding().result(
      #"{"source.ip":"192.0.2.10 x","destination.ip":"010.0.0.1"}"#)
    #expect(result.json.contains(#""source":{"ip":"192.0.2.10 x"}"#))
    #expect(result.json.contains(#""destination":{"ip":"010.0.0.1"}"#))
  }
}
