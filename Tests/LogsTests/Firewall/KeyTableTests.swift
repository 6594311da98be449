import Detect
import Testing

@testable import Logs

@Suite struct KeyTableTests {
  static func code(of name: String, in table: KeyTable) -> UInt8 {
    let block = Block(capacity: 4096)
    unsafe block.recordBytes.copyBytes(from: Array(name.utf8))
    let end = Block.recordsStart + name.utf8.count
    let line = block.line(start: Block.recordsStart, end: end)
    return table.code(of: line.range, in: line)
  }

  /// Names of every length a table may hold, several of each.
  static let names = (1...KeyTable.lengthMaximum).flatMap { length in
    ["a", "b", "Z_"].map { String(repeating: $0, count: length).prefix(length).description }
  }

  @Test func `finds every name and nothing else`() {
    let unique = Array(Set(KeyTableTests.names)).sorted()
    let table = KeyTable(unique.enumerated().map { ($1, UInt8($0 + 1)) })
    for (index, name) in unique.enumerated() {
      #expect(KeyTableTests.code(of: name, in: table) == UInt8(index + 1))
      for other in [name + "x", "x" + name, name.uppercased() + "y"] where !unique.contains(other) {
        #expect(KeyTableTests.code(of: other, in: table) == 0)
      }
    }
    #expect(KeyTableTests.code(of: "", in: table) == 0)
  }

  /// Long names that are alike at both ends differ in the middle.
  @Test func `tells long names apart by their middle`() {
    let table = KeyTable([("AccessControlRuleAction", 1)])
    #expect(KeyTableTests.code(of: "AccessControlRuleAction", in: table) == 1)
    #expect(KeyTableTests.code(of: "AccessCxxxxxxRuleAction", in: table) == 0)
  }

  @Test(arguments: ["tcp", "TCP", "Tcp"])
  func `folds case where it is told to`(name: String) {
    #expect(KeyTableTests.code(of: name, in: KeyTable([("tcp", 7)], folds: true)) == 7)
  }
}
