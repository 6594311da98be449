import Detect
import Logs
import Testing

@Suite struct CustomPatternTests {
  /// A pattern, a record, and the fields that come out; none when it is another message.
  static let cases: [(pattern: String, record: String, fields: [String: String]?)] = [
    ("u=%{user.name} ", "u=ann ", ["user.name": "ann"]),
    ("u=%{user.name}", "u=", [:]),
    ("u=%{user.name}", "u=-", [:]),
    ("u=%{user.name};", "u=ann", nil),
    (
      "%{source.ip}:%{source.port} x", "192.0.2.1:443 x",
      ["source.ip": "192.0.2.1", "source.port": "443"]
    ),
    (
      "%{source.ip}:%{source.port}", "2001:db8::1:443",
      ["source.ip": "2001:db8::1", "source.port": "443"]
    ),
    (
      "%{source.ip}:%{source.port}", "[2001:db8::1]:443",
      ["source.ip": "2001:db8::1", "source.port": "443"]
    ),
    ("IP: %{source.ip}.", "IP: 192.0.2.1.", ["source.ip": "192.0.2.1"]),
    ("%{source.ip}", "192.0.2.256", nil),
    ("%{source.ip} %{}", "192.0.2 x", nil),
    ("p=%{source.port}", "p=65536", nil),
    (
      "for %{user.name:last} from %{source.ip}", "for x from 198.51.100.1 from 192.0.2.1",
      ["user.name": "x from 198.51.100.1", "source.ip": "192.0.2.1"]
    ),
    (
      "for %{user.name:word} from %{source.ip}", "for x from 198.51.100.1 from 192.0.2.1",
      ["user.name": "x", "source.ip": "198.51.100.1"]
    ),
    ("a%{user.name->} b", "aann     b", ["user.name": "ann"]),
    ("%{+event.reason} - %{+event.reason}", "one - two", ["event.reason": "one two"]),
    ("u=%{user.name:quoted} %{}", #"u="a \"b\" c" x"#, ["user.name": #"a "b" c"#]),
    ("u=%{user.name:quoted}", #"u="a"#, nil),
    ("%{source.address:host} x", "192.0.2.1 x", ["source.ip": "192.0.2.1"]),
    ("%{source.address:host} x", "a.example.com x", ["source.domain": "a.example.com"]),
    ("m=%{source.mac} x", "m=00:00:5e:00:53:0a x", ["source.mac": "00-00-5E-00-53-0A"]),
    ("n=%{acme.level:integer}", "n=-7", ["acme.level": "-7"]),
    ("n=%{acme.ratio:number} x", "n=0.25 x", ["acme.ratio": "0.25"]),
    ("n=%{acme.ratio:integer} x", "n=0.25 x", nil),
    (
      "p=%{network.transport}", "p=17",
      ["network.iana_number": "17", "network.transport": "udp"]
    ),
    ("100%% %%{x} %{user.name}", "100%% %{x} ann", ["user.name": "ann"]),
  ]

  @Test(arguments: cases.indices)
  func `reads what stands between the text`(index: Int) throws {
    let (pattern, record, wanted) = Self.cases[index]
    let result = try CustomSamples.result(try CustomSamples.pattern(pattern), record)
    #expect((result.dataset == "acme") == (wanted != nil), "\(pattern): \(record)")
    guard let wanted else { return }
    let found = Dictionary(
      result.fields.filter { $0.name != "message" }.map { ($0.name, $0.value) }
    ) { "\($0)|\($1)" }
    #expect(found == wanted, "\(pattern): \(record)")
    #expect(result.all("message") == [record])
  }

  @Test(
    arguments: [
      ("%{@timestamp} x", "2026-01-05 09:00:00.5 x", "2026-01-05T09:00:00.5Z"),
      ("%{@timestamp} x", "Jan  5 09:00:00 x", "2026-01-05T09:00:00Z"),
      (
        "%{@timestamp:time(dd.MM.yyyy HH:mm:ss)} x", "05.01.2026 09:00:00 x",
        "2026-01-05T09:00:00Z"
      ),
      ("%{@timestamp:time(M/d/yy, h:mm:ss a)} x", "1/5/26, 9:00:00 PM x", "2026-01-05T21:00:00Z"),
      (
        "%{@timestamp:time(yyyyMMdd HHmmss.SSSZ)}", "20260105 090000.25+0800",
        "2026-01-05T09:00:00.25+08:00"
      ),
      ("%{@timestamp:time(dd MMM HH:mm:ss)}", "05 Jan 09:00:00", "2026-01-05T09:00:00Z"),
      ("%{@timestamp:time(h:mm a)}", "13:00 PM", nil),
      ("%{@timestamp:time(dd.MM.yyyy)}", "31.02.2026", nil),
    ] as [(String, String, String?)])
  func `reads times`(pattern: String, record: String, time: String?) throws {
    let result = try CustomSamples.result(
      try CustomSamples.pattern(pattern, isWhole: true), record)
    #expect(result.dataset == (time == nil ? result.dataset : "acme"))
    if result.dataset == "acme" { #expect(result.time == time) }
    #expect((result.dataset == "acme") == (time != nil))
  }

  /// What is wrong with a pattern, and where.
  @Test(arguments: [
    ("no piece", 0, "the pattern has no %{…}; write %{field} where a value stands"),
    ("a %{b", 2, "this '%{' has no '}'; write %{field} or, for the text itself, %%{"),
    (
      "%{a b}", 3, "a field's name cannot hold ' '; write letters, digits, and . _ @ - alone"
    ),
    (
      "%{a:wrd}", 4,
      "unknown kind 'wrd'; write one of text, word, quoted, last, ip, host, port, integer, "
        + "number, mac, transport, time"
    ),
    (
      "%{a}%{b}", 0,
      "nothing stands between '%{a}' and the next '%{'; put the text that separates them, or a "
        + "kind that ends by itself (ip, integer, time)"
    ),
    (
      "%{@timestamp:ip}", 13,
      "@timestamp is a time, not 'ip'; write @timestamp or @timestamp:time"
    ),
    (
      "%{@timestamp:time(QQ)}", 18,
      "'QQ' is no part of a time; write yyyy, MM, MMM, dd, HH, mm, ss, SSS, a or Z"
    ),
    ("%{*} %{*}", 0, "%{*} stands twice; one part can be read on"),
  ])
  func `says what is wrong and where`(pattern: String, offset: Int, message: String) {
    let error = #expect(throws: CustomSyntaxError.self) { try CustomPattern(pattern) }
    #expect(error?.offset == offset)
    #expect(error.map { $0.message + ($0.hint.map { "; \($0)" } ?? "") } == message)
  }
}
