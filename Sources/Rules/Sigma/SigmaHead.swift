/// How bad what a rule finds is, in order.
package enum SigmaLevel: String, CaseIterable, Comparable, Sendable {
  case informational, low, medium, high, critical

  package static func < (a: SigmaLevel, b: SigmaLevel) -> Bool { a.rank < b.rank }
  private var rank: Int { SigmaLevel.allCases.firstIndex(of: self) ?? 0 }
}

package enum SigmaStatus: String, CaseIterable, Sendable {
  case stable, test, experimental, deprecated, unsupported
}

/// What kind of answer a rule's alerts call for.
package enum AlertPhase: String, CaseIterable, Sendable {
  /// Watch: a sign, not yet an attack.
  case earlyWarning = "early-warning"
  /// Act.
  case response
}

/// What every Sigma document says about itself.
package struct SigmaHead: Sendable {
  package struct Related: Sendable {
    package let id: String
    package let type: String
  }

  package let title: String
  package let id: String?
  package let name: String?
  package let status: SigmaStatus?
  package let level: SigmaLevel?
  package let description: String?
  package let author: String?
  package let date: String?
  package let modified: String?
  package let license: String?
  package let references: [String]
  package let tags: [String]
  package let fields: [String]
  package let falsePositives: [String]
  package let related: [Related]
  package let scope: [String]
  package let taxonomy: String?
  /// `detectd.entity`: the fields that say what an alert is about, the first present one wins.
  package let entity: [String]?
  /// `detectd.phase`
  package let phase: AlertPhase?
  /// `detectd.suppress`: the least time between two alerts about the same; 0 for none.
  package let suppressNanoseconds: Int64
  /// Keys that Sigma does not define.
  package let custom: [YAMLMap.Entry]
  /// Of the document.
  package let place: Place
  /// Of the id, the name or the title, whichever comes first.
  package let namePlace: Place
}
