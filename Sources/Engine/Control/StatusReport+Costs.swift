import Detect
import Rules

extension StatusReport.Costs {
  /// - Parameter profile: Of the detection's program, in nanoseconds.
  init(_ profile: RuleProfile, _ detection: Detection) {
    let records = Double(max(profile.events, 1))
    let index = Double(profile.indexTicks)
    let all = profile.rules.reduce(index) { $0 + Double($1.ticks) }
    let places = profile.rules.indices.filter { profile.rules[$0].candidates > 0 }
      .sorted { (profile.rules[$1].ticks, $0) < (profile.rules[$0].ticks, $1) }
    self.init(
      sampledRecords: profile.events, indexNsPerRecord: index / records,
      rules: places.prefix(StatusReport.Costs.ruleLimit).map { place in
        let rule = profile.rules[place]
        let info = detection.rules.ruleInfo[place]
        return Rule(
          id: info.id, name: info.title, nsPerRecord: Double(rule.ticks) / records,
          share: all > 0 ? Double(rule.ticks) / all : 0, candidates: rule.candidates,
          matches: rule.hits)
      })
  }
}
