import Detect
import Logs
import Testing

@Suite struct NetfilterPrefixTests {
  /// A prefix, the rule's name, the verdict and the verb.
  struct Sample: Sendable {
    var prefix: String
    var rule: String?
    var verdict: String?
    var action: String?
  }

  static let samples = [
    Sample(prefix: ""),
    Sample(prefix: "[UFW ALLOW] ", rule: "UFW ALLOW", verdict: "allowed", action: "allow"),
    Sample(
      prefix: "[UFW LIMIT BLOCK] ", rule: "UFW LIMIT BLOCK", verdict: "denied", action: "block"),
    Sample(prefix: "[UFW AUDIT INVALID] ", rule: "UFW AUDIT INVALID"),
    Sample(
      prefix: "[50028442.088484] FINAL_REJECT: ", rule: "FINAL_REJECT", verdict: "denied",
      action: "reject"),
    Sample(
      prefix: "[  203.842973] [    T1] filter_IN_public_ICMP_BLOCK: ",
      rule: "filter_IN_public_ICMP_BLOCK", verdict: "denied", action: "block"),
    Sample(
      prefix: "STATE_INVALID_DROP: ", rule: "STATE_INVALID_DROP", verdict: "denied",
      action: "drop"),
    Sample(
      prefix: "Shorewall:net2fw:DROP:", rule: "Shorewall:net2fw:DROP", verdict: "denied",
      action: "drop"),
    Sample(
      prefix: "Firewall: *TCP_IN Blocked* ", rule: "Firewall: *TCP_IN Blocked*",
      verdict: "denied", action: "block"),
    Sample(
      prefix: "IPTABLES-DROP: ", rule: "IPTABLES-DROP", verdict: "denied", action: "drop"),
    Sample(prefix: "iptables denied: ", rule: "iptables denied", verdict: "denied", action: "deny"),
    Sample(prefix: "[nft] drop: ", rule: "[nft] drop", verdict: "denied", action: "drop"),
    Sample(prefix: "FWD-ACCEPT: ", rule: "FWD-ACCEPT", verdict: "allowed", action: "accept"),
    Sample(prefix: "passed ", rule: "passed", verdict: "allowed", action: "pass"),
    Sample(prefix: "password guess: ", rule: "password guess"),
    Sample(prefix: "nodrop:", rule: "nodrop"),
    Sample(prefix: "new conn: ", rule: "new conn"),
    Sample(
      prefix: "[Mon Jan  5 09:00:00 2026] DROP ", rule: "DROP", verdict: "denied",
      action: "drop"),
  ]

  @Test(arguments: samples)
  func `reads the verdict out of a prefix`(sample: Sample) {
    let record = NetfilterTests.decode(sample.prefix + NetfilterTests.packet)
    #expect(record.result == .event)
    #expect(record.first(.ruleName) == sample.rule)
    #expect(record.verdict == sample.verdict)
    #expect(record.first(.eventAction) == sample.action)
    #expect(record[.sourceIP] == ["198.51.100.7"])
  }

  @Test(arguments: [
    ("[wan-lan-default-D]", "denied", ["wan"], ["lan"], "default"),
    ("[wan-local-20-A]", "allowed", ["wan"], ["local"], "20"),
    ("[WAN_LOCAL-2000-R]", "denied", [], [], "2000"),
    ("[WAN_LOCAL-D-2147483647] ", "denied", [], [], "2147483647"),
  ])
  func `reads chain, rule and letter of a router's prefix`(
    prefix: String, verdict: String, from: [String], to: [String], rule: String
  ) {
    let record = NetfilterTests.decode(prefix + NetfilterTests.packet)
    #expect(record.verdict == verdict)
    #expect(record[.observerIngressZone] == from)
    #expect(record[.observerEgressZone] == to)
    #expect(record[.ruleID] == [rule])
  }

  @Test func `takes UniFi's letter and not its description`() {
    let record = NetfilterTests.decode(
      #"gw gw [WAN_LOCAL-D-10] DESCR="[WAN_LOCAL]Allow all" IN=eth8 OUT= SRC=198.51.100.7 "#
        + "DST=192.0.2.10 LEN=122 TOS=00 TTL=49 ID=1 PROTO=UDP SPT=1 DPT=2 LEN=102 MARK=1a0000",
      program: "")
    #expect(record.verdict == "denied")
    #expect(record[.ruleDescription] == ["[WAN_LOCAL]Allow all"])
    #expect(record[.ruleRuleset] == ["WAN_LOCAL"])
    #expect(record[.observerIngressInterfaceName] == ["eth8"])
  }

  @Test func `reads Proxmox' chain, policy and time`() {
    let record = NetfilterTests.decode(
      "101 6 tap101i0-IN 05/Jan/2026:09:00:00 +0800 policy DROP: IN=fwbr101i0 SRC=198.51.100.7 "
        + "DST=192.0.2.10 LEN=60 PROTO=TCP SPT=1 DPT=22 WINDOW=1 SYN ",
      program: "")
    #expect(record.isRecognised)
    #expect(record.verdict == "denied")
    #expect(record[.ruleName] == ["policy DROP"])
    #expect(record[.ruleRuleset] == ["tap101i0-IN"])
    #expect(record[.observerIngressInterfaceName] == ["tap101i0", "fwbr101i0"])
    #expect(record.event.timeNanoseconds == 1_767_574_800_000_000_000)
    #expect(record.event.offsetMinutes == 480)
  }
}
