package import Detect

/// Gives each field name that rules use its number: ECS fields have theirs, others follow in the
/// order of first use.
package struct FieldTable: Sendable {
  private var ids: [String: FieldID] = [:]
  private var added: [String] = []
  private var aliases: [FieldAlias] = []
  private var shaped: Set<String> = []

  package init() {}

  /// The number of the name, or nil when there are too many names for one program.
  ///
  /// - Parameter isWindows: Whether it is a value of Windows events, which come in many shapes.
  package mutating func id(of name: String, isWindows: Bool = false) -> FieldID? {
    if let id = FieldNames.ecs.id(of: name) { return id }
    let isWindows = isWindows || name.hasPrefix("winlog.") || name.hasPrefix("Event.EventData.")
    let name = isWindows ? FieldAliases.schemaName(of: name) : name
    if isWindows, shaped.insert(name).inserted {
      aliases += FieldAliases.shapes(of: name).map { FieldAlias($0, of: name) }
    }
    if let id = FieldNames.ecs.id(of: name) ?? ids[name] { return id }
    let next = FieldNames.ecs.count + added.count
    guard next < 60_000 else { return nil }
    let id = FieldID(rawValue: UInt16(next))
    ids[name] = id
    added.append(name)
    return id
  }

  /// All names with the numbers given so far.
  package var names: FieldNames { FieldNames(adding: added, aliases: aliases) }
}
