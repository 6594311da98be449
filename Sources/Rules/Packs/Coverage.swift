package import Detect

/// What the loaded rules look for: ATT&CK techniques by pack, and the log sources that they need.
package struct Coverage: Sendable {
  /// A technique and the rules that speak of it.
  package struct Technique: Sendable {
    /// `T1110.001`
    package let id: String
    package internal(set) var rules = 0
    /// How many rules of each pack.
    package internal(set) var packs: [String: Int] = [:]
    /// The tactics of these rules, which need not all be the technique's.
    package internal(set) var tactics: Set<String> = []
    /// As `linux/*/sshd`; those of correlations are the log sources of what feeds them.
    package internal(set) var logSources: Set<String> = []
  }

  /// A log source that rules need.
  package struct Need: Sendable {
    package let logSource: LogSourceSelector
    /// As `linux/*/sshd`.
    package let text: String
    package internal(set) var rules = 0
    /// Whether an event of one of the log sources that are there can be its.
    package let isFed: Bool
  }

  /// Rules of each tactic, in the order of the matrix.
  package let tactics: [(name: String, rules: Int)]
  /// By identifier.
  package let techniques: [Technique]
  /// Most rules first.
  package let needs: [Need]
  /// Indexes of detection rules that no log source feeds.
  package let unfedRules: [Int]
  /// Rules and correlations without a technique.
  package let untagged: Int

  /// - Parameter present: The log sources that decoders give; nil when that is not asked.
  package init(of set: RuleSet, present: [LogSource]? = nil) {
    var techniques: [String: Technique] = [:]
    var needs: [LogSourceSelector: Need] = [:]
    var unfed: [Int] = []
    var byTactic: [String: Int] = [:]
    for info in set.ruleInfo + set.correlationInfo {
      for tactic in info.attribution.tactics { byTactic[tactic, default: 0] += 1 }
      for id in info.attribution.techniques {
        techniques[id, default: Technique(id: id)].add(info)
      }
    }
    for (index, info) in set.ruleInfo.enumerated() {
      let isFed = present.map { $0.contains(where: info.logSource.matches) } ?? true
      let empty = Need(logSource: info.logSource, text: info.logSourceText, isFed: isFed)
      needs[info.logSource, default: empty].rules += 1
      if !isFed { unfed.append(index) }
    }
    tactics = RuleAttribution.tactics.compactMap { name in
      byTactic[name].map { (name, $0) }
    }
    self.techniques = techniques.values.sorted { $0.id < $1.id }
    self.needs = needs.values.sorted { ($1.rules, $0.text) < ($0.rules, $1.text) }
    unfedRules = unfed
    untagged = (set.ruleInfo + set.correlationInfo).count { $0.attribution.techniques.isEmpty }
  }

  /// A layer for the ATT&CK Navigator, format 4.5
  /// (https://github.com/mitre-attack/attack-navigator/tree/master/layers/spec/v4.5).
  ///
  /// The score of a technique is its number of rules; comment and metadata name packs and log
  /// sources. Techniques for industrial control systems, `T08xx`, are not of this domain.
  package func layer(name: String) -> [UInt8] {
    let known = techniques.filter { !$0.id.hasPrefix("T08") }
    var layer = Document()
    layer.set("name", .text(name))
    layer.set("versions.navigator", .text("4.8.2"))
    layer.set("versions.layer", .text("4.5"))
    layer.set("domain", .text("enterprise-attack"))
    layer.set("description", .text("The techniques that the loaded rules look for."))
    layer.set("sorting", .number(Number(Int64(3))))
    layer.set("hideDisabled", .boolean(false))
    layer.set("techniques", .list(known.map { .object($0.layerEntry) }))
    layer.set("gradient.colors", .list([.text("#ffffff"), .text("#31a354")]))
    layer.set("gradient.minValue", .number(Number(Int64(0))))
    layer.set(
      "gradient.maxValue", .number(Number(Int64(max(1, known.map(\.rules).max() ?? 1)))))
    layer.set("showTacticRowBackground", .boolean(false))
    layer.set("selectTechniquesAcrossTactics", .boolean(true))
    layer.set("selectSubtechniquesWithParent", .boolean(false))
    return layer.json()
  }
}

extension Coverage.Technique {
  fileprivate init(id: String) { self.id = id }

  fileprivate mutating func add(_ info: RuleInfo) {
    rules += 1
    packs[info.pack, default: 0] += 1
    tactics.formUnion(info.attribution.tactics)
    logSources.insert(info.logSourceText)
  }

  fileprivate var layerEntry: Document {
    let byPack = packs.sorted { $0.key < $1.key }
    var entry = Document()
    entry.set("techniqueID", .text(id))
    entry.set("score", .number(Number(Int64(rules))))
    entry.set("enabled", .boolean(true))
    entry.set("comment", .text(byPack.map { "\($0.key): \($0.value)" }.joined(separator: ", ")))
    let metadata =
      byPack.map { ("pack", "\($0.key) (\($0.value))") }
      + logSources.sorted().map { ("log source", $0) }
    entry.set(
      "metadata",
      .list(
        metadata.map { name, value in
          var pair = Document()
          pair.set("name", .text(name))
          pair.set("value", .text(value))
          return .object(pair)
        }))
    entry.set("showSubtechniques", .boolean(id.contains(".")))
    return entry
  }
}

extension Coverage.Need {
  fileprivate init(logSource: LogSourceSelector, text: String, isFed: Bool) {
    self.logSource = logSource
    self.text = text
    self.isFed = isFed
  }
}
