import Detect
import Response
import Testing

/// The rendered files in the real programs, in networks of their own.
@Suite(
  .serialized,
  .enabled(
    if: Shell.canUseKernel,
    "needs root, unshare, nsenter, ip, nft, ipset and a kernel that lets them work"))
struct KernelListTests {
  private static let book = DecisionBook.blocking([
    ("203.0.113.7", 3600), ("203.0.113.128/25", 3600), ("203.0.113.130", 7200),
    ("2001:db8::7", 3600), ("2001:db8:0:1::/64", 3600),
  ])

  /// Two hosts joined by a cable. `probe` goes from an address of the far one to the near one, on a
  /// port nobody listens on: a refusal shows that the packet arrived. Processes are killed with the
  /// one signal that the test runner's threads do not block.
  private static let network = """
    set -e
    unshare -n sleep 60 & far=$!
    trap 'kill -9 $far' EXIT
    for i in 1 2 3 4 5 6 7 8 9 10; do
      [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ] && break; sleep 0.1
    done
    there() { nsenter -t $far -n "$@"; }
    ip link set lo up
    ip link add near type veth peer name far
    ip link set far netns $far
    ip addr add 203.0.113.254/24 dev near
    ip addr add 2001:db8::fe/32 dev near nodad
    ip link set near up
    there ip link set lo up
    for a in 7/24 8/24 130/24 200/24; do there ip addr add 203.0.113.$a dev far; done
    for a in :7 :8 0:1::5 0:2::5; do there ip addr add 2001:db8:$a/32 dev far nodad; done
    there ip link set far up
    # Each probe has an address of the near host to itself, so that they can run side by side;
    # none of them is blocked.
    number=0
    for a in \(hosts.joined(separator: " ")); do
      number=$((number + 1))
      case $a in
        *:*) to=2001:db8::f$number; ip addr add $to/32 dev near nodad
          there ip -6 route add $to dev far src $a;;
        *) to=198.51.100.$number; ip addr add $to/32 dev near
          there ip route add $to dev far src $a;;
      esac
      echo "$a $to" >> ways
    done
    probe() {
      to=$(grep "^$1 " ways | cut -d ' ' -f 2)
      answer=$(there timeout -s KILL 3 bash -c ": > /dev/tcp/$to/9" 2>&1) || true
      case $answer in *refused*) echo "$1 passes";; *) echo "$1 blocked";; esac
    }
    # Once before any list, so that both ends know each other's link address.
    probes() {
      local pids=()
      for a in "$@"; do probe $a > answer.$a & pids[${#pids[*]}]=$!; done
      wait ${pids[*]}
      for a in "$@"; do cat answer.$a; done
    }
    all="\(hosts.joined(separator: " "))"

    """
  private static let hosts = [
    "203.0.113.7", "203.0.113.8", "203.0.113.130", "203.0.113.200", "2001:db8::7", "2001:db8::8",
    "2001:db8:0:1::5", "2001:db8:0:2::5",
  ]
  private static let expected = [
    "203.0.113.7 blocked", "203.0.113.8 passes", "203.0.113.130 blocked", "203.0.113.200 blocked",
    "2001:db8::7 blocked", "2001:db8::8 passes", "2001:db8:0:1::5 blocked",
    "2001:db8:0:2::5 passes",
  ]

  private static func run(_ script: String, _ files: [String: [UInt8]]) throws -> [String] {
    let files = files.merging(["script": Array((network + script).utf8)]) { $1 }
    let outcome = try Shell.run("unshare -n bash ./script", files: files)
    #expect(outcome.status == 0, "\(outcome.output)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test func `without a list every probe passes`() throws {
    let lines = try KernelListTests.run("probes $all", [:])
    #expect(lines == KernelListTests.hosts.map { "\($0) passes" })
  }

  @Test func `nft takes the file, again too, and drops what is blocked and nothing else`() throws {
    let file = KernelListTests.book.render(.nft, atSeconds: 0)
    let script = "probes $all > warm; nft -c -f list && nft -f list && nft -f list && probes $all"
    let found = try KernelListTests.run(script, ["list": file])
    #expect(found == KernelListTests.expected)
  }

  @Test func `what this machine sends to a blocked address is dropped`() throws {
    let file = KernelListTests.book.render(.nft, atSeconds: 0)
    let script = """
      nft -f list
      for a in 203.0.113.7 203.0.113.8 2001:db8::7 2001:db8::8; do
        (echo > /dev/udp/$a/9) 2>/dev/null && echo "$a passes" || echo "$a blocked"
      done
      """
    #expect(
      try KernelListTests.run(script, ["list": file]) == [
        "203.0.113.7 blocked", "203.0.113.8 passes", "2001:db8::7 blocked", "2001:db8::8 passes",
      ])
  }

  @Test(.enabled(if: Shell.programs(["iptables", "ip6tables"]), "needs iptables"))
  func `ipset restores the file, again too, and a rule on it blocks`() throws {
    let first = DecisionBook.blocking([("203.0.113.8", 60)]).render(.ipset, atSeconds: 0)
    let file = KernelListTests.book.render(.ipset, atSeconds: 0)
    let script = """
      probes $all > warm
      ipset restore -f first
      iptables -I INPUT -m set --match-set detectd4 src -j DROP
      ip6tables -I INPUT -m set --match-set detectd6 src -j DROP
      ipset restore -f list && ipset restore -f list && probes $all
      """
    let found = try KernelListTests.run(script, ["first": first, "list": file])
    #expect(found == KernelListTests.expected)
  }

  @Test func `a block ends by itself in the kernel`() throws {
    let file = DecisionBook.blocking([("203.0.113.7", 104)]).render(.nft, atSeconds: 100)
    let script = "nft -f list; probe 203.0.113.7; sleep 1; probe 203.0.113.7"
    #expect(
      try KernelListTests.run(script, ["list": file])
        == ["203.0.113.7 blocked", "203.0.113.7 passes"])
  }

  @Test func `empty lists load and clear what was there`() throws {
    let files = [
      "nft": KernelListTests.book.render(.nft, atSeconds: 0),
      "nft0": DecisionBook().render(.nft, atSeconds: 0),
      "ipset": KernelListTests.book.render(.ipset, atSeconds: 0),
      "ipset0": DecisionBook().render(.ipset, atSeconds: 0),
    ]
    let script = """
      nft -f nft; nft -f nft0; ipset restore -f ipset; ipset restore -f ipset0
      nft list ruleset | grep -c elements || true
      ipset list | grep -c '^203\\|^2001' || true
      ipset list -n
      """
    #expect(try KernelListTests.run(script, files) == ["0", "0", "detectd4", "detectd6"])
  }

  @Test func `random lists with overlaps are taken whole, as the kernel shows them`() throws {
    var random = Seeded(8)
    for _ in 0..<8 {
      let entries = (0..<300).map { _ -> (String, Int64) in
        let address = Address(ipv4: 0xcb00_7000 | UInt32.random(in: 0...1023, using: &random))
        let network = Prefix(address, length: Int.random(in: 22...32, using: &random))
        return ("\(network ?? Prefix(host: address))", Int64.random(in: 100...104, using: &random))
      }
      let book = DecisionBook.blocking(entries)
      let expected = ListCoverageTests.networks(book.render(.plain, atSeconds: 0))
      let script = "nft -f nft; ipset restore -f ipset; nft list ruleset; echo ===; ipset list"
      let outcome = try Shell.run(
        "unshare -n bash -ec '\(script)'",
        files: [
          "nft": book.render(.nft, atSeconds: 0), "ipset": book.render(.ipset, atSeconds: 0),
        ])
      #expect(outcome.status == 0, "\(outcome.output)")
      for part in outcome.output.split(separator: "===") {
        #expect(ListCoverageTests.networks(Array(part.utf8)).sorted() == expected)
      }
    }
  }

  @Test(.enabled(if: Shell.programs(["iprange"]), "needs iprange"))
  func `iprange sees the same addresses in the list as in the decisions`() throws {
    var random = Seeded(9)
    let entries = (0..<500).map { _ -> (String, Int64) in
      let address = Address(ipv4: 0xcb00_0000 | UInt32.random(in: 0...65_535, using: &random))
      let network = Prefix(address, length: Int.random(in: 18...32, using: &random))
      return ("\(network ?? Prefix(host: address))", Int64.random(in: 100...102, using: &random))
    }
    let decided = entries.map(\.0).joined(separator: "\n") + "\n"
    let list = DecisionBook.blocking(entries).render(.plain, atSeconds: 0)
    let outcome = try Shell.run(
      "iprange decided > a && iprange list > b && cmp a b && wc -l < a",
      files: ["decided": Array(decided.utf8), "list": list])
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
