import Engine
import Foundation
import Response
import Rules
import Support
import Testing

@Suite struct ServingConfigurationTests {
  private static let least = "inputs:\n  - {type: stdin}\n"

  private func read(
    _ text: String, environment: [String: String] = [:]
  ) -> (serving: ServingConfiguration?, problems: [String]) {
    var problems = Problems()
    let configuration = RunConfiguration.read(
      Array((Self.least + text).utf8), path: "d.yaml", environment: { environment[$0] },
      &problems)
    return (configuration?.serving, problems.all.map(\.description))
  }

  @Test func `the example serves and pushes`() throws {
    let path = Checkout.root.appendingPathComponent("examples/detectd.yaml")
    let text = try String(contentsOf: path, encoding: .utf8)
    let start = try #require(text.firstRange(of: "\nweb:"))
    let end = try #require(text.firstRange(of: "\n# Where a restart"))
    let own = text[start.lowerBound..<end.lowerBound].replacing("# - {", with: "- {")
    let tokens = ["FW1_TOKEN", "BOUNCER_TOKEN", "METRICS_TOKEN"]
    let environment = Dictionary(
      uniqueKeysWithValues: tokens.map { ($0, "\($0)-0123456789") })
    let (serving, problems) = read(String(own) + "\n", environment: environment)
    #expect(problems == [])
    let found = try #require(serving)
    #expect(found.listen == SocketAddress(host: "127.0.0.1", port: 8080))
    let list = try #require(found.lists.first)
    #expect(list.name == "edge" && list.formats == [.panOS, .plain])
    #expect(list.options.maximumEntries == 50_000 && list.options.comments)
    #expect(list.options.placeholder && list.minimumLevel == .high)
    #expect(found.consumers.map(\.name) == ["fw1", "web1-bouncer", "prometheus"])
    #expect(found.consumers.map(\.isBouncer) == [false, true, false])
    #expect(found.consumers[0].lists == ["edge"] && found.consumers[0].header == "x-token")
    #expect(found.consumers[1].lists == [] && found.consumers[1].expandsHostBits == 8)
    #expect(found.consumers[2].readsMetrics)
    #expect(found.consumers.map(\.quietSeconds) == [1800, nil, nil])
    #expect(found.pushes.map(\.kind) == [.nft] && found.pushes[0].options.name == "detectd")
  }

  @Test func `without the keys nothing is served`() {
    let (serving, problems) = read("")
    #expect(problems == [] && serving?.listen == nil && serving?.pushes.isEmpty == true)
  }

  static let mistakes: [(String, String)] = [
    ("web: 7\n", "d.yaml:3:6: error: 'web' must be a map (key: value), but is the number 7"),
    (
      "web: {listen: nowhere}\n",
      "d.yaml:3:15: error: 'nowhere' is not an address and a port; "
        + "write such as 192.0.2.1:514, [2001:db8::1]:514, or :514 for every address"
    ),
    (
      "web: {listen: ':80', list: []}\n",
      "d.yaml:3:22: error: unknown key 'list'; did you mean 'lists'?"
    ),
    (
      "web: {listen: ':80', lists: [{name: 'a/b'}]}\n",
      "d.yaml:3:37: error: 'a/b' cannot be part of a path; write 1 to 64 letters, digits, '-' or '_'"
    ),
    (
      "web: {listen: ':80', lists: [{name: a, formats: [plane]}]}\n",
      "d.yaml:3:50: error: 'formats' is 'plane'; did you mean 'plain'?"
    ),
    (
      "web: {listen: ':80', lists: [{name: a}, {name: a}]}\n",
      "d.yaml:3:41: error: the list 'a' is there already"
    ),
    (
      "web: {listen: ':80', consumers: [{name: a, token: short}]}\n",
      "d.yaml:3:51: error: a token has 16 to 512 bytes; make one with: openssl rand -hex 32"
    ),
    (
      "web: {listen: ':80', consumers: [{name: a, token: '0123456789abcdef', lists: [x]}]}\n",
      "d.yaml:3:78: error: there is no list 'x'; name it in 'lists' of 'web'"
    ),
    (
      "web: {listen: ':80', consumers: [{name: a, token: '0123456789abcdef'}, {name: b, token: '0123456789abcdef'}]}\n",
      "d.yaml:3:72: error: the consumer 'a' has that token already"
    ),
    ("push: [{type: pf}]\n", "d.yaml:3:15: error: 'type' is 'pf'; write one of nft, ipset"),
    (
      "push: [{type: nft, name: 'a b'}]\n",
      "d.yaml:3:26: error: 'a b' cannot be the name of a table; write 1 to 20 letters, digits, '-' or '_', from a letter"
    ),
  ]

  @Test(arguments: mistakes)
  func `a mistake says where, what and what to write`(text: String, message: String) {
    let (serving, problems) = read(text)
    #expect(problems == [message] && serving == nil)
  }
}
