import Engine
import Foundation
import Response
import Rules
import Support
import Testing

/// The example of Documentation/Policies.md.
@Suite struct PoliciesPageTests {
  private func example() throws -> String {
    let page = try String(
      contentsOf: Checkout.root.appendingPathComponent("Documentation/Policies.md"),
      encoding: .utf8)
    let parts = page.components(separatedBy: "```")
    return try #require(parts.first { $0.hasPrefix("yaml\n") }).replacing("yaml\n", with: "")
  }

  private func read(_ text: String) throws -> (PolicyFile?, [String]) {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "public-resolvers.json", #"{"name":"Resolvers","type":"cidr","list":["203.0.113.53"]}"#)
    var problems = Problems()
    let path = folder.url.path + "/policy.yml"
    let file = PolicyFile.read(Array(text.utf8), path: path, &problems)
    return (file, problems.all.map(\.description))
  }

  @Test func `it loads without a problem and means what it says`() throws {
    let (read, problems) = try read(example())
    #expect(problems.isEmpty, "\(problems)")
    let file = try #require(read)
    #expect(file.policy.rules.count == 7)
    #expect(file.neverBlock.count == 3)
    #expect(file.neverBlockDomains.map(\.name) == ["example.com"])
    #expect(file.policy.simulation.feeds == ["a-new-feed"])
    #expect(file.policy.asksForRisk)
    #expect(file.policy.rules[4].widening.map(\.hosts) == [5, 20])
    #expect(file.policy.rules[3].isSimulated)
  }

  /// A key that is left out of the example is one that nobody finds.
  @Test func `it shows every key`() throws {
    let text = try example()
    for key in [
      "never-block", "network", "domain", "reason", "warning-lists", "assets", "risk", "half-life",
      "simulate", "rules", "feeds", "name", "match", "action", "target", "duration", "scope",
      "escalation", "multiplier", "durations", "memory", "maximum", "widen", "hosts", "within",
      "ipv4", "ipv6", "cool-down", "level", "levels", "tags", "techniques", "rulesets", "kinds",
      "phases", "confidence", "entities", "source", "destination", "trust",
    ] { #expect(text.contains("\(key):"), "\(key)") }
  }

  @Test func `any one of its lines gone wrong is said with its place`() throws {
    let text = try example()
    for (right, wrong) in [
      ("cool-down: 10m", "cool-down: later"), ("hosts: 20", "hosts: 2000"),
      ("trust: [trusted, mixed]", "trust: [all]"), ("assets: [dmz]", "assets: [dms]"),
      ("risk: 80", "risk: 800"), ("half-life: 24h", "half-life: soon"),
      ("simulate: true               #", "simulate: perhaps #"), ("192.0.2.200", "192.0.2.200/8"),
    ] {
      let lines = text.components(separatedBy: "\n")
      let line = try #require(lines.firstIndex { $0.contains(right) }) + 1
      let (file, problems) = try read(text.replacing(right, with: wrong))
      #expect(file == nil)
      #expect(problems.count == 1, "\(problems)")
      #expect(problems.first?.contains("policy.yml:\(line):") == true, "\(wrong): \(problems)")
    }
  }
}
