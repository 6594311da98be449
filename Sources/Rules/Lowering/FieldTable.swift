package import Detect

/// Gives each field name that rules use its number: ECS fields have theirs, others follow in the
/// order of first use.
package struct FieldTable: Sendable {
  private var ids: [String: FieldID] = [:]
  private var added: [String] = []

  package init() {}

  /// The number of the name, or nil when there are too many names for one program.
  package mutating func id(of name: String) -> FieldID? {
    if let id = FieldNames.ecs.id(of: name) ?? ids[name] { return id }
    let next = FieldNames.ecs.count + added.count
    guard next < 60_000 else { return nil }
    let id = FieldID(rawValue: UInt16(next))
    ids[name] = id
    added.append(name)
    return id
  }

  /// All names with the numbers given so far.
  package var names: FieldNames { FieldNames(adding: added) }
}
