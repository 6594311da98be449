import Engine
import Foundation
import Response
import Testing
import Web

/// A bouncer that does what it is told, and nothing else.
private final class Model {
  struct Item: Decodable {
    let duration, origin, scenario, scope, type, value: String
    let id: Int64
  }
  private struct Page: Decodable {
    let new, deleted: [Item]
  }

  private let host: WebHost
  private var connection: RawConnection
  /// What it holds: value to seconds left when it was told.
  private(set) var held: [String: Int] = [:]
  private(set) var lastNew: [Item] = []
  private(set) var lastDeleted: [Item] = []

  init(_ host: WebHost) {
    self.host = host
    connection = RawConnection(port: host.port)
  }

  func reconnect() { connection = RawConnection(port: host.port) }

  func poll(_ query: String = "") throws {
    connection.send(
      WebHost.request(
        "GET", "/v1/decisions/stream?\(query)",
        ["X-Api-Key": WebHost.bouncerToken, "User-Agent": "crowdsec-firewall-bouncer/-"]))
    let reply = try #require(connection.reply())
    #expect(reply.status == 200)
    let page = try JSONDecoder().decode(Page.self, from: Data(reply.body))
    if query.contains("startup=true") { held = [:] }
    for item in page.deleted {
      #expect(item.duration.hasPrefix("-"))
      held[item.value] = nil
    }
    for item in page.new {
      let seconds = try #require(Model.seconds(item.duration))
      #expect(seconds >= 1 && item.type == "ban")
      if held[item.value] == nil { held[item.value] = seconds }
    }
    #expect(page.new.map(\.id) == page.new.map(\.id).sorted())
    #expect(Set(page.new.map(\.value)).count == page.new.count, "one decision a value")
    lastNew = page.new
    lastDeleted = page.deleted
  }

  /// As Go reads it.
  static func seconds(_ text: String) -> Int? {
    guard let match = text.wholeMatch(of: /(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)/) else { return nil }
    let parts = [match.1, match.2, match.3].map { Int($0 ?? "0") ?? 0 }
    return parts[0] * 3600 + parts[1] * 60 + parts[2]
  }
}

@Suite struct BouncerRoutesTests {
  @Test func `startup gives all, then changes as they come`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let bouncer = Model(host)
      host.block("203.0.113.7", seconds: 7200)
      try bouncer.poll("startup=true")
      #expect(bouncer.held == ["203.0.113.7": 7200])
      try bouncer.poll()
      #expect(bouncer.lastNew.isEmpty && bouncer.lastDeleted.isEmpty)
      host.block("2001:db8::/64", seconds: 60)
      try bouncer.poll()
      #expect(bouncer.held["2001:db8::/64"] == 60 && bouncer.lastNew.first?.scope == "Range")
      host.unblock("203.0.113.7")
      try bouncer.poll()
      #expect(bouncer.held == ["2001:db8::/64": 60])
      #expect(bouncer.lastDeleted.first?.value == "203.0.113.7")
      host.pass(seconds: 61)
      try bouncer.poll()
      #expect(bouncer.held == [:])
    }
  }

  @Test func `a block that lasts longer is taken out and put in again`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let bouncer = Model(host)
      host.block("203.0.113.7", seconds: 100)
      try bouncer.poll("startup=true")
      host.pass(seconds: 10)
      host.block("203.0.113.7", seconds: 1000)
      try bouncer.poll()
      #expect(bouncer.lastDeleted.count == 1 && bouncer.held == ["203.0.113.7": 1000])
    }
  }

  @Test func `the longest of several on one address counts, and its end uncovers the next`()
    async throws
  {
    try await WebHost.serve { (host: WebHost) throws in
      let bouncer = Model(host)
      host.block("203.0.113.7", seconds: 100, origin: .policy)
      host.block("203.0.113.7", seconds: 5000, origin: .operator)
      host.block("203.0.113.7", seconds: 1000, origin: .feed, cause: WebHost.cause(feed: "a b!"))
      try bouncer.poll("startup=true")
      #expect(bouncer.held == ["203.0.113.7": 5000])
      host.unblock("203.0.113.7")
      host.block("203.0.113.7", seconds: 300, origin: .policy)
      try bouncer.poll()
      #expect(bouncer.held == [:] || bouncer.held == ["203.0.113.7": 300])
      try bouncer.poll()
      host.pass(seconds: 101)
      try bouncer.poll()
    }
  }

  @Test func `an answer that may have been lost is told again`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let bouncer = Model(host)
      try bouncer.poll("startup=true")
      try bouncer.poll()
      host.block("203.0.113.7")
      try bouncer.poll()
      #expect(bouncer.lastNew.count == 1)
      bouncer.reconnect()
      try bouncer.poll()
      #expect(bouncer.lastNew.count == 1, "the connection is new")
      try bouncer.poll()
      #expect(bouncer.lastNew.isEmpty, "the same connection")
      bouncer.reconnect()
      try bouncer.poll("startup=true")
      #expect(bouncer.held.count == 1)
    }
  }

  @Test func `random days end with the bouncer holding what is decided`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      var random = SystemRandomNumberGenerator()
      let bouncer = Model(host)
      try bouncer.poll("startup=true")
      for _ in 0..<60 {
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          let target = "203.0.113.\(Int.random(in: 0...9, using: &random))"
          switch Int.random(in: 0...3, using: &random) {
          case 0: host.unblock(target)
          case 1:
            host.block(target, seconds: Int64.random(in: 1...400, using: &random), origin: .feed)
          default: host.block(target, seconds: Int64.random(in: 1...400, using: &random))
          }
        }
        host.pass(seconds: Int64.random(in: 0...90, using: &random))
        if Int.random(in: 0...5, using: &random) == 0 { bouncer.reconnect() }
        try bouncer.poll()
        let content = host.decisions.snapshot(atSeconds: host.now).content
        let expected = Set(content.decisions.map(\.target.description))
        #expect(Set(bouncer.held.keys) == expected)
      }
    }
  }

  @Test func `small networks become hosts where a consumer wants that`() async throws {
    try await WebHost.serve({ $0.consumers[1].expandsHostBits = 8 }) { (host: WebHost) throws in
      let bouncer = Model(host)
      host.block("203.0.113.0/24", seconds: 100)
      host.block("203.0.113.7", seconds: 500)
      host.block("198.51.0.0/16", seconds: 100)
      try bouncer.poll("startup=true")
      #expect(bouncer.held.count == 257)
      #expect(bouncer.held["203.0.113.7"] == 500 && bouncer.held["203.0.113.8"] == 100)
      #expect(bouncer.held["198.51.0.0/16"] == 100)
      host.unblock("203.0.113.0/24")
      try bouncer.poll()
      #expect(Set(bouncer.held.keys) == ["203.0.113.7", "198.51.0.0/16"])
    }
  }

  /// Queries of the stream, and the values they give.
  static let filters: [(String, [String])] = [
    ("startup=true", ["203.0.113.7", "203.0.113.8", "198.51.100.0/24"]),
    ("startup=true&scopes=ip", ["203.0.113.7", "203.0.113.8"]),
    ("startup=true&scopes=Range", ["198.51.100.0/24"]),
    ("startup=true&scopes=country", []),
    ("startup=true&origins=lists", ["203.0.113.8"]),
    ("startup=true&origins=lists,cscli", ["203.0.113.7", "203.0.113.8", "198.51.100.0/24"]),
    ("startup=true&scenarios_containing=SSH", ["203.0.113.7"]),
    ("startup=true&scenarios_not_containing=ssh", ["203.0.113.8", "198.51.100.0/24"]),
    (
      "startup=true&additional_pull=false&community_pull=false&x=%ff",
      [
        "203.0.113.7", "203.0.113.8", "198.51.100.0/24",
      ]
    ),
  ]

  @Test func `a bouncer gets what it asks for`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7", cause: WebHost.cause("ssh-bf"))
      host.block("203.0.113.8", origin: .feed, cause: WebHost.cause("x", feed: "Tor exits"))
      host.block("198.51.100.0/24", cause: WebHost.cause("web-scan"))
      for (query, values) in Self.filters {
        let bouncer = Model(host)
        try bouncer.poll(query)
        #expect(Set(bouncer.held.keys) == Set(values), "\(query)")
        #expect(bouncer.lastNew.allSatisfy { $0.origin != "lists" || $0.scenario == "Tor-exits" })
      }
    }
  }

  private func ask(_ host: WebHost, _ path: String, method: String = "GET") throws -> Reply {
    try host.ask(path, method: method, headers: ["X-Api-Key": WebHost.bouncerToken])
  }

  @Test func `one address can be asked about`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      #expect(try self.ask(host, "/v1/decisions?ip=203.0.113.7").text == "null")
      host.block("203.0.113.7")
      host.block("203.0.113.0/24")
      host.block("198.51.100.9")
      func values(_ query: String) throws -> [String] {
        let reply = try self.ask(host, "/v1/decisions?\(query)")
        let found = try JSONSerialization.jsonObject(
          with: Data(reply.body), options: .fragmentsAllowed)
        return (found as? [[String: Any]] ?? []).compactMap { $0["value"] as? String }.sorted()
      }
      #expect(try values("ip=203.0.113.7") == ["203.0.113.0/24", "203.0.113.7"])
      #expect(try values("ip=203.0.113.8&scopes=range") == ["203.0.113.0/24"])
      #expect(try values("ip=::ffff:203.0.113.8") == ["203.0.113.0/24"])
      #expect(try values("range=203.0.113.0/25") == ["203.0.113.0/24"])
      #expect(try values("range=203.0.113.0/24&contains=false").count == 2)
      #expect(try values("value=198.51.100.9") == ["198.51.100.9"])
      #expect(try values("").count == 3)
      #expect(try values("limit=2").count == 2)
      #expect(try values("limit=2&offset=2").count == 1)
      #expect(try values("type=captcha").isEmpty)
      #expect(try values("ip=192.0.2.1").isEmpty)
      let bad = try self.ask(host, "/v1/decisions?ip=fo%22o")
      #expect(bad.status == 500)
      #expect(
        bad.message
          == "unable to convert 'fo\"o' to int: invalid address: invalid ip address / range")
    }
  }

  @Test func `HEAD tells whether a key is good and changes nothing`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7")
      let bouncer = Model(host)
      try bouncer.poll("startup=true")
      host.block("203.0.113.8")
      for path in ["/v1/decisions/stream", "/v1/decisions"] {
        let reply = try self.ask(host, path, method: "HEAD")
        #expect(reply.status == 200 && reply.body.isEmpty)
        #expect(try host.ask(path, method: "HEAD", headers: ["X-Api-Key": "no"]).status == 403)
      }
      try bouncer.poll()
      #expect(bouncer.held.count == 2)
    }
  }

  @Test func `every refusal is JSON with a message`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for (method, path, status) in [
        ("GET", "/v1/decisions/stream", 403), ("POST", "/v1/usage-metrics", 403),
        ("DELETE", "/v1/decisions", 405), ("GET", "/v1/usage-metrics", 405),
        ("GET", "/v1/alerts", 404), ("POST", "/v1/watchers/login", 404), ("GET", "/v1", 404),
      ] {
        let reply = try host.ask(path, method: method)
        #expect(reply.status == status && reply.message != nil, "\(method) \(path)")
      }
      #expect(try host.ask("/v1/decisions/stream").message == "access forbidden")
    }
  }

  static let report = """
    {"remediation_components":[{"type":"b","version":"v1","utc_startup_timestamp":1,"metrics":[
    {"meta":{"utc_now_timestamp":1,"window_size_seconds":900},"items":[
    {"name":"dropped","unit":"packet","value":12,"labels":{"origin":"CAPI"}},
    {"name":"dropped","unit":"byte","value":900}]}]}]}
    """

  /// Bodies of usage metrics, and the status of the answer.
  static let reports: [(String, Int)] = [
    (report, 201), ("", 400), ("[]", 400), ("{}", 400), ("{\"remediation_components\":[]}", 400),
    ("{\"remediation_components\":7}", 400), ("{\"remediation_components\":[7]}", 422),
    (report.replacing("\"version\":\"v1\"", with: "\"version\":7"), 422),
    (report.replacing("\"value\":12", with: "\"value\":\"12\""), 422),
    (report.replacing("v1", with: String(repeating: "v", count: 300)), 422),
    (String(repeating: "[", count: 100_000), 400),
  ]

  @Test func `bouncers report what they dropped`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      func post(_ body: [UInt8], _ encoding: String? = nil) throws -> Reply {
        var headers = ["X-Api-Key": WebHost.bouncerToken]
        headers["Content-Encoding"] = encoding
        return try host.ask("/v1/usage-metrics", method: "POST", headers: headers, body: body)
      }
      for (text, status) in Self.reports {
        let reply = try post(Array(text.utf8))
        #expect(reply.status == status, "\(text.prefix(80))")
        #expect(status == 201 ? reply.body.isEmpty : reply.message != nil)
      }
      #expect(try post([1, 2, 3], "gzip").status == 400)
      #expect(try post([1, 2, 3], "br").status == 415)
      #expect(
        try host.ask("/metrics").text.contains(
          "detectd_bouncer_dropped_packets_total{consumer=\"b1\"} 12.0"))
    }
  }
}
