import Detect
import Response

/// Short ways to write what the tests speak about.
enum Sample {
  static let policy = Policy.standard
  static let neverBlock = NeverBlock.standard()

  static func address(_ text: String) -> Address { Address(text) ?? Address(ipv4: 0) }

  static func network(_ text: String) -> Prefix {
    (try? Prefix(parsing: text)) ?? Prefix(host: Address(ipv4: 0))
  }

  static func target(_ text: String) -> Decision.Target { .network(network(text)) }

  static func alert(
    _ id: String = "a1", level: Level = .high, kind: Alert.Kind = .rule,
    phase: Alert.Phase = .response, rule: String = "r1", name: String = "SSH brute force",
    ruleset: String = "starter", tags: [String] = [], techniques: [String] = ["T1110.001"],
    indicator: Alert.Indicator? = nil, entity: Entity? = nil, source: String? = nil,
    destination: String? = nil, user: String? = nil
  ) -> Alert {
    var attribution = Attribution()
    attribution.techniques = techniques
    return Alert(
      id: id, kind: kind, phase: phase,
      rule: .init(id: rule, name: name, ruleset: ruleset, level: level, tags: tags),
      attribution: attribution, indicator: indicator, timeNanoseconds: 1_767_574_800_123_000_000,
      entity: entity, source: source.map(address), destination: destination.map(address),
      userName: user)
  }

  static func indicator(
    _ listed: String, confidence: Int = 80, feed: String = "feed-x"
  ) -> Alert.Indicator {
    Alert.Indicator(
      feed: feed, listed: listed, seen: listed, field: "source.ip", confidence: confidence,
      type: "ipv4-addr", value: .network(network(listed)))
  }

  static func cause(_ rule: String = "r1", name: String = "SSH brute force") -> Cause {
    Cause(
      ruleID: rule, ruleName: name, ruleset: "starter", level: .high, techniques: ["T1110"])
  }
}

extension DecisionBook {
  /// Applies with the standard never-block list.
  mutating func apply(
    _ alert: Alert, _ policy: Policy = .standard, atSeconds: Int64 = 1000
  ) -> [DecisionChange] {
    apply(alert, policy: policy, neverBlock: Sample.neverBlock, atSeconds: atSeconds)
  }

  /// Blocks networks by hand, all until their own time.
  static func blocking(_ entries: [(String, Int64)], atSeconds: Int64 = 0) -> DecisionBook {
    var book = DecisionBook()
    for (text, seconds) in entries {
      _ = book.add(
        .block, Sample.target(text), origin: .operator, cause: Sample.cause(),
        atSeconds: atSeconds, durationSeconds: seconds, neverBlock: NeverBlock([]))
    }
    return book
  }
}
