import Detect
import Foundation
import Response
import Testing

/// Files of many entries in the real programs. `DETECTD_LIST_ENTRIES=500000` for more of them.
@Suite(
  .serialized,
  .enabled(
    if: Shell.canUseKernel && Shell.programs(["iptables", "ip6tables"]),
    "needs root, unshare, nsenter, ip, nft, ipset, iptables and a kernel that lets them work"))
struct LargeKernelListTests {
  private static let count =
    ProcessInfo.processInfo.environment["DETECTD_LIST_ENTRIES"].flatMap(Int.init) ?? 100_000

  /// Hosts far from each other, half of each family, and the two that the script sends to.
  private static let book = DecisionBook.blocking(
    (0..<(count - 2)).map { number -> (String, Int64) in
      let host = UInt32(number / 2)
      let address =
        number % 2 == 0
        ? Address(ipv4: 0x0100_0000 + host * 3)
        : Address(high: 0x2001_0db8_0001_0000, low: UInt64(host) << 20)
      return ("\(address)", 3600)
    } + [("203.0.113.7", 3600), ("2001:db8::7", 3600)])

  private static let prelude = #"""
    set -e
    ip link set lo up
    for a in 203.0.113.7 203.0.113.8; do ip addr add $a/32 dev lo; done
    for a in 2001:db8::7 2001:db8::8; do ip addr add $a/128 dev lo nodad; done
    probes() {
      for a in 203.0.113.7 203.0.113.8 2001:db8::7 2001:db8::8; do
        (echo > /dev/udp/$a/9) 2> /dev/null && echo "$a passes" || echo "$a blocked"
      done
    }
    # A file that is right up to the middle.
    broken() { head -n $(($(wc -l < list) / 2)) list; echo 'this is no line of it {'; }

    """#
  private static let expected = [
    "203.0.113.7 blocked", "203.0.113.8 passes", "2001:db8::7 blocked", "2001:db8::8 passes",
  ]

  /// Runs a script that ends with the two sets' fingerprints after each of its three steps.
  private func check(_ format: BlockListFormat, _ script: String) throws {
    let list = Self.book.render(format, atSeconds: 0)
    let clock = ContinuousClock()
    var outcome: Shell.Outcome?
    let took = try clock.measure {
      outcome = try Shell.run(
        "timeout -s KILL 200 unshare -n bash ./script",
        files: ["list": list, "script": Array((Self.prelude + script).utf8)])
    }
    let found = try #require(outcome)
    #expect(found.status == 0, "\(found.output.suffix(2000))")
    let lines = found.output.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0.hasPrefix("20") } == Self.expected, "\(lines)")
    let sets = lines.filter { $0.hasPrefix("set ") }
    #expect(sets.count == 3 && Set(sets).count == 1, "\(sets)")
    #expect(lines.contains("entries \(Self.count)"), "\(lines)")
    print("\(format.rawValue): \(Self.count) entries, three times: \(took)")
  }

  @Test func `nft takes a large file whole, twice the same, and none of a broken one`() throws {
    try check(
      .nft,
      #"""
      set_is() {
        nft -s list ruleset | grep -oE '[0-9a-f.:]+ timeout [0-9a-z]+' | sort > held
        echo "set $(sha256sum < held)"
      }
      nft -f list; set_is
      nft -f list; set_is
      broken > wrong; nft -f wrong 2> /dev/null && echo 'a broken file was taken'; set_is
      echo "entries $(wc -l < held)"
      probes
      """#)
  }

  @Test func `ipset takes a large file whole, twice the same, and none of a broken one`() throws {
    try check(
      .ipset,
      #"""
      set_is() {
        ipset save detectd4 > held; ipset save detectd6 >> held
        echo "set $(grep ^add held | sed 's/timeout [0-9]*//' | sort | sha256sum)"
      }
      ipset restore -f list
      iptables -I OUTPUT -m set --match-set detectd4 dst -j DROP
      ip6tables -I OUTPUT -m set --match-set detectd6 dst -j DROP
      set_is
      broken > wrong; ipset restore -f wrong 2> /dev/null && echo 'a broken file was taken'
      set_is
      ipset restore -f list; set_is
      echo "entries $(grep -c ^add held)"
      probes
      """#)
  }
}
