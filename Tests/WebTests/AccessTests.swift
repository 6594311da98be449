import Engine
import Foundation
import Testing
import Web

@Suite struct AccessTests {
  private static func basic(_ user: String, _ token: String) -> String {
    "Basic " + Data("\(user):\(token)".utf8).base64EncodedString()
  }

  /// Headers, and whether they open the list `edge`.
  static let credentials: [([String: String], isTaken: Bool)] = [
    ([:], false),
    (["Authorization": "Bearer \(WebHost.listToken)"], true),
    (["Authorization": "bearer  \(WebHost.listToken)"], true),
    (["Authorization": basic("fw1", WebHost.listToken)], true),
    (["X-Api-Key": WebHost.listToken], true),
    (["X-Firewall": WebHost.listToken], true),
    (["Authorization": basic("fw2", WebHost.listToken)], false),
    (["Authorization": basic("fw1", WebHost.bouncerToken)], false),
    (["Authorization": basic("fw1", "")], false),
    (["Authorization": "Basic !!!"], false),
    (["Authorization": "Basic " + Data("nocolon".utf8).base64EncodedString()], false),
    (["Authorization": WebHost.listToken], false),
    (["Authorization": "Digest \(WebHost.listToken)"], false),
    (["Authorization": "Bearer \(WebHost.listToken) "], true),
    (["Authorization": "Bearer \(WebHost.listToken)x"], false),
    (["Authorization": "Bearer " + WebHost.listToken.dropLast()], false),
    (["X-Other": WebHost.listToken], false),
    (["X-Firewall": WebHost.metricsToken], false),
    (["Authorization": "Bearer \(WebHost.bouncerToken)"], false),
    (["Authorization": "Bearer " + String(repeating: "a", count: 5000)], false),
  ]

  @Test func `only the right token opens a list, in any of its places`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for (headers, isTaken) in Self.credentials {
        let status = try host.ask("/blocklists/edge.plain", headers: headers).status
        #expect(status == (isTaken ? 200 : 401), "\(headers)")
      }
    }
  }

  @Test func `a client without a token is asked for one`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let reply = try host.ask("/blocklists/edge.plain")
      #expect(reply.status == 401 && reply.message == "a token is needed")
      #expect(reply.headers["www-authenticate"] == "Basic realm=\"detectd\", charset=\"UTF-8\"")
    }
  }

  @Test func `who guesses is locked out for a minute, and it is noted once`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let wrong = ["Authorization": "Bearer wrong-token-0123456789"]
      for _ in 0..<10 {
        #expect(try host.ask("/blocklists/edge.plain", headers: wrong).status == 401)
      }
      let locked = try host.ask("/blocklists/edge.plain", headers: wrong)
      #expect(locked.status == 429 && locked.headers["retry-after"] == "60")
      #expect(try host.pull("edge.plain").status == 429, "not even the right one is looked at")
      let notes = host.notes
      #expect(notes.map(\.kind) == [.refused, .locked])
      #expect(notes.first?.address == "127.0.0.1" && notes.first?.path == "/blocklists/edge.plain")
      host.pass(seconds: 61)
      #expect(try host.pull("edge.plain").status == 200)
    }
  }

  @Test func `where a consumer was served, a guesser cannot lock it out`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      #expect(try host.pull("edge.plain").status == 200)
      for _ in 0..<30 {
        let reply = try host.ask("/blocklists/edge.plain", headers: ["X-Api-Key": "guess"])
        #expect(reply.status == 401)
      }
      #expect(try host.pull("edge.plain").status == 200)
      let notes = host.notes
      #expect(notes.map(\.kind) == [.newAddress, .refused] && notes.first?.consumer == "fw1")
    }
  }

  @Test func `a token is for what its consumer may do`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let list = ["X-Api-Key": WebHost.listToken]
      let bouncer = ["X-Api-Key": WebHost.bouncerToken]
      #expect(try host.ask("/v1/decisions/stream", headers: list).status == 403)
      #expect(try host.ask("/v1/decisions/stream", headers: bouncer).status == 200)
      #expect(try host.ask("/blocklists/edge.plain", headers: bouncer).status == 401)
    }
  }

  @Test func `short tokens are no tokens`() {
    #expect(Consumer(name: "a", token: "short") == nil)
    #expect(Consumer(name: "a", token: String(repeating: "x", count: 513)) == nil)
    #expect(Consumer(name: "a", token: String(repeating: "x", count: 16)) != nil)
  }

  @Test func `health and readiness need no token`() async throws {
    try await WebHost.serve({ $0.site.problems = { ["disk: full"] } }) { (host: WebHost) throws in
      let health = try host.ask("/health")
      #expect(health.status == 200 && health.text == "{\"status\":\"up\"}")
      let ready = try host.ask("/ready")
      #expect(ready.status == 503 && ready.text == "disk: full\n")
      #expect(try host.ask("/health", method: "HEAD").status == 200)
      #expect(try host.ask("/health", method: "DELETE").status == 405)
    }
    try await WebHost.serve { (host: WebHost) throws in
      #expect(try host.ask("/ready").text == "ready\n")
    }
  }

  @Test func `who guesses on many paths is noted once`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for place in 0..<5 {
        _ = try host.ask("/blocklists/l\(place).plain", headers: ["X-Api-Key": "guess"])
      }
      #expect(host.notes.map(\.kind) == [.refused])
    }
  }

  @Test(arguments: [
    ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"),
    ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
    ("2001:db8:1:3::", "2001:db8:1:3::/64"), ("unknown", "unknown"),
  ])
  func `limits are for an address, or the network of one`(address: String, origin: String) {
    #expect(ClientOrigin.text(address) == origin)
  }
}
