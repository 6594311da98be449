import Engine
import Foundation
import Glibc
import NIOCore
import Testing
import Web

/// What an attacker who can reach the port might try.
@Suite struct HostileRequestTests {
  /// The server still works.
  private static func check(_ host: WebHost) throws {
    #expect(try host.pull("edge.plain").status == 200)
  }

  @Test func `paths are taken as they stand`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for path in [
        "/", "//", "/blocklists", "/blocklists/", "/blocklists//edge.plain",
        "//blocklists/edge.plain",
        "/blocklists/../health", "/health/", "/health/../metrics", "/%68ealth", "/HEALTH",
        "/blocklists/edge.plain/../edge.plain", "/blocklists/..%2fedge.plain", "/./health",
        "/v1/decisions/stream/", "/v1//decisions", "/v1/decisions/../decisions",
        "/etc/passwd", "/metrics%00", "*",
      ] {
        let reply = try host.ask(path, headers: ["X-Api-Key": WebHost.listToken])
        #expect([400, 404].contains(reply.status), "\(path): \(reply.status)")
      }
      #expect(try host.ask("/health?x=/../..").status == 200)
      try Self.check(host)
    }
  }

  @Test func `a long path, many headers and a long header are refused`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      #expect(try host.ask("/" + String(repeating: "a", count: 5000)).status == 414)
      let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("X-\($0)", "1") })
      #expect(try host.ask("/health", headers: many).status == 400)
      let long = ["X-Long": String(repeating: "a", count: 20_000)]
      #expect(try host.ask("/health", headers: long).status == 400)
      let flood = RawConnection(port: host.port, timeoutSeconds: 5)
      flood.send("GET /health HTTP/1.1\r\n")
      let line = Array("X-Flood: \(String(repeating: "b", count: 1000))\r\n".utf8)
      var isOpen = true
      for _ in 0..<20_000 where isOpen { isOpen = flood.send(line) }
      #expect(!isOpen, "20 MB of headers are not read")
      try Self.check(host)
    }
  }

  @Test func `ten megabytes of body are not taken`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let connection = RawConnection(port: host.port)
      connection.send(
        "POST /v1/usage-metrics HTTP/1.1\r\nHost: t\r\nX-Api-Key: \(WebHost.bouncerToken)\r\n"
          + "Content-Length: 10000000\r\n\r\n")
      let reply = try #require(connection.reply())
      #expect(reply.status == 413 && reply.message == "the body is too large")
      let chunk = [UInt8](repeating: 0x61, count: 1 << 16)
      var isOpen = true
      for _ in 0..<200 where isOpen { isOpen = connection.send(chunk) }
      #expect(!isOpen)
      let chunked = RawConnection(port: host.port)
      chunked.send(
        "POST /v1/usage-metrics HTTP/1.1\r\nHost: t\r\nX-Api-Key: \(WebHost.bouncerToken)\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n")
      isOpen = true
      for _ in 0..<200 where isOpen {
        isOpen = chunked.send(Array("10000\r\n".utf8) + chunk + [13, 10])
      }
      #expect(!isOpen, "a body without a length ends with the connection")
      try Self.check(host)
    }
  }

  @Test func `a small body that unpacks to much is refused`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "head -c 100000000 /dev/zero | gzip -9"]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let bomb = Array(try output.fileHandleForReading.readToEnd() ?? Data())
      #expect(bomb.count < 200_000)
      let reply = try host.ask(
        "/v1/usage-metrics", method: "POST",
        headers: ["X-Api-Key": WebHost.bouncerToken, "Content-Encoding": "gzip"], body: bomb)
      #expect(reply.status == 400 && reply.message == "the body is no gzip, or too large")
      try Self.check(host)
    }
  }

  @Test func `slow clients are cut off, however they do it`() async throws {
    try await WebHost.serve({ server in
      server.limits.headTime = .milliseconds(600)
      server.limits.bodyTime = .milliseconds(600)
      server.limits.idleTime = .milliseconds(600)
    }) { (host: WebHost) throws in
      let silent = RawConnection(port: host.port, timeoutSeconds: 5)
      #expect(silent.isClosed(), "one that says nothing")
      let dripping = RawConnection(port: host.port, timeoutSeconds: 5)
      dripping.send("GET /health HTTP/1.1\r\n")
      var isOpen = true
      for _ in 0..<40 where isOpen {
        isOpen = dripping.send("X-A: b\r\n")
        usleep(100_000)
      }
      #expect(!isOpen, "one whose headers never end")
      let body = RawConnection(port: host.port, timeoutSeconds: 5)
      body.send(
        "POST /v1/usage-metrics HTTP/1.1\r\nHost: t\r\nX-Api-Key: \(WebHost.bouncerToken)\r\n"
          + "Content-Length: 1000\r\n\r\n{")
      #expect(body.isClosed(), "one whose body never ends")
      let idle = RawConnection(port: host.port, timeoutSeconds: 5)
      idle.send(WebHost.request("GET", "/health", [:]))
      #expect(idle.reply()?.status == 200 && idle.isClosed(), "one that stays for nothing")
      try Self.check(host)
    }
  }

  @Test func `one who does not read his answer is cut off`() async throws {
    try await WebHost.serve({ $0.limits.answerTime = .milliseconds(800) }) {
      (host: WebHost) throws in
      for place in 0..<120 { host.block("198.51.100.\(place)", seconds: 100 + Int64(place)) }
      let connection = RawConnection(port: host.port, timeoutSeconds: 5)
      let request = WebHost.request(
        "GET", "/blocklists/edge.json", ["X-Api-Key": WebHost.listToken])
      for _ in 0..<2000 { guard connection.send(request) else { break } }
      sleep(2)
      #expect(!connection.send(request) || connection.isClosed())
      try Self.check(host)
    }
  }

  @Test func `one address has so many connections and no more`() async throws {
    try await WebHost.serve({ $0.limits.maximumConnectionsPerAddress = 5 }) {
      (host: WebHost) throws in
      let held = (0..<5).map { _ in RawConnection(port: host.port, timeoutSeconds: 5) }
      for connection in held {
        connection.send(WebHost.request("GET", "/health", [:]))
        #expect(connection.reply()?.status == 200)
      }
      #expect(RawConnection(port: host.port, timeoutSeconds: 5).isClosed())
      withExtendedLifetime(held) {}
    }
  }

  @Test func `after the others have gone, the next is let in`() async throws {
    try await WebHost.serve({ $0.limits.maximumConnectionsPerAddress = 2 }) {
      (host: WebHost) throws in
      for _ in 0..<10 {
        #expect(try host.ask("/health").status == 200)
        usleep(20_000)
      }
    }
  }

  @Test func `what is no HTTP is refused`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for text in [
        "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      ] {
        let connection = RawConnection(port: host.port, timeoutSeconds: 5)
        connection.send(text)
        let status = connection.reply()?.status
        #expect(status == nil || status.map { $0 >= 400 } == true, "\(text.debugDescription)")
      }
      try Self.check(host)
    }
  }
}
