/// What is only simulated: its blocks are decided, recorded and shown, and stand in no list.
package struct Simulation: Hashable, Sendable {
  /// Everything, also what operators ask for.
  package var isWhole: Bool
  /// Rules by identifier or title. Their alerts give no points to a risk score either.
  package var rules: Set<String>
  /// Feeds by name, likewise.
  package var feeds: Set<String>

  package init(isWhole: Bool = false, rules: Set<String> = [], feeds: Set<String> = []) {
    self.isWhole = isWhole
    self.rules = rules
    self.feeds = feeds
  }

  /// Whether what an alert leads to is simulated because of where the alert comes from.
  package func covers(_ alert: Alert) -> Bool {
    rules.contains(alert.rule.id) || rules.contains(alert.rule.name)
      || alert.indicator.map { feeds.contains($0.feed) } == true
  }
}
