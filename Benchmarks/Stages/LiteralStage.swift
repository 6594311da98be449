private import Detect
private import Engine
private import Rules

/// The search for many literals by itself, over one log in memory, for a comparison with other
/// engines of the kind.
public final class LiteralStage {
  /// The literal texts of four bytes and more that rules ask of fields and events, in lower case,
  /// each once, in order. Rules that ask with case are among them.
  ///
  /// - Parameter rules: Paths of packs.
  public static func literals(rules: [String]) -> [[UInt8]] {
    var found: Set<[UInt8]> = []
    for rule in RuleFiles.load(rules).rules { collect(rule.condition, into: &found) }
    return found.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func collect(_ condition: Condition, into found: inout Set<[UInt8]>) {
    switch condition {
    case .all(let parts), .any(let parts): for part in parts { collect(part, into: &found) }
    case .not(let part): collect(part, into: &found)
    case .test(let predicate):
      guard case .text(let pattern) = predicate.test else { return }
      for case .literal(let bytes) in pattern.tokens where bytes.count >= 4 {
        found.insert(bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
      }
    }
  }

  private let literals: LiteralSet
  private var blocks: [Block] = []

  /// - Parameters:
  ///   - literals: None of them empty.
  ///   - log: Cut at line ends into blocks of 256 KiB.
  public init(literals: [[UInt8]], log: [UInt8]) {
    self.literals = LiteralSet(literals)
    var reader = BlockReader(MemorySource(log), readBytes: 256 << 10)
    while true {
      let block = Block(capacity: BlockReader.capacity(readBytes: 256 << 10))
      guard reader.fill(block) else { break }
      blocks.append(block)
    }
  }

  /// - Returns: How often literals stand in the log.
  public func count() -> Int { blocks.reduce(0) { $0 + literals.count(in: $1) } }
}
