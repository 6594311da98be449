package import Detect

/// What is known of a loaded rule or correlation, beside what the matcher needs.
package struct RuleInfo: Sendable {
  /// As written, in lower case; otherwise the rule's name, otherwise made from its file.
  package let id: String
  /// Sigma's `name`, by which other rules may refer to it.
  package let name: String?
  package let title: String
  package let level: SigmaLevel
  package let status: SigmaStatus?
  package let description: String?
  package let author: String?
  package let references: [String]
  package let falsePositives: [String]
  package let tags: [String]
  /// From the tags; a correlation without any takes that of the rules it refers to.
  package let attribution: RuleAttribution
  package let logSource: LogSourceSelector
  /// What an alert is about: the first of these fields that the event has.
  package let entity: [FieldID]
  package let phase: AlertPhase
  /// The least time between two alerts about the same entity, of a correlation of the same group, in
  /// nanoseconds; 0 for none.
  package let suppressNanoseconds: Int64
  package let pack: String
  package let place: Place
  /// The number of the document in its file, from 1.
  package let document: Int
  /// Keys that Sigma does not define.
  package let custom: [YAMLMap.Entry]
  /// The fields that a detection rule's condition names; not those of filters.
  package let mappedFields: [MappedField]

  /// `linux/*/sshd` : product, category and service, `*` where anything fits.
  package var logSourceText: String {
    [logSource.product, logSource.category, logSource.service].map { $0 ?? "*" }
      .joined(separator: "/")
  }
}
