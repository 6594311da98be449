import Detect
import Foundation
import Response
import Support
import Testing

@testable import Engine

@Suite struct MachineAddressesTests {
  private func entries(_ folder: TemporaryFolder) -> [String] {
    MachineAddresses(root: folder.url.path).entries.map { "\($0.network.address) \($0.reason)" }
      .sorted()
  }

  private func put(_ path: String, _ text: String, in folder: TemporaryFolder) throws {
    try put(path, Data(text.utf8), in: folder)
  }

  private func put(_ path: String, _ data: Data, in folder: TemporaryFolder) throws {
    let file = folder.url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  @Test func `nothing is known where nothing can be read`() throws {
    #expect(entries(try TemporaryFolder()) == [])
  }

  @Test func `gateways come from the routes`() throws {
    let folder = try TemporaryFolder()
    try put(
      "proc/net/route",
      """
      Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
      eth0\t00000000\t017100CB\t0003\t0\t0\t0\t00000000\t0\t0\t0
      eth0\t007100CB\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
      """, in: folder)
    let none = String(repeating: "0", count: 32)
    try put(
      "proc/net/ipv6_route",
      """
      \(none) 00 \(none) 00 20010db8000000000000000000000001 00000400 00000001 00000000 00000003 eth0
      20010db8000000000000000000000000 40 \(none) 00 \(none) 00000100 00000001 00000000 00000001 eth0
      """, in: folder)
    #expect(
      entries(folder) == [
        "2001:db8::1 gateway of this machine", "203.0.113.1 gateway of this machine",
      ])
  }

  @Test func `resolvers come from resolv.conf, also behind systemd-resolved`() throws {
    let folder = try TemporaryFolder()
    try put(
      "etc/resolv.conf",
      "# comment\nsearch example.com\nnameserver 198.51.100.53\nnameserver fe80::1%eth0\n",
      in: folder)
    try put("run/systemd/resolve/resolv.conf", "nameserver 2001:db8::53\n", in: folder)
    #expect(
      entries(folder) == [
        "198.51.100.53 resolver of this machine", "2001:db8::53 resolver of this machine",
        "fe80::1 resolver of this machine",
      ])
  }

  /// A record of utmp.
  private func record(_ kind: UInt8, _ user: String, _ host: String, _ address: [UInt8]) -> [UInt8]
  {
    var record = [UInt8](repeating: 0, count: 384)
    record[0] = kind
    record.replaceSubrange(44..<44 + user.utf8.count, with: user.utf8)
    record.replaceSubrange(76..<76 + host.utf8.count, with: host.utf8)
    record.replaceSubrange(348..<348 + address.count, with: address)
    return record
  }

  @Test func `operators are those of root and sudo, by utmp or by logind`() throws {
    let folder = try TemporaryFolder()
    try put("etc/group", "root:x:0:\nsudo:x:27:ann,bob\nusers:x:100:eve\n", in: folder)
    let records =
      record(7, "ann", "host.example.com", [203, 0, 113, 7])
      + record(7, "eve", "203.0.113.66", [203, 0, 113, 66])
      + record(8, "root", "203.0.113.9", [203, 0, 113, 9])
      + record(
        7, "root", "2001:db8::9", [0x20, 1, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [9])
      + [7, 0, 0]
    try put("run/utmp", Data(records), in: folder)
    try put(
      "run/systemd/sessions/4", "UID=1001\nUSER=bob\nREMOTE_HOST=198.51.100.4\nSTATE=active\n",
      in: folder)
    try put(
      "run/systemd/sessions/5", "USER=bob\nREMOTE_HOST=198.51.100.5\nSTATE=closing\n", in: folder)
    #expect(
      entries(folder) == [
        "198.51.100.4 bob is logged in from here", "2001:db8::9 root is logged in from here",
        "203.0.113.7 ann is logged in from here",
      ])
  }
}
