import Detect
@testable import Engine
import Foundation
import Glibc
import Response
import Testing

private let hasSocat = FileManager.default.isExecutableFile(atPath: "/usr/bin/socat")

/// Real connections through the real kernel, in networks of the tests' own.
@Suite(
  .serialized,
  .enabled(if: OwnNetwork.isThere && hasSocat, "needs root, unshare, nft, socat and such a kernel"))
struct ConnectionTableTests {
  /// What is established passes, and new connections begin with a SYN.
  private static let rules = """
    ip link set lo up
    for address in 192.0.2.1/32 198.51.100.7/32 203.0.113.7/32 203.0.113.8/32; do
      ip addr add $address dev lo
    done
    ip -6 addr add 2001:db8::1/128 dev lo nodad
    ip -6 addr add 2001:db8::7/128 dev lo nodad
    nft -f - <<'END'
    table inet firewall {
      chain input {
        type filter hook input priority 0; policy drop;
        ct state established accept
        ct state new tcp flags syn / syn,ack accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
      }
    }
    END
    """

  /// A connection that says line by line what its client is told to send.
  private final class Talk {
    private let server = Process()
    private let client = Process()
    private let input = Pipe()
    private let heard: URL

    init(from source: String, to target: String, port: Int) throws {
      heard = FileManager.default.temporaryDirectory.appending(
        path: "detectd-heard-\(UUID().uuidString)")
      let version = target.contains(":") ? "6" : "4"
      func bracketed(_ address: String) -> String { version == "6" ? "[\(address)]" : address }
      let path = "/usr/bin/socat"
      server.executableURL = URL(fileURLWithPath: path)
      server.arguments = [
        "-u", "TCP\(version)-LISTEN:\(port),bind=\(bracketed(target)),reuseaddr",
        "OPEN:\(heard.path),creat",
      ]
      client.executableURL = URL(fileURLWithPath: path)
      client.arguments = [
        "-u", "STDIN",
        "TCP\(version):\(bracketed(target)):\(port),bind=\(bracketed(source)),retry=50,interval=0.1",
      ]
      client.standardInput = input
      for process in [server, client] {
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
      }
      server.standardInput = FileHandle.nullDevice
      try server.run()
      try client.run()
    }

    func say(_ text: String) throws {
      try input.fileHandleForWriting.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Whether the server has heard a text within the time.
    func hears(_ text: String, withinSeconds seconds: Double) -> Bool {
      let end = Date().addingTimeInterval(seconds)
      while Date() < end {
        if let data = try? Data(contentsOf: heard),
          String(decoding: data, as: UTF8.self).contains(text)
        {
          return true
        }
        Foundation.Thread.sleep(forTimeInterval: 0.05)
      }
      return false
    }

    deinit {
      for process in [client, server] { kill(process.processIdentifier, SIGKILL) }
      try? FileManager.default.removeItem(at: heard)
    }
  }

  private static func members(_ texts: String...) -> [AddressSet.Member] {
    texts.compactMap { text in
      (try? Prefix(parsing: text)).map {
        AddressSet.Member(network: $0, expiresSeconds: Decision.never, place: 0)
      }
    }
  }

  @Test func `connections of an address end, and others go on`() async throws {
    try await OwnNetwork.run { () throws in
      let prepared = OwnNetwork.shell(Self.rules)
      try #require(prepared.status == 0, "\(prepared.output)")
      let talks = try [
        ("203.0.113.7", "192.0.2.1"), ("203.0.113.8", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7"), ("2001:db8::7", "2001:db8::1"),
      ].enumerated().map { try Talk(from: $1.0, to: $1.1, port: 4200 + $0) }
      for talk in talks {
        try talk.say("first")
        try #require(talk.hears("first", withinSeconds: 20))
      }
      let table = ConnectionTable()
      #expect(try table.cut(Self.members("203.0.113.99", "198.51.100.0/30")) == 0)
      // The client's address, the server's, and a network of IPv6.
      #expect(try table.cut(Self.members("203.0.113.7", "198.51.100.7")) == 2)
      #expect(try table.cut(Self.members("2001:db8::/125")) == 1)
      for talk in talks { try talk.say("second") }
      #expect(talks[1].hears("second", withinSeconds: 20), "the neighbour goes on")
      for place in [0, 2, 3] { #expect(!talks[place].hears("second", withinSeconds: 1)) }
    }
  }

  @Test func `a block cuts connections when that is asked for`() async throws {
    try await OwnNetwork.run { () throws in
      let prepared = OwnNetwork.shell(Self.rules)
      try #require(prepared.status == 0, "\(prepared.output)")
      let talk = try Talk(from: "203.0.113.7", to: "192.0.2.1", port: 4242)
      try talk.say("first")
      try #require(talk.hears("first", withinSeconds: 20))
      let bench = KernelPushTests.Bench(IpsetTable(), cutting: ConnectionTable())
      bench.push.push()
      bench.block(["203.0.113.7"])
      bench.push.push()
      #expect(bench.last?.kind == .cut && bench.last?.elements == 1)
      try talk.say("second")
      #expect(!talk.hears("second", withinSeconds: 1))
    }
  }

  @Test func `what is no connection is passed over`() {
    #expect(FollowedConnection([]) == nil)
    #expect(FollowedConnection([8, 0, 1, 0x80, 9, 9, 9, 9]) == nil)
    #expect(FollowedConnection([4, 0, 12, 0]) == nil)
  }
}
