import Detect
import Foundation
import Response
import Testing

/// The lists of decisions as they were made: JSON, STIX and OpenC2.
@Suite struct DecisionListTests {
  private static func book() -> DecisionBook {
    var book = DecisionBook()
    _ = book.apply(
      Sample.alert(
        "a \"1\"", rule: "r\\1", name: "Tab\there \u{1F600} \u{7f}", source: "203.0.113.7"),
      atSeconds: 1000)
    _ = book.apply(
      Sample.alert(
        "i1", kind: .indicator, rule: "feed", indicator: Sample.indicator("203.0.113.7"),
        source: "203.0.113.7"), atSeconds: 1100)
    for (target, duration) in [
      (Sample.target("2001:db8::/64"), Int64?.none), (.domain("bad.example"), 500),
      (.user("o'hara]"), 500), (Sample.target("198.51.100.9"), 500),
    ] {
      _ = book.add(
        .block, target, origin: .operator, cause: Sample.cause(), atSeconds: 1000,
        durationSeconds: duration, neverBlock: NeverBlock([]))
    }
    _ = book.add(
      .block, Sample.target("198.51.100.9"), origin: .feed, cause: Sample.cause("f"),
      atSeconds: 1000, durationSeconds: 900, neverBlock: NeverBlock([]))
    return book
  }

  @Test func `the fast writer of JSON writes what the document does`() {
    let decisions = DecisionListTests.book().decisions(atSeconds: 1200)
    #expect(decisions.count == 6)
    var expected = Array("[".utf8)
    for (place, decision) in decisions.enumerated() {
      expected.append(contentsOf: (place == 0 ? "\n" : ",\n").utf8)
      decision.document().write(to: &expected)
    }
    expected.append(contentsOf: "\n]\n".utf8)
    #expect(
      String(decoding: JSONList.render(decisions), as: UTF8.self)
        == String(decoding: expected, as: UTF8.self))
  }

  @Test func `lists from decisions are those from the book`() {
    let book = DecisionListTests.book()
    let content = ListContent(decisions: book.decisions(atSeconds: 1200), atSeconds: 1200)
    for format in BlockListFormat.allCases {
      #expect(content.render(format).bytes == book.render(format, atSeconds: 1200), "\(format)")
    }
    let later = ListContent(decisions: book.decisions(atSeconds: 1200), atSeconds: 1600)
    #expect(later.decisions.allSatisfy { $0.expiresSeconds > 1600 })
  }

  @Test func `a STIX bundle has an indicator for each address, network and domain`() throws {
    let book = DecisionListTests.book()
    let bytes = book.render(.stix, atSeconds: 1200)
    let bundle = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let objects = try #require(bundle["objects"] as? [[String: Any]])
    #expect(bundle["type"] as? String == "bundle")
    let identity = try #require(objects.first?["id"] as? String)
    let indicators = objects.dropFirst()
    let patterns = indicators.compactMap { $0["pattern"] as? String }
    #expect(
      Set(patterns) == [
        "[ipv4-addr:value = '203.0.113.7']", "[ipv4-addr:value = '198.51.100.9']",
        "[ipv6-addr:value = '2001:db8::/64']", "[domain-name:value = 'bad.example']",
      ])
    let ids = ([bundle] + objects).compactMap { $0["id"] as? String }
    #expect(Set(ids).count == ids.count && ids.count == objects.count + 1)
    let uuid = /[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    for id in ids { #expect(id.wholeMatch(of: uuid) != nil, "\(id)") }
    for indicator in indicators {
      #expect(indicator["created_by_ref"] as? String == identity)
      let from = try #require(indicator["valid_from"] as? String)
      if let until = indicator["valid_until"] as? String { #expect(until > from) }
    }
    #expect(indicators.count { $0["valid_until"] == nil } == 1)
    #expect(indicators.contains { $0["confidence"] as? Int == 80 })
    #expect(book.render(.stix, atSeconds: 1201) == bytes)
  }

  @Test(.enabled(if: Shell.programs(["stix2_validator"]), "needs stix2-validator"))
  func `the validator of STIX takes the bundle`() throws {
    let bytes = DecisionListTests.book().render(.stix, atSeconds: 1200)
    let outcome = try Shell.run(
      "stix2_validator --version 2.1 list.json", files: ["list.json": bytes])
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test func `each OpenC2 command denies one network until it ends`() throws {
    let text = String(
      decoding: DecisionListTests.book().render(.openC2, atSeconds: 1200), as: UTF8.self)
    let commands = try text.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(commands.count == 3)
    let targets = commands.compactMap { $0["target"] as? [String: String] }
    #expect(
      targets == [
        ["ipv4_net": "198.51.100.9"], ["ipv4_net": "203.0.113.7"], ["ipv6_net": "2001:db8::/64"],
      ])
    for command in commands {
      #expect(Set(command.keys) == ["action", "target", "args", "command_id"])
      #expect(command["action"] as? String == "deny")
      #expect((command["command_id"] as? String)?.count == 32)
      let arguments = try #require(command["args"] as? [String: Any])
      #expect(Set(arguments.keys).isSubset(of: ["stop_time", "response_requested", "slpf"]))
    }
    let stops = commands.compactMap { ($0["args"] as? [String: Any])?["stop_time"] as? Int }
    #expect(stops == [1_900_000, 87_500_000], "the longest, and none for what does not end")
  }
}
