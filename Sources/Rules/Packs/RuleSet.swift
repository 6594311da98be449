package import Detect

/// The rules of all packs, ready to be compiled, and everything that was wrong with them.
///
/// The order is that of paths, and of documents in a file, so that alerts come in the same order
/// wherever the packs stand; a correlation that feeds another comes before it.
package struct RuleSet: Sendable {
  /// How a file fared.
  package struct File: Sendable {
    package let path: String
    package let pack: String
    package var loaded = 0
    package var refused = 0
  }

  /// What the matcher is built from, and what is known of each, by the same index.
  package internal(set) var rules: [DetectionRule] = []
  package internal(set) var ruleInfo: [RuleInfo] = []
  /// What the correlator is built from, and what is known of each, by the same index.
  package internal(set) var correlations: [CorrelationRule] = []
  package internal(set) var correlationInfo: [RuleInfo] = []
  package internal(set) var filterCount = 0
  /// ECS names and the further ones that these rules read.
  package internal(set) var fieldNames = FieldNames.ecs
  /// By file, line and column.
  package internal(set) var problems: [Problem] = []
  package internal(set) var files: [File] = []
  package internal(set) var packs: [Pack] = []

  package init() {}

  package var count: Int { rules.count + correlations.count }
  package var errorCount: Int { problems.count { $0.severity == .error } }
  /// Documents that did not load.
  package var refusedCount: Int { files.reduce(0) { $0 + $1.refused } }
  /// The index of the rule or correlation with this id, in its own array.
  package func ruleIndex(id: String) -> Int? { ruleInfo.firstIndex { $0.id == id } }
  package func correlationIndex(id: String) -> Int? { correlationInfo.firstIndex { $0.id == id } }
}
