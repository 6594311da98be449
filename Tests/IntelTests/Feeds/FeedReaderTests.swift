import Detect
import Intel
import Support
import Testing

@Suite struct FeedReaderTests {
  /// The entries of a feed.
  static func records(_ text: String) -> (records: [FeedRecord], rest: FeedRest) {
    var records: [FeedRecord] = []
    let rest = Array(text.utf8).withUnsafeBytes { bytes in
      FeedReader(bytes).eachRecord { record, _ in records.append(record) }
    }
    return (records, rest)
  }

  /// What of a feed is looked for, each with its confidence and its end.
  static func table(
    _ text: String, confidence: UInt8 = 80, expires: Int64? = nil
  ) throws -> (lines: [String], report: ListReport) {
    var builder = IndicatorTableBuilder()
    let report = try Array(text.utf8).withUnsafeBytes { bytes in
      try FeedReader(bytes).read(
        feed: 0, confidence: confidence, expiresSeconds: expires, into: &builder)
    }
    let table = builder.build()
    let lines = (0..<table.count).map { place in
      let value =
        switch table.value(place) {
        case .network(let network): network.description
        case .domain(let name): name
        case .url(let text), .digest(let text), .mail(let text): text
        }
      let end = table.expiresSeconds(place).map { " until \($0)" } ?? ""
      return "\(value) \(table.confidence(place))\(end)"
    }
    return (lines, report)
  }

  private static let sha256 =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
  private static let md5 = "00112233445566778899aabbccddeeff"

  // MARK: Formats

  @Test(arguments: [
    ("203.0.113.7\n", FeedFormat.list), ("# a list\n\n203.0.113.7\n", .list), ("", .list),
    ("[2001:db8::7]:443\n203.0.113.7\n", .list), ("\"203.0.113.7\",\n", .list),
    ("203.0.113.7,why\n", .list), ("<!DOCTYPE html>", .list),
    ("{\"type\": \"bundle\"}", .json), ("\u{feff}{\"a\":1}", .json), ("\n\n[\n {\"a\":1}]", .json),
    ("# id,dateadded,url,url_status\n", .csv), ("first_seen_utc,dst_ip,dst_port\n", .csv),
    ("# a comment\n# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\"\n", .csv),
    ("\"bad.example\",\"96\",\"5/45\",\"{\"\"a\"\": 1}\"\n", .csv),
  ])
  func `the format of a feed is found by its first lines`(text: String, format: FeedFormat) {
    let found = Array(text.utf8).withUnsafeBytes { FeedFormat.recognise($0) }
    #expect(found == format)
  }

  // MARK: STIX

  @Test(arguments: [
    ("[ipv4-addr:value = '203.0.113.7']", ["203.0.113.7/32 80"]),
    (
      "[ipv4-addr:value IN ('203.0.113.7', '203.0.113.8')]",
      ["203.0.113.7/32 80", "203.0.113.8/32 80"]
    ),
    ("[ipv4-addr:value ISSUBSET '203.0.113.0/24']", ["203.0.113.0/24 80"]),
    ("[ipv4-addr:value='203.0.113.0/24']", ["203.0.113.0/24 80"]),
    ("[ipv6-addr:value = '2001:db8::bad']", ["2001:db8::bad/128 80"]),
    ("[domain-name:value = 'Bad.Example']", ["bad.example 80"]),
    ("[domain-name:value LIKE '%.bad.example']", ["bad.example 80"]),
    ("[domain-name:value LIKE 'bad%']", []),
    ("[url:value = 'http://bad.example/it\\'s']", ["http://bad.example/it's 80"]),
    ("[url:value MATCHES '^http']", []),
    ("[file:hashes.MD5 = '\(md5)']", ["\(md5) 80"]),
    ("[file:hashes.'SHA-256' = '\(sha256)']", ["\(sha256) 80"]),
    ("[file:hashes.'SHA3-256' = '\(sha256)']", []),
    // Each hash names the file by itself, and its name does not.
    (
      "[file:hashes.MD5 = '\(md5)' AND file:name = 'a.exe' AND file:size = 5]", ["\(md5) 80"]
    ),
    ("[file:name = 'a.exe']", []), ("[file:name = 'a.exe' AND file:size = 5]", []),
    ("[email-addr:value = 'A@bad.example']", ["a@bad.example 80"]),
    (
      "[ipv4-addr:value = '203.0.113.7'] OR [domain-name:value = 'bad.example']",
      ["203.0.113.7/32 80", "bad.example 80"]
    ),
    (
      "[ipv4-addr:value = '203.0.113.7' OR domain-name:value = 'bad.example']",
      ["203.0.113.7/32 80", "bad.example 80"]
    ),
    // What counts only together must not count alone.
    ("[ipv4-addr:value = '203.0.113.7'] AND [domain-name:value = 'bad.example']", []),
    ("[ipv4-addr:value = '203.0.113.7'] FOLLOWEDBY [domain-name:value = 'bad.example']", []),
    (
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.7' "
        + "AND network-traffic:dst_port = 443]", []
    ),
    ("[ipv4-addr:value != '203.0.113.7']", []), ("[ipv4-addr:value NOT = '203.0.113.7']", []),
    ("[mutex:name = 'x']", []), ("[ipv4-addr:value = \"203.0.113.7\"]", []), ("[]", []),
    ("ipv4-addr:value = '203.0.113.7'", []), ("[ipv4-addr:value = '203.0.113.7'", []),
    (
      "([ipv4-addr:value = '203.0.113.7'] OR [domain-name:value = 'bad.example'])",
      ["203.0.113.7/32 80", "bad.example 80"]
    ),
  ])
  func `a pattern gives what each by itself is meant`(pattern: String, expected: [String]) throws {
    let text = pattern.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let json =
      "{\"type\":\"indicator\",\"id\":\"indicator--1\",\"spec_version\":\"2.1\",\"pattern_type\":\"stix\","
      + "\"valid_from\":\"2026-01-05T01:00:00Z\",\"pattern\":\"\(text)\"}"
    let found = try Self.table(json)
    #expect(found.lines == expected)
    // Nothing is left out without a word.
    if expected.isEmpty { #expect(found.report.unevaluated.values.reduce(0, +) == 1) }
  }

  @Test func `a bundle gives its indicators, and not what they are about`() throws {
    let found = try Self.table(
      """
      {"type": "bundle", "id": "bundle--1", "objects": [
        {"type": "identity", "id": "identity--1", "name": "Example CERT"},
        {"type": "ipv4-addr", "spec_version": "2.1", "id": "ipv4-addr--1", "value": "192.0.2.1"},
        {"type": "indicator", "id": "indicator--1", "confidence": 55,
         "valid_until": "2026-02-01T00:00:00.000Z", "pattern": "[ipv4-addr:value = '203.0.113.7']"},
        {"type": "indicator", "id": "indicator--2", "revoked": true,
         "pattern": "[ipv4-addr:value = '203.0.113.8']"},
        {"type": "indicator", "id": "indicator--3", "indicator_types": ["benign"],
         "pattern": "[ipv4-addr:value = '203.0.113.9']"},
        {"type": "indicator", "id": "indicator--4", "pattern_type": "snort", "pattern": "alert tcp"},
        {"type": "malware", "id": "malware--1", "name": "ExampleRAT", "is_family": true}
      ]}
      """)
    #expect(found.lines == ["203.0.113.7/32 55 until 1769904000"])
    #expect(found.report.idle == 2)
  }

  // MARK: MISP

  @Test func `of an event what is meant for detection counts, also in its objects`() throws {
    let found = try Self.table(
      """
      {"Event": {"info": "Campaign", "Orgc": {"name": "Example CERT"}, "Tag": [{"name": "tlp:green"}],
        "Attribute": [
          {"type": "ip-dst", "to_ids": true, "value": "203.0.113.7", "deleted": false},
          {"type": "ip-dst|port", "to_ids": true, "value": "203.0.113.8|8443"},
          {"type": "domain|ip", "to_ids": true, "value": "bad.example|192.0.2.77"},
          {"type": "ip-src", "to_ids": false, "value": "192.0.2.1"},
          {"type": "ip-src", "to_ids": true, "value": "192.0.2.2", "deleted": true},
          {"type": "ip-src", "to_ids": true, "value": "999.1.1.1"},
          {"type": "comment", "to_ids": false, "value": "text"}],
        "Object": [{"Attribute": [
          {"type": "filename|sha256", "to_ids": true, "value": "a.exe|\(Self.sha256)"},
          {"type": "email-src", "to_ids": true, "value": "a@bad.example"}]}]}}
      """)
    #expect(
      found.lines == [
        "203.0.113.7/32 80", "203.0.113.8/32 80", "bad.example 80", "\(Self.sha256) 80",
        "a@bad.example 80",
      ])
    #expect(found.report.idle == 3)
    #expect(found.report.unevaluated == ["ip-src": 1])
  }

  @Test func `an event tells what stands beside`() throws {
    let records = Self.records(
      """
      {"Event": {"info": "Campaign", "Orgc": {"name": "Example CERT"}, "Tag": [{"name": "tlp:amber"}],
        "Attribute": {"type": "domain|ip", "to_ids": true, "value": "bad.example|192.0.2.77"}}}
      """
    ).records
    let record = try #require(records.first)
    #expect(records.count == 1)
    #expect(record.values.map(\.text) == ["bad.example", "192.0.2.77"])
    #expect(record.values.map(\.isSubject) == [true, false])
    #expect(record.summary == "Campaign")
    #expect(record.provider == "Example CERT")
    #expect(record.marking == "AMBER")
  }

  // MARK: Products

  /// An entry of a product, and what is looked for.
  @Test(arguments: [
    // Spamhaus DROP as NDJSON.
    (#"{"cidr":"203.0.113.0/24","sblid":"SBL1","rir":"arin"}"#, ["203.0.113.0/24 80"]),
    (#"{"type":"metadata","timestamp":1767574800,"records":1,"copyright":"(c)"}"#, []),
    // URLhaus: the host may be somebody's whose site was broken into.
    (
      #"{"id":"1","url":"http://bad.example/a.sh","url_status":"online","host":"bad.example","#
        + #""threat":"malware_download"}"#, ["http://bad.example/a.sh 80"]
    ),
    // ThreatFox, also with an address of IPv6 that no brackets part from its port.
    (
      #"{"ioc":"2001:db8::7:4443","ioc_type":"ip:port","threat_type":"botnet_cc","#
        + #""confidence_level":75}"#, ["2001:db8::7/128 75"]
    ),
    (#"{"ioc":"bad.example","ioc_type":"domain","confidence_level":100}"#, ["bad.example 80"]),
    // MalwareBazaar.
    (
      #"{"sha256_hash":"\#(sha256)","md5_hash":"\#(md5)","file_name":"a.exe"}"#,
      ["\(md5) 80", "\(sha256) 80"]
    ),
    // OTX.
    (#"{"indicator":"\#(md5)","type":"FileHash-MD5","id":1}"#, ["\(md5) 80"]),
    (#"{"indicator":"CVE-2026-0001","type":"CVE","id":1}"#, []),
    // ThreatStream: the address that a hostile URL has now is not blocked for it.
    (
      #"{"itype":"phish_url","url":"http://bad.example/x","srcip":"192.0.2.77","confidence":61,"#
        + #""state":"active"}"#, ["http://bad.example/x 61"]
    ),
    (#"{"itype":"mal_ip","srcip":"203.0.113.7","confidence":61,"state":"inactive"}"#, []),
    // Recorded Future.
    (
      #"{"entity":{"id":"ip:203.0.113.7","name":"203.0.113.7","type":"IpAddress"},"#
        + #""risk":{"score":66}}"#, ["203.0.113.7/32 66"]
    ),
    // CIF counts from 0 to 10.
    (
      #"{"indicator":"203.0.113.7","itype":"ipv4","confidence":5.0,"group":["everyone"]}"#,
      ["203.0.113.7/32 50"]
    ),
    // ThreatQ.
    (
      #"{"type":{"name":"IP Address"},"value":"203.0.113.7","status":{"name":"Active"}}"#,
      ["203.0.113.7/32 80"]
    ),
    (#"{"type":{"name":"IP Address"},"value":"203.0.113.7","status":{"name":"Expired"}}"#, []),
    // Falcon.
    (
      #"{"indicator":"bad.example","type":"domain","malicious_confidence":"low"}"#,
      ["bad.example 15"]
    ),
    (#"{"type":"ipv4","value":"203.0.113.7","deleted":true}"#, []),
    // A page of an API, and an object that holds one.
    (
      #"{"count":2,"results":[{"indicator":"203.0.113.7","type":"IPv4"},"#
        + #"{"indicator":"bad.example","type":"hostname"}]}"#,
      ["203.0.113.7/32 80", "bad.example 80"]
    ),
    (#"{"json":{"itype":"c2_domain","value":"bad.example"}}"#, ["bad.example 80"]),
    // What is nothing of the kind.
    (#"{"name":"203.0.113.7"}"#, []), (#"{"a":{"b":[1,2,{"c":"203.0.113.7"}]}}"#, []),
    (#"{"type":"ipv4","value":"bad.example"}"#, []), (#"{"type":"ipv4","value":"1.2.3"}"#, []),
    (#"{"type":"domain","value":"com"}"#, []), (#"{"cidr":"0.0.0.0/0"}"#, []),
  ])
  func `an entry of a product gives what it warns of`(text: String, expected: [String]) throws {
    #expect(try Self.table(text + "\n").lines == expected)
  }

  @Test func `NDJSON is read line by line, and a broken line named`() throws {
    let found = try Self.table(
      """
      {"type":"ipv4","value":"203.0.113.7"}

      {"type":"ipv4","value":
      {"type":"ipv4","value":"203.0.113.8"}
      """)
    #expect(found.lines == ["203.0.113.7/32 80", "203.0.113.8/32 80"])
    #expect(found.report.rejections.map(\.line) == [3])
    #expect(found.report.rejections.map(\.reason) == [.notAnEntry])
  }

  @Test func `rows of a table are read by the names of its columns`() throws {
    let threatFox = try Self.table(
      """
      ################################################################
      # ThreatFox export, terms at https://threatfox.example/        #
      #
      # "first_seen_utc","ioc_id","ioc_value","ioc_type","threat_type","confidence_level"
      "2026-01-05 01:00:00", "1", "203.0.113.7:443", "ip:port", "botnet_cc", "75"
      "2026-01-05 01:00:00", "2", "bad.example", "domain", "botnet_cc", "50"
      "2026-01-05 01:00:00", "3", "None", "domain", "botnet_cc", "50"
      """)
    #expect(threatFox.lines == ["203.0.113.7/32 75", "bad.example 50"])
    #expect(threatFox.report.rejections.map(\.line) == [7])
    let feodo = try Self.table(
      """
      # Feodo
      first_seen_utc,dst_ip,dst_port,c2_status,last_online,malware
      2026-01-05 01:00:00,203.0.113.7,443,online,2026-01-06,ExampleRAT
      """)
    #expect(feodo.lines == ["203.0.113.7/32 80"])
    let urlhaus = try Self.table(
      """
      # id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter
      "1","2026-01-05 01:00:00","http://bad.example/a,b","online","","malware_download","x","u","r"
      """)
    #expect(urlhaus.lines == ["http://bad.example/a,b 80"])
    let nameless = try Self.table(
      """
      "bad.example","96","5/45","{""Rule"": ""it is 192.0.2.1""}"
      "203.0.113.7","40","5/45","{}"
      """)
    #expect(nameless.lines == ["bad.example 80", "203.0.113.7/32 40"])
  }

  @Test func `an entry is never surer than its feed, and never longer`() throws {
    let text = #"{"type":"ipv4","value":"203.0.113.7","confidence":95,"expires":"2026-03-01"}"#
    #expect(try Self.table(text, confidence: 90).lines == ["203.0.113.7/32 90 until 1772323200"])
    #expect(
      try Self.table(text, confidence: 99, expires: 1_767_574_800).lines
        == ["203.0.113.7/32 95 until 1767574800"])
  }

  @Test(
    arguments: [
      ("2026-01-05T01:00:00Z", 1_767_574_800), ("2026-01-05T01:00:00.123456Z", 1_767_574_800),
      ("2026-01-05 01:00:00 UTC", 1_767_574_800), ("2026-01-05T09:00:00+08:00", 1_767_574_800),
      ("2026-01-04T20:00:00-0500", 1_767_574_800), ("1767574800", 1_767_574_800),
      ("1767574800000", 1_767_574_800), ("2026-01-05", 1_767_571_200), ("soon", nil),
      ("2026-13-05", nil), ("", nil), ("2026-01-05T99:00:00Z", nil),
    ] as [(String, Int64?)])
  func `times are read as feeds write them`(text: String, expected: Int64?) throws {
    let json = #"{"type":"ipv4","value":"203.0.113.7","first_seen":"\#(text)"}"#
    #expect(Self.records(json).records.first?.firstSeenSeconds == expected)
  }

  @Test func `a value is what its type says, and not what its text pretends`() throws {
    // A domain by type cannot be a network, a hash cannot be an address.
    for (type, value) in [
      ("domain", "203.0.113.0/24"), ("md5", "203.0.113.7"), ("email", "203.0.113.7"),
      ("ipv4", "a@bad.example"), ("url", "has blanks in it"),
    ] {
      let found = try Self.table(#"{"type":"\#(type)","value":"\#(value)"}"#)
      #expect(found.lines.isEmpty, "\(type) \(value)")
    }
  }
}
