import Detect
import Logs
import Testing

@Suite struct SensorTests {
  static let ends = [
    "source.ip": "198.51.100.7", "source.port": "51515", "destination.ip": "192.0.2.10",
    "destination.port": "22", "network.transport": "tcp",
  ]

  static let alerts: [(record: String, expected: [String: String])] = [
    (
      "01/05/2026-09:00:00.123456  [**] [1:2000001:3] EXAMPLE scan [**] [Classification: Attempted "
        + "Information Leak] [Priority: 2] {TCP} 198.51.100.7:51515 -> 192.0.2.10:22",
      [
        "rule.id": "2000001", "rule.version": "3", "rule.name": "EXAMPLE scan",
        "rule.category": "Attempted Information Leak", "event.severity": "2",
        "event.action": "alert", "event.category": "intrusion_detection",
      ]
    ),
    (
      "01/05/2026-09:00:00.123456  [Drop] [**] [1:2000001:3] EXAMPLE scan [**] [Priority: 1] "
        + "{TCP} 198.51.100.7:51515 -> 192.0.2.10:22",
      ["event.action": "drop", "event.type": "denied", "rule.name": "EXAMPLE scan"]
    ),
    (
      "01/05-09:00:00.123456 [**] [1:2000001:3] \"EXAMPLE scan\" [**] [AppID: SSH] "
        + "[Priority: 1] {TCP} 198.51.100.7:51515 -> 192.0.2.10:22",
      ["rule.name": "EXAMPLE scan", "network.application": "SSH"]
    ),
    (
      "Jan  5 09:00:00 ids1 snort[7]: [1:2000001:3] EXAMPLE scan [Classification: Misc activity] "
        + "[Priority: 3]: {TCP} 198.51.100.7:51515 -> 192.0.2.10:22",
      ["rule.name": "EXAMPLE scan", "host.name": "ids1", "event.severity": "3"]
    ),
    (
      "[**] [1:2000001:3] EXAMPLE scan [**]\n[Classification: x] [Priority: 2] \n"
        + "01/05-09:00:00.5 198.51.100.7:51515 -> 192.0.2.10:22\nTCP TTL:127 TOS:0x0",
      ["rule.name": "EXAMPLE scan", "rule.category": "x"]
    ),
    (
      "01/05-09:00:00.553882 ,1,2000001,3,\"EXAMPLE, scan\",TCP,198.51.100.7,51515,192.0.2.10,22,"
        + "00:00:5E:00:53:01,00:00:5E:00:53:02,0x72",
      ["rule.name": "EXAMPLE, scan", "source.mac": "00-00-5E-00-53-01", "rule.id": "2000001"]
    ),
  ]

  @Test(arguments: alerts.indices)
  func `an alert in every form`(index: Int) throws {
    let (record, expected) = Self.alerts[index]
    let result = try Decoding().result(record)
    #expect(result.dataset == "snort", "\(record)")
    for (name, value) in expected.merging(Self.ends, uniquingKeysWith: { a, _ in a }) {
      #expect(result.all(name).contains(value), "\(name): \(result.all(name)) in \(record)")
    }
    #expect(result.time?.hasPrefix("2026-01-05T") == true)
  }

  @Test func `the port of an IPv6 address stands behind its last colon`() throws {
    let result = try Decoding().result(
      "01/05-09:00:00.1 [**] [1:2:3] x [**] [Priority: 0] {UDP} 2001:db8::bad:53 -> 2001:db8::1:40000"
    )
    #expect(result["source.ip"] == "2001:db8::bad")
    #expect(result["source.port"] == "53")
    #expect(result["destination.ip"] == "2001:db8::1")
    let ping = try Decoding().result(
      "01/05-09:00:00.1 [**] [1:2:3] x [**] [Priority: 0] {IPV6-ICMP} 2001:db8::53 -> 2001:db8::1")
    #expect(ping["source.ip"] == "2001:db8::53")
    #expect(ping["source.port"] == nil)
  }

  static let tuple = "1767574800.123456\tCHhAvVGS1DHFjwGM9\t198.51.100.7\t51515\t192.0.2.10\t22\t"

  static let zeek: [(record: String, service: String, expected: [String: String])] = [
    (
      tuple + "tcp\tssh\t1.550793\t98\t9417\tREJ\t-\t-\t0\tSr\t11\t670\t10\t9945\t(empty)", "conn",
      [
        "conn_state": "REJ", "source.bytes": "670", "destination.packets": "10",
        "network.bytes": "10615", "network.protocol": "ssh", "event.duration": "1550793000",
      ]
    ),
    (
      tuple + "udp\t41477\t0.07\twww.example.com\t1\tC_INTERNET\t1\tA\t0\tNOERROR\tF\tF\tT\tT\t0\t"
        + "web.example.com,203.0.113.9\t60.0,60.0\tF", "dns",
      [
        "dns.question.name": "www.example.com", "dns.question.type": "A",
        "dns.response_code": "NOERROR", "dns.resolved_ip": "203.0.113.9",
      ]
    ),
    (
      tuple + "1\tGET\twww.example.com\t/a?b=c\t-\t1.1\tcurl/8\t-\t0\t120\t404\tNot Found\t-\t-\t"
        + "(empty)\t-\t-\t-\t-\t-\t-\tFx\t-\ttext/html", "http",
      [
        "http.request.method": "GET", "url.domain": "www.example.com", "url.path": "/a",
        "http.response.status_code": "404", "user_agent.original": "curl/8", "http.version": "1.1",
      ]
    ),
    (
      tuple + "TLSv12\tTLS_X\tx25519\twww.example.com\tF\t-\th2\tT\tFab\t-\tCN=a\tCN=b\t-\t-",
      "ssl",
      ["tls.client.server_name": "www.example.com", "tls.server.subject": "CN=a"]
    ),
    (
      tuple + "2\tF\t3\t-\tSSH-2.0-x\tSSH-2.0-OpenSSH_9.2\ta\tb\tc\td\te\tf", "ssh",
      ["event.outcome": "failure", "event.category": "authentication"]
    ),
    (
      tuple + "dns_unmatched_reply\t-\tF\tzeek\t-", "weird",
      ["rule.name": "dns_unmatched_reply", "observer.name": "zeek"]
    ),
    (
      "1767574800.123456\t-\t-\t-\t-\t-\t-\t-\t-\t-\tScan::Port_Scan\t198.51.100.7 scanned 15 ports\t"
        + "local\t198.51.100.7\t192.0.2.10\t-\t-\tzeek\tNotice::ACTION_LOG", "notice",
      ["rule.name": "Scan::Port_Scan", "source.ip": "198.51.100.7"]
    ),
    (
      "1767574800.123456\tFakNcS1Jfe01uljb3\t192.0.2.10\t198.51.100.7\tCXWv6p3arKYeMETxOg\tHTTP\t0\t"
        + "MD5\ttext/plain\ta.txt\t0.000263\t-\tF\t4705\t4705\t0\t0\tF\t-\t"
        + "397168fd09991a0e712254df7bc639ac\t-\t-\t-", "files",
      [
        "file.hash.md5": "397168fd09991a0e712254df7bc639ac", "file.size": "4705",
        "source.ip": "192.0.2.10", "file.name": "a.txt",
      ]
    ),
  ]

  @Test(arguments: zeek.indices)
  func `a log of Zeek's is told by its columns`(index: Int) throws {
    let (record, service, expected) = Self.zeek[index]
    let result = try Decoding().result(record)
    #expect(result.dataset == "zeek", "\(record)")
    #expect(result.source.services.contains(service), "\(result.source)")
    for (name, value) in expected {
      #expect(result.all(name).contains(value), "\(name): \(result.all(name)) in \(record)")
    }
    if service != "notice", service != "files" { #expect(result["source.port"] == "51515") }
  }

  @Test func `a log's header is known and says nothing`() throws {
    let results = try Decoding().results([
      "#separator \\x09", "#fields\tts\tuid", "#path\tconn", "#close\t2026-01-05-09-00-00",
    ])
    #expect(results.allSatisfy { $0.dataset == "zeek" && $0["source.ip"] == nil })
  }

  /// A rule's text and a host's name are no ends of a packet.
  @Test(arguments: [
    "01/05-09:00:00.1 [**] [1:2:3] x {TCP} 203.0.113.66:1 -> 192.0.2.1:2 [**] [Priority: 0] {TCP} "
      + "198.51.100.7:51515 -> 192.0.2.10:22",
    tuple
      + "1\tGET\t203.0.113.66\t/?\\x09203.0.113.66\t-\t1.1\tx\\x09203.0.113.66\t-\t0\t0\t200\t-",
  ])
  func `text of others is no address`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.all("source.ip") == ["198.51.100.7"])
  }
}
