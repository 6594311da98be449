import Foundation
import Support
import Testing

@Suite struct BlockingTests {
  private let program = BuiltProgram.detectd

  /// Scans a log and gives the plain block list.
  private func blocked(_ log: URL, _ arguments: [String] = []) throws -> Set<String> {
    let folder = try TemporaryFolder()
    let list = folder.url.appendingPathComponent("list.txt").path
    let outcome = try program.run(
      ["scan", "--quiet", "--blocklist", list] + arguments + [log.path])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let text = try String(contentsOfFile: list, encoding: .utf8)
    return Set(text.split(separator: "\n").map(String.init))
  }

  /// Twelve refused logins of one attacker, whose user name looks like the end of such a line.
  @Test func `text of an attacker never names the address that is blocked`() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<12).map { second in
      let user = "root from 192.0.2.10 port 22 ssh2"
      return "Jan  5 09:00:\(10 + second) web01 sshd[4242]: "
        + "Failed password for invalid user \(user) from 203.0.113.66 port 40000 ssh2\n"
    }
    let log = try folder.file("auth.log", lines.joined())
    #expect(try blocked(log) == ["203.0.113.66"])
  }

  @Test func `what must never be blocked is not, and the summary says why`() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<12).map { second in
      "Jan  5 09:00:\(10 + second) web01 sshd[4242]: Failed password for root from 10.1.2.3 "
        + "port \(40000 + second) ssh2\n"
    }
    let log = try folder.file("auth.log", lines.joined())
    let list = folder.url.appendingPathComponent("list.txt").path
    let outcome = try program.run(["scan", "--blocklist", list, log.path])
    #expect(try String(contentsOfFile: list, encoding: .utf8).isEmpty)
    #expect(outcome.text.contains("SSH Brute Force"))
  }

  @Test func `fail-on turns an alert into the exit code`() throws {
    let log = Checkout.root.appendingPathComponent("examples/web01-auth.log").path
    #expect(try program.run(["scan", "--fail-on", "critical", log]).status == 1)
    #expect(try program.run(["scan", log]).status == 0)
  }

  @Test(arguments: ["plain", "nft", "ipset", "json"])
  func `every list format is written whole`(format: String) throws {
    let folder = try TemporaryFolder()
    let list = folder.url.appendingPathComponent("list").path
    let log = Checkout.root.appendingPathComponent("examples/web01-auth.log").path
    let outcome = try program.run(
      ["scan", "--blocklist", list, "--blocklist-format", format, log])
    #expect(outcome.status == 0)
    #expect(try String(contentsOfFile: list, encoding: .utf8).contains("203.0.113.66"))
    let missing = try program.run(
      ["scan", "--blocklist", folder.url.path + "/no/such/folder/list", log])
    #expect(missing.status == 2)
    #expect(missing.standardError.contains("cannot be written"))
  }

  /// Generated logs with a truth file beside them: every attacker is on the list, nobody else is.
  @Test(
    .enabled(if: Checkout.shared != nil, "the generator stands in ../shared"),
    arguments: ["fw", "auth"])
  func `blocks every attacker of a generated log and nobody else`(kind: String) throws {
    let shared = try #require(Checkout.shared)
    let folder = try TemporaryFolder()
    let log = folder.url.appendingPathComponent("\(kind).log")
    let generator = Process()
    generator.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    generator.arguments = [
      "python3", shared.appendingPathComponent("tools/gen_bench.py").path, kind, "--mb", "6",
      "--seconds", "900", "--attacks", "30", "--out", log.path,
    ]
    generator.standardOutput = FileHandle.nullDevice
    try generator.run()
    generator.waitUntilExit()
    let truth =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: log.path + ".truth.json"))) as? [String: Any]
    let attacks = try #require(truth?["attacks"] as? [[String: Any]])
    let attackers = Set(attacks.compactMap { $0["source.ip"] as? String })
    let partial = Set(truth?["attacks_partial"] as? [String] ?? [])
    let list = try blocked(log, ["--year", "2025"])
    #expect(attackers.count > 20)
    #expect(list.isSuperset(of: attackers))
    #expect(list.subtracting(attackers).isSubset(of: partial))
  }
}
