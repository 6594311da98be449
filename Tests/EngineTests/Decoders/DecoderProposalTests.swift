import Engine
import Logs
import Rules
import Testing

@Suite struct DecoderProposalTests {
  /// Records, and what the proposal must hold.
  static let cases: [(name: String, records: [String], parts: [String])] = [
    (
      "packets",
      [
        "Jan  5 09:00:00 gw acmefw[3]: DROP tcp 192.0.2.7:51515 -> 198.51.100.2:22 len 60",
        "Jan  5 09:00:01 gw acmefw[3]: PASS udp 192.0.2.8:5353 -> 198.51.100.3:53 len 90",
        "Jan  5 09:00:02 gw acmefw[3]: DROP tcp 192.0.2.9:1024 -> 198.51.100.2:23 len 60",
      ],
      [
        "programs: [acmefw]", "%{event.action:word} ",
        "%{source.ip}:%{source.port} -> %{destination.ip}:%{destination.port} len %{network.bytes}",
        "category: firewall",
      ]
    ),
    (
      "logins",
      [
        "[2026-01-05 09:00:00] WARN Login failed for user ann from 192.0.2.7",
        "[2026-01-05 09:00:09] WARN Login failed for user bob from 192.0.2.8",
        "[2026-01-05 09:00:10] INFO Login of user bob from 192.0.2.8",
      ],
      ["record: whole", "[%{@timestamp}]", "user %{user.name:word} from %{source.ip}"]
    ),
    (
      "pairs",
      [
        #"<13>Jan  5 09:00:00 gw acme: src=192.0.2.1 dst=198.51.100.2 dpt=22 act=deny msg="a b" n=7"#,
        #"<13>Jan  5 09:00:00 gw acme: src=192.0.2.3 dst=198.51.100.2 dpt=23 act=allow msg="c" n=8"#,
      ],
      [
        "keyvalue:", "src: source.ip", "dst: destination.ip", "dpt: destination.port",
        "act: event.action", "pairs.n:integer",
      ]
    ),
    (
      "columns",
      ["7;192.0.2.1;ann;2026-01-05T09:00:00Z;GET", "8;192.0.2.2;bob;2026-01-05T09:00:01Z;POST"],
      ["csv:", "separator: ';'", "source.ip", "http.request.method", "'@timestamp'"]
    ),
    (
      "objects",
      [
        #"{"ts":"2026-01-05T09:00:00Z","request":{"remote_ip":"192.0.2.1","method":"GET"},"status":200}"#,
        #"{"ts":"2026-01-05T09:00:01Z","request":{"remote_ip":"192.0.2.2","method":"PUT"},"status":403}"#,
      ],
      ["json:", "request.remote_ip: source.ip", "status: http.response.status_code"]
    ),
    (
      "one", [#"it's 100%{ sure: user ann said "a \"b\"" at 192.0.2.1."#],
      ["%%{", "user %{user.name:word} said %{one.said:quoted} at %{source.ip}."]
    ),
    ("tabs", ["a\tb\t192.0.2.1\tx\t7", "a\tc\t192.0.2.2\ty\t8"], [#"separator: "\t""#]),
    ("sentence", ["bad.word. from 192.0.2.1", "worse.word. from 192.0.2.2"], ["%{source.ip}"]),
  ]

  @Test(arguments: cases.indices)
  func `proposes what loads without a warning and holds`(index: Int) throws {
    let (name, records, parts) = Self.cases[index]
    let proposal = DecoderProposal(name: name, records: records)
    let text = try #require(proposal.text)
    for part in parts { #expect(text.contains(part), "\(part) in\n\(text)") }
    #expect(proposal.missed == 0, "\(text)")
    var problems = Problems()
    let files = DecoderFile.read(Array(text.utf8), path: "new.yml", &problems)
    #expect(problems.all.filter { $0.severity > .note }.map(\.description) == [], "\(text)")
    #expect(files.count == 1)
    let outcomes = DecoderTestRun(files).outcomes
    #expect(outcomes.count >= 2)
    for outcome in outcomes { #expect(outcome.failures == [], "\(text)") }
  }

  @Test func `says when nothing can be made of records`() {
    #expect(DecoderProposal(name: "x", records: []).text == nil)
    #expect(DecoderProposal(name: "x", records: ["no values at all"]).text == nil)
  }
}
