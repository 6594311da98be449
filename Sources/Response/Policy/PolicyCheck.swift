/// Turns one draft into a rule and collects what is wrong with it.
struct PolicyCheck {
  /// 1 second to 10 years.
  static let durations: ClosedRange<Int64> = 1...3650 * 86_400

  let draft: PolicyRuleDraft
  let number: Int
  private let assets: [Asset]
  private(set) var problems: [PolicyError] = []

  init(draft: PolicyRuleDraft, number: Int, assets: [Asset]) {
    self.draft = draft
    self.number = number
    self.assets = assets
  }

  /// The rule. Fields with a problem hold a stand-in, so it may be used only when there is none.
  mutating func rule() -> PolicyRule {
    let match = match()
    let isMatchSound = problems.isEmpty
    let action: PolicyRule.Action = required("action", draft.action, "block") ?? .none
    if action == .block, match.isEmpty, isMatchSound { report("match", .matchesEverything) }
    if action == .none {
      reportOnException()
      return PolicyRule(
        name: name, match: match, action: .none, target: .source, durationSeconds: 0)
    }
    let target: PolicyTarget = required("target", draft.target, "source") ?? .source
    let base = duration("duration", draft.duration) ?? 0
    if draft.duration == nil { report("duration", .missing(example: "4h")) }
    return PolicyRule(
      name: name, match: match, action: action, target: target, scope: scope(),
      durationSeconds: base, escalation: escalation(base: base), widening: widening(action),
      coolDownSeconds: duration("cool-down", draft.coolDown) ?? 0,
      isSimulated: draft.isSimulated)
  }

  mutating func report(_ field: String, _ problem: PolicyError.Problem) {
    let rule = draft.name.map { "'\($0)'" } ?? "#\(number)"
    problems.append(PolicyError(rule: rule, number: number, field: field, problem: problem))
  }

  private var name: String { draft.name ?? "rule \(number)" }

  private mutating func match() -> PolicyMatch {
    PolicyMatch(
      levels: levels(), tags: Set(draft.tags), techniques: techniques(),
      ruleIDs: Set(draft.rules), rulesets: Set(draft.rulesets),
      kinds: words("match.kinds", draft.kinds), phases: words("match.phases", draft.phases),
      feeds: Set(draft.feeds), minimumConfidence: confidence(),
      entityKinds: words("match.entities", draft.entities),
      source: word("match.source", draft.source),
      destination: word("match.destination", draft.destination),
      trusts: words("match.trust", draft.trusts), assets: namedAssets(), minimumRisk: risk())
  }

  private mutating func namedAssets() -> Set<Asset> {
    var found: Set<Asset> = []
    for name in draft.assets {
      if let asset = assets.first(where: { $0.name == name }) {
        found.insert(asset)
      } else {
        report("match.assets", .unknownAsset(name, defined: assets.map(\.name).sorted()))
      }
    }
    return found
  }

  private mutating func risk() -> Int? {
    guard let value = draft.risk else { return nil }
    if !(1...RiskTerms.highest).contains(value) {
      report("match.risk", .outOfRange("\(value)", lowest: "1", highest: "100"))
    }
    return value
  }

  /// An exception that came and went with a score would make decisions hang on the order of alerts.
  private mutating func reportOnException() {
    guard draft.action == PolicyRule.Action.none.rawValue else { return }
    if draft.risk != nil {
      report("match.risk", .notForExceptions("a score changes, and an exception must not"))
    }
    if !draft.widening.isEmpty { report("widen", .needsBlock("widens")) }
  }

  private mutating func levels() -> Set<Level> {
    if draft.level != nil, !draft.levels.isEmpty {
      report("match.level", .notTogether(with: "match.levels"))
    }
    let exact = draft.levels.compactMap { level("match.levels", $0) }
    guard let lowest = draft.level.flatMap({ level("match.level", $0) }) else { return Set(exact) }
    return Set(Level.allCases.filter { $0 >= lowest })
  }

  private mutating func level(_ field: String, _ text: String) -> Level? {
    if let level = Level(name: text) { return level }
    report(field, .unknownWord(text, allowed: Level.allCases.map(\.name)))
    return nil
  }

  private mutating func techniques() -> Set<String> {
    var found: Set<String> = []
    for text in draft.techniques {
      let name = text.uppercased()
      if Technique.isIdentifier(name) {
        found.insert(name)
      } else {
        report("match.techniques", .notATechnique(text))
      }
    }
    return found
  }

  private mutating func confidence() -> Int? {
    guard let value = draft.confidence else { return nil }
    if !(0...100).contains(value) {
      report("match.confidence", .outOfRange("\(value)", lowest: "0", highest: "100"))
    }
    return value
  }

  private mutating func scope() -> PolicyScope {
    PolicyScope(
      ipv4Length: length("scope.ipv4", draft.ipv4Length, in: 16...32) ?? 32,
      ipv6Length: length("scope.ipv6", draft.ipv6Length, in: 32...128) ?? 128)
  }

  mutating func length(
    _ field: String, _ value: Int?, in allowed: ClosedRange<Int>
  ) -> Int? {
    guard let value, !allowed.contains(value) else { return value }
    report(
      field,
      .outOfRange("\(value)", lowest: "\(allowed.lowerBound)", highest: "\(allowed.upperBound)"))
    return nil
  }
}

// Escalation and durations.
extension PolicyCheck {
  private mutating func escalation(base: Int64) -> Escalation? {
    guard let draft = draft.escalation else { return nil }
    let memory = duration("escalation.memory", draft.memory) ?? 30 * 86_400
    let maximum = duration("escalation.maximum", draft.maximum) ?? max(base, 7 * 86_400)
    if maximum < base {
      report(
        "escalation.maximum",
        .falls(from: DurationText.text(seconds: base), to: DurationText.text(seconds: maximum)))
    }
    return Escalation(
      steps: steps(draft, base: base), memorySeconds: memory, maximumSeconds: maximum)
  }

  private mutating func steps(
    _ draft: PolicyRuleDraft.Escalation, base: Int64
  ) -> Escalation.Steps {
    guard let factor = draft.multiplier else { return .durations(steps(draft.durations, base)) }
    if !draft.durations.isEmpty {
      report("escalation.multiplier", .notTogether(with: "escalation.durations"))
    }
    if !(2...100).contains(factor) {
      report("escalation.multiplier", .outOfRange("\(factor)", lowest: "2", highest: "100"))
    }
    return .multiplier(Int64(factor))
  }

  private mutating func steps(_ texts: [String], _ base: Int64) -> [Int64] {
    if texts.isEmpty { report("escalation", .needsOneOf(["multiplier", "durations"])) }
    var last = base
    return texts.compactMap { text in
      guard let seconds = duration("escalation.durations", text) else { return nil }
      if seconds < last {
        report("escalation.durations", .falls(from: DurationText.text(seconds: last), to: text))
      }
      last = seconds
      return seconds
    }
  }

  mutating func duration(_ field: String, _ text: String?) -> Int64? {
    guard let text else { return nil }
    guard let seconds = DurationText.seconds(text) else {
      report(field, .notADuration(text))
      return nil
    }
    if !PolicyCheck.durations.contains(seconds) {
      report(field, .outOfRange(text, lowest: "1s", highest: "3650d"))
      return nil
    }
    return seconds
  }
}

// Words from a fixed list.
extension PolicyCheck {
  private mutating func required<Word: RawRepresentable<String> & CaseIterable>(
    _ field: String, _ text: String?, _ example: String
  ) -> Word? {
    if text == nil { report(field, .missing(example: "\(field): \(example)")) }
    return word(field, text)
  }

  private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ field: String, _ text: String?
  ) -> Word? {
    guard let text else { return nil }
    if let word = Word(rawValue: text) { return word }
    report(field, .unknownWord(text, allowed: Word.allCases.map(\.rawValue)))
    return nil
  }

  private mutating func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
    _ field: String, _ texts: [String]
  ) -> Set<Word> {
    var found: Set<Word> = []
    for text in texts {
      if let word: Word = word(field, text) { found.insert(word) }
    }
    return found
  }
}
