/// Who and how, as far as the tags of a rule say (MITRE ATT&CK identifiers and tactic names).
package struct RuleAttribution: Hashable, Sendable {
  /// `T1110.001`
  package var techniques: [String] = []
  /// Display names: `Credential Access`.
  package var tactics: [String] = []
  /// `G0016`
  package var groups: [String] = []
  /// `S0154`
  package var software: [String] = []

  package init() {}

  /// Reads `attack.t1110.001`, `attack.credential-access`, `attack.g0016`, `attack.s0154`, in any
  /// case, with `_` for `-`. Other tags say nothing.
  package init(tags: [String]) {
    for tag in tags {
      let tag = tag.lowercased()
      guard tag.hasPrefix("attack.") else { continue }
      let name = String(tag.dropFirst("attack.".count))
      if let tactic = RuleAttribution.tacticNames[name.replacing("_", with: "-")] {
        add(tactic, to: &tactics)
      } else if let first = name.first, RuleAttribution.isIdentifier(name) {
        switch first {
        case "t": add(name.uppercased(), to: &techniques)
        case "g": add(name.uppercased(), to: &groups)
        case "s": add(name.uppercased(), to: &software)
        default: break
        }
      }
    }
  }

  package var isEmpty: Bool { self == RuleAttribution() }

  /// Adds what `other` knows.
  mutating func formUnion(_ other: RuleAttribution) {
    for technique in other.techniques { add(technique, to: &techniques) }
    for tactic in other.tactics { add(tactic, to: &tactics) }
    for group in other.groups { add(group, to: &groups) }
    for name in other.software { add(name, to: &software) }
  }

  private func add(_ name: String, to list: inout [String]) {
    if !list.contains(name) { list.append(name) }
  }

  /// A letter and four digits, for techniques also a dot and three more.
  private static func isIdentifier(_ name: String) -> Bool {
    let parts = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    let isNumber = parts.allSatisfy { $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }
    guard isNumber, let main = parts.first, main.count == 4, parts.count <= 2 else { return false }
    return parts.count == 1 || parts[1].count == 3
  }

  /// Tactics of ATT&CK Enterprise in the order of its matrix, and the further ones of ICS.
  static let tactics = [
    "Reconnaissance", "Resource Development", "Initial Access", "Execution", "Persistence",
    "Privilege Escalation", "Defense Evasion", "Defense Impairment", "Stealth",
    "Credential Access", "Discovery", "Lateral Movement", "Collection", "Command and Control",
    "Exfiltration", "Impact", "Evasion", "Inhibit Response Function", "Impair Process Control",
  ]

  /// By their Sigma tags.
  private static let tacticNames = Dictionary(
    uniqueKeysWithValues: tactics.map { ($0.lowercased().replacing(" ", with: "-"), $0) })
}
