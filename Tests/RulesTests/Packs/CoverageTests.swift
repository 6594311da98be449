import Detect
import Rules
import Testing

@Suite struct CoverageTests {
  private let set = load(
    rule(
      "s: {a: 1}\ncondition: s", logSource: "product: linux, service: sshd",
      more: "tags: [attack.t1110.001, attack.t1078]\n"),
    rule(
      "s: {a: 1}\ncondition: s", logSource: "category: firewall", more: "tags: [attack.t1078]\n"
    ).replacing("id: a", with: "id: b"),
    rule("s: {a: 1}\ncondition: s", more: "tags: [attack.t0855]\n")
      .replacing("id: a", with: "id: c"))

  @Test func `counts rules by technique, pack and log source`() {
    let coverage = Coverage(of: set)
    #expect(coverage.techniques.map(\.id) == ["T0855", "T1078", "T1110.001"])
    #expect(coverage.techniques[1].rules == 2)
    #expect(coverage.techniques[1].packs == ["test": 2])
    #expect(coverage.techniques[1].logSources == ["linux/*/sshd", "*/firewall/*"])
    #expect(coverage.untagged == 0)
    #expect(coverage.unfedRules == [])
  }

  @Test func `says which rules no log source feeds`() {
    let coverage = Coverage(
      of: set, present: [LogSource(products: ["linux"], categories: ["firewall"])])
    #expect(coverage.unfedRules == [0, 2])
    #expect(coverage.needs.filter(\.isFed).map(\.text) == ["*/firewall/*"])
  }

  @Test func `writes a layer for the Navigator`() {
    let layer = String(decoding: Coverage(of: set).layer(name: "mine"), as: UTF8.self)
    #expect(layer.hasPrefix(#"{"name":"mine","versions":{"navigator":"4.8.2","layer":"4.5"},"#))
    #expect(layer.contains(#""domain":"enterprise-attack""#))
    #expect(
      layer.contains(#"{"techniqueID":"T1078","score":2,"enabled":true,"comment":"test: 2","#))
    #expect(layer.contains(#"{"name":"log source","value":"linux/*/sshd"}"#))
    #expect(layer.contains(#""maxValue":2"#))
    #expect(!layer.contains("T0855"))
  }
}
