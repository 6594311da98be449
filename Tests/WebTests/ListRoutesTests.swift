import Engine
import Foundation
import Response
import Testing
import Web

@Suite struct ListRoutesTests {
  @Test func `a list has a tag, a date, a length and the right bytes`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7")
      host.block("2001:db8::/64")
      let reply = try host.pull("edge.plain")
      #expect(reply.status == 200 && reply.text == "203.0.113.7\n2001:db8::/64\n")
      #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
      #expect(reply.headers["content-length"] == "26")
      #expect(reply.headers["last-modified"] == "Fri, 15 Jan 2027 08:00:00 GMT")
      #expect(reply.headers["cache-control"] == "no-cache")
      let tag = try #require(reply.headers["etag"])
      #expect(tag.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
      let head = try host.pull("edge.plain", method: "HEAD")
      #expect(head.status == 200 && head.headers["etag"] == tag)
      #expect(head.headers["content-length"] == "26")
      for (name, value) in [
        ("If-None-Match", tag), ("If-None-Match", "W/\(tag)"), ("If-None-Match", "\"x\", \(tag)"),
        ("If-None-Match", "*"), ("If-Modified-Since", "Fri, 15 Jan 2027 08:00:00 GMT"),
      ] {
        let again = try host.pull("edge.plain", headers: [name: value])
        #expect(again.status == 304 && again.headers["etag"] == tag, "\(name): \(value)")
      }
      #expect(try host.pull("edge.plain", headers: ["If-None-Match": "\"x\""]).status == 200)
    }
  }

  @Test func `it changes with the decisions, and its tag comes back with its bytes`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7")
      let first = try host.pull("edge.plain")
      host.pass(seconds: 10)
      host.block("203.0.113.8", seconds: 60)
      let second = try host.pull(
        "edge.plain", headers: ["If-None-Match": first.headers["etag"] ?? ""])
      #expect(second.status == 200 && second.text == "203.0.113.7\n203.0.113.8\n")
      #expect(second.headers["last-modified"] == "Fri, 15 Jan 2027 08:00:10 GMT")
      host.pass(seconds: 60)
      let third = try host.pull("edge.plain")
      #expect(third.text == first.text && third.headers["etag"] == first.headers["etag"])
      #expect(third.headers["last-modified"] == "Fri, 15 Jan 2027 08:01:10 GMT")
    }
  }

  @Test func `a block that ends leaves the list before anybody says so`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7", seconds: 1)
      host.block("203.0.113.8", seconds: 100)
      #expect(try host.pull("edge.nft").text.contains("203.0.113.7 timeout 1s"))
      host.pass(seconds: 7)
      let later = try host.pull("edge.nft").text
      #expect(!later.contains("203.0.113.7"))
      #expect(try host.pull("edge.nft").text.contains("203.0.113.8 timeout 93s"))
    }
  }

  @Test func `empty lists are never a 404 nor empty where that does harm`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for format in BlockListFormat.allCases {
        let reply = try host.pull("empty.\(format.rawValue)")
        #expect(reply.status == 200, "\(format)")
        #expect(!format.isHarmedByEmpty || reply.text.hasSuffix("\n"), "\(format)")
      }
      #expect(try host.pull("empty.pfsense").text == "192.0.2.255\n2001:db8::ffff\n")
    }
  }

  @Test func `checksums are those of the bytes`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7")
      let md5 = try host.pull("edge.cisco-si.md5")
      #expect(md5.text == "9a7ff8d5dfe38b2bb4cdd1f3a3a9e3cb\n" || md5.text.count == 33)
      let list = try host.pull("edge.cisco-si")
      #expect(md5.text == MD5.hex(of: list.body) + "\n")
      let sha = try host.pull("edge.cisco-si.sha256")
      #expect(sha.text == "\(SHA256.hex(of: list.body))  edge.cisco-si\n")
    }
  }

  @Test func `gzip is sent to those who ask`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      for place in 0..<200 { host.block("203.0.113.\(place)", seconds: 100 + Int64(place)) }
      let plain = try host.pull("edge.json")
      let packed = try host.pull("edge.json", headers: ["Accept-Encoding": "br, gzip;q=0.5"])
      #expect(packed.headers["content-encoding"] == "gzip")
      #expect(packed.body.count < plain.body.count / 4)
      #expect(packed.headers["etag"] != plain.headers["etag"])
      #expect(try unpack(packed.body) == plain.body)
      let again = try host.pull(
        "edge.json",
        headers: ["Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"] ?? ""])
      #expect(again.status == 304)
      for encoding in ["identity", "gzip;q=0", "*;q=0.0", ""] {
        let reply = try host.pull("edge.json", headers: ["Accept-Encoding": encoding])
        #expect(reply.headers["content-encoding"] == nil, "\(encoding)")
      }
    }
  }

  private func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    try input.fileHandleForWriting.close()
    return Array(try output.fileHandleForReading.readToEnd() ?? Data())
  }

  @Test func `what is not configured is not found, and said only to who has a token`() async throws
  {
    try await WebHost.serve({ $0.lists = [Self.only(.plain)] }) { (host: WebHost) throws in
      #expect(try host.pull("edge.plain").status == 200)
      for name in [
        "edge.nft", "other.plain", "edge", "edge.", ".plain", "edge.plain.sha1", "..",
        "edge.plain.md5.md5", "edge%2eplain", "EDGE.plain", "edge.plain/", "edge.plain.",
      ] {
        #expect(try host.pull(name).status == 404, "\(name)")
        #expect(try host.ask("/blocklists/\(name)").status != 200, "\(name)")
      }
      #expect(try host.ask("/blocklists/other.plain").status == 401)
      let posted = try host.pull("edge.plain", method: "POST")
      #expect(posted.status == 405 && posted.headers["allow"] == "GET, HEAD")
    }
  }

  private static func only(_ format: BlockListFormat) -> ServedList {
    guard var list = ServedList(name: "edge") else { preconditionFailure("a plain name") }
    list.formats = [format]
    return list
  }

  @Test func `a consumer that pulls is seen`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      _ = try host.pull("edge.plain", headers: ["User-Agent": "PAN-OS/11"])
      let seen = try #require(host.sightings.first)
      #expect(seen.consumer == "fw1" && seen.what == "edge.plain" && seen.address == "127.0.0.1")
      #expect(seen.userAgent == "PAN-OS/11" && seen.status == 200)
      let metrics = try host.ask("/metrics").text
      #expect(metrics.contains("detectd_records_total 7"))
      #expect(
        metrics.contains("detectd_consumer_pulls_total{consumer=\"fw1\",what=\"edge.plain\"} 1"))
      #expect(metrics.contains("detectd_http_responses_total{status=\"200\"} 1"))
    }
  }
}
