import Detect
import Engine
import Foundation
import Glibc
import Response
import Synchronization
import Testing

/// The real kernel, in networks of the tests' own.
@Suite(
  .serialized,
  .enabled(if: OwnNetwork.isThere, "needs root, unshare, nft, ipset and a kernel that lets them"))
struct KernelPushTests {
  /// Decisions, a clock, and the push under test.
  final class Bench: Sendable {
    let live = LiveDecisions()
    let push: KernelPush
    let table: any KernelTable
    private let book = Mutex(DecisionBook(maximumTargets: 1_000_000))

    init(_ table: any KernelTable, cutting connections: ConnectionTable? = nil) {
      let reports = Reports()
      let clock = Clock()
      self.table = table
      self.log = reports
      self.time = clock
      push = KernelPush(
        live, to: table, cutting: connections, now: { clock.seconds.withLock { $0 } }
      ) { report in
        reports.all.withLock { $0.append(report) }
      }
    }

    private final class Reports: Sendable { let all = Mutex<[KernelPush.Report]>([]) }
    private final class Clock: Sendable { let seconds = Mutex<Int64>(1_800_000_000) }
    private let log: Reports
    private let time: Clock

    var now: Int64 { time.seconds.withLock { $0 } }
    var kinds: [KernelPush.Report.Kind] { log.all.withLock { $0.map(\.kind) } }
    var last: KernelPush.Report? { log.all.withLock { $0.last } }

    func pass(seconds: Int64) {
      time.seconds.withLock { $0 += seconds }
      live.apply(book.withLock { $0.expire(atSeconds: now) })
    }

    func block(_ targets: [String], seconds: Int64? = 3600) {
      let cause = Cause(
        ruleID: "r", ruleName: "SSH brute force", ruleset: "s", level: .high,
        techniques: ["T1110"])
      let now = now
      let changes = book.withLock { book in
        targets.flatMap { target -> [DecisionChange] in
          guard let network = try? Prefix(parsing: target) else { return [] }
          return book.add(
            .block, .network(network), origin: .operator, cause: cause, atSeconds: now,
            durationSeconds: seconds, neverBlock: NeverBlock([]))
        }
      }
      live.apply(changes)
    }

    func unblock(_ target: String) {
      guard let network = try? Prefix(parsing: target) else { return }
      let now = now
      live.apply(book.withLock { $0.delete(.network(network), atSeconds: now) })
    }

    var wanted: [Prefix] {
      BlockList(forKernel: live.all.decisions, atSeconds: now).members.map(\.network)
    }
    func held() throws -> [Prefix] { try table.held(atSeconds: now).map(\.network) }
  }

  static let tables: [(String, any KernelTable)] = [("nft", NftTable()), ("ipset", IpsetTable())]

  @Test(arguments: tables.map(\.0))
  func `the kernel follows every change`(name: String) async throws {
    try await OwnNetwork.run { () throws in
      let table = try #require(KernelPushTests.tables.first { $0.0 == name }?.1)
      let bench = Bench(table)
      bench.block(["203.0.113.7", "203.0.113.128/25", "2001:db8::7", "2001:db8:1::/48"])
      #expect(bench.push.push() && bench.kinds == [.replaced])
      #expect(try bench.held() == bench.wanted)
      #expect(bench.push.push() && bench.kinds.count == 1, "nothing to do the second time")
      bench.block(["198.51.100.9", "2001:db8::9", "198.51.100.128/26"], seconds: 600)
      #expect(bench.push.push() && bench.kinds.last == .changed)
      #expect(try bench.held() == bench.wanted)
      bench.block(["198.51.100.9"], seconds: 90_000)
      #expect(bench.push.push())
      let longer = try table.held(atSeconds: bench.now).first {
        $0.network.address == Address("198.51.100.9")
      }
      #expect(try #require(longer).expiresSeconds - bench.now > 80_000, "its time is refreshed")
      bench.unblock("203.0.113.7")
      bench.unblock("2001:db8:1::/48")
      #expect(bench.push.push() && bench.push.reconcile())
      #expect(try bench.held() == bench.wanted)
      #expect(!bench.kinds.contains(.failed) && !bench.kinds.contains(.corrected))
    }
  }

  @Test(arguments: tables.map(\.0))
  func `random changes end with the kernel holding what is decided`(name: String) async throws {
    try await OwnNetwork.run { () throws in
      let table = try #require(KernelPushTests.tables.first { $0.0 == name }?.1)
      let bench = Bench(table)
      var random = SystemRandomNumberGenerator()
      let target = { (random: inout SystemRandomNumberGenerator) -> String in
        let address = Address(ipv4: 0xcb00_7100 | UInt32.random(in: 0...255, using: &random))
        let network = Prefix(address, length: Int.random(in: 27...32, using: &random))
        return "\(network ?? Prefix(host: address))"
      }
      for _ in 0..<40 {
        bench.block(
          (0..<Int.random(in: 0...6, using: &random)).map { _ in target(&random) },
          seconds: Int64.random(in: 50...900, using: &random))
        if Bool.random(using: &random) { bench.unblock(target(&random)) }
        #expect(bench.push.push())
        #expect(try bench.held() == bench.wanted)
      }
      #expect(!bench.kinds.contains(.failed))
    }
  }

  @Test func `what somebody else did to the sets is put right`() async throws {
    try await OwnNetwork.run { () throws in
      let bench = Bench(NftTable())
      bench.block(["203.0.113.7", "203.0.113.8"])
      #expect(bench.push.push())
      let outcome = OwnNetwork.shell(
        """
        nft 'delete element inet detectd hosts4 { 203.0.113.7 }'
        nft 'add element inet detectd hosts4 { 198.51.100.1 timeout 1h }'
        """)
      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(bench.push.reconcile() && bench.kinds.last == .corrected)
      #expect(try bench.held() == bench.wanted)
      #expect(OwnNetwork.shell("nft delete table inet detectd").status == 0)
      #expect(bench.push.reconcile() && bench.kinds.suffix(2) == [.failed, .replaced])
      #expect(try bench.held() == bench.wanted)
    }
  }

  @Test func `packets of the blocked stop, those of others pass, and time ends it`() async throws {
    try await OwnNetwork.run { () throws in
      let script = """
        for a in 203.0.113.7 203.0.113.8 2001:db8::7 2001:db8::8; do
          (echo > /dev/udp/$a/9) 2>/dev/null && echo "$a passes" || echo "$a blocked"
        done
        """
      let lines = { OwnNetwork.shell(script).output.split(separator: "\n").map(String.init) }
      let setUp = OwnNetwork.shell(
        """
        ip link set lo up
        for a in 203.0.113.7/32 203.0.113.8/32; do ip addr add $a dev lo; done
        for a in 2001:db8::7/128 2001:db8::8/128; do ip addr add $a dev lo nodad; done
        """)
      #expect(setUp.status == 0, "\(setUp.output)")
      let bench = Bench(NftTable())
      #expect(bench.push.push())
      #expect(lines().allSatisfy { $0.hasSuffix("passes") })
      bench.block(["203.0.113.7"], seconds: 3600)
      bench.block(["2001:db8::7"], seconds: 2)
      #expect(bench.push.push())
      #expect(
        lines() == [
          "203.0.113.7 blocked", "203.0.113.8 passes", "2001:db8::7 blocked", "2001:db8::8 passes",
        ])
      sleep(3)
      #expect(lines()[2] == "2001:db8::7 passes", "the kernel ends it by itself")
      bench.pass(seconds: 3)
      bench.unblock("203.0.113.7")
      #expect(bench.push.push() && bench.kinds == [.replaced, .changed, .changed])
      #expect(lines().allSatisfy { $0.hasSuffix("passes") })
    }
  }

  @Test func `a list that the kernel refuses leaves the one before`() async throws {
    try await OwnNetwork.run { () throws in
      let bench = Bench(NftTable())
      bench.block(["203.0.113.7"])
      #expect(bench.push.push())
      let broken = OwnNetwork.shell(
        "echo 'add element inet detectd hosts4 { 198.51.100.1, nonsense! }' | nft -f -")
      #expect(broken.status != 0)
      #expect(try bench.held() == bench.wanted)
    }
  }

  @Test func `without rights it says what is missing`() {
    #expect(
      PushError.kernel("change a set", errorNumber: EPERM).description.hasSuffix(
        "; the capability CAP_NET_ADMIN is needed"))
    #expect(PushError.program("nft", said: "").description == "nft: failed")
  }

  @Test(arguments: tables.map(\.0))
  func `one more among many is one element, and so is its end`(name: String) async throws {
    try await OwnNetwork.run { () throws in
      let table = try #require(KernelPushTests.tables.first { $0.0 == name }?.1)
      let bench = Bench(table)
      bench.block((0..<20_000).map(KernelPushTests.host), seconds: nil)
      #expect(bench.push.push())
      bench.block(["203.0.113.7"])
      #expect(bench.push.push() && bench.last?.elements == 1)
      bench.block(["203.0.113.7"], seconds: 7200)
      #expect(bench.push.push() && bench.last?.elements == 1)
      bench.unblock("203.0.113.7")
      #expect(bench.push.push() && bench.last?.elements == 1)
      #expect(try bench.held().count == 20_000)
      #expect(bench.push.reconcile() && bench.kinds == [.replaced, .changed, .changed, .changed])
    }
  }

  /// Half a million, which takes a minute: `DETECTD_LIST_SPEED=1`, in a release build.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["DETECTD_LIST_SPEED"] != nil,
      "set DETECTD_LIST_SPEED to measure"), arguments: tables.map(\.0))
  func `a block reaches half a million in the kernel in a tenth of a second`(
    name: String
  ) async throws {
    try await OwnNetwork.run { () throws in
      let table = try #require(KernelPushTests.tables.first { $0.0 == name }?.1)
      let bench = Bench(table)
      bench.block((0..<500_000).map(KernelPushTests.host), seconds: nil)
      let clock = ContinuousClock()
      let loaded = clock.measure { #expect(bench.push.push()) }
      #expect(try bench.held().count == 500_000)
      var slowest = Duration.zero
      for place in 0..<100 {
        let took = clock.measure {
          bench.block(["203.0.113.\(place)"])
          #expect(bench.push.push())
        }
        slowest = max(slowest, took)
      }
      var made = Duration.zero
      _ = bench.live.snapshot(atSeconds: bench.now)
      bench.block(["203.0.113.200"])
      made = clock.measure { _ = bench.live.snapshot(atSeconds: bench.now) }
      let compared = clock.measure { #expect(bench.push.reconcile()) }
      print(
        "\(name): 500 000 in \(loaded), one more in \(slowest) at most, compared in \(compared);",
        "a snapshot after one change in \(made)")
      #expect(slowest < .milliseconds(100))
    }
  }

  /// No two are neighbours.
  private static func host(_ place: Int) -> String {
    "\(Address(ipv4: 0x0100_0000 &+ UInt32(place) &* 7))"
  }

  @Test func `the loop pushes what is decided at once`() async throws {
    try await OwnNetwork.run { () throws in
      let bench = Bench(NftTable())
      bench.block(["203.0.113.7"])
      #expect(bench.push.push())
      let thread = Engine.Thread { bench.push.run() }
      usleep(200_000)
      bench.block(["203.0.113.8"])
      for _ in 0..<50 where bench.kinds.count < 2 { usleep(20_000) }
      bench.push.stop()
      thread.join()
      #expect(bench.kinds == [.replaced, .changed])
      #expect(try bench.held() == bench.wanted, "a thread has the network of the one that made it")
    }
  }
}
