import CAllocations
import Detect
import Foundation
import Logs
import Support
import Testing

/// Nothing may be allocated for a record that raises nothing: a block goes through the hot path
/// twice, and what the first pass made room for must do for the second.
@Suite struct AllocationTests {
  private static let examples = [
    "gateway-ufw", "branch-pfsense", "datacentre-fortigate", "web01-auth",
  ]

  /// Rules of all kinds that hold for nothing in the examples, or feed no more than a window.
  private static let rules: [DetectionRule] = {
    let never = TextPattern([.anyRun, .literal(Array("no such text".utf8)), .anyRun])
    let outside = (try? Prefix(parsing: "192.0.2.0/24")).map(Detect.Test.network)
    let tests: [(Field, Detect.Test)] = [
      (.message, .text(never)),
      (.userName, .text(TextPattern([.literal(Array("nobody-".utf8)), .anyRun]))),
      (.urlPath, .text(TextPattern([.anyRun, .literal(Array(".absent".utf8))]))),
      (.destinationPort, .number(.whole(Number(Int64(70000))))),
      (.message, .expression(Expression("no such [a-z]+ text"))),
    ]
    let conditions = tests.map { Condition.test(Predicate(.field(FieldID($0.0)), $0.1)) }
    let network = outside.map { Condition.test(Predicate(.field(FieldID(.clientIP)), $0)) }
    return (conditions + [network].compactMap { $0 }).map {
      DetectionRule(logSource: LogSourceSelector(), condition: $0)
    }
  }()

  @Test(arguments: examples)
  func `a record that raises nothing allocates nothing`(name: String) throws {
    let path = Checkout.root.appendingPathComponent("examples/\(name).log")
    let log = Array(try Data(contentsOf: path))
    let program = try Program(
      rules: Self.rules, logSources: KnownLogSource.all, names: .ecs)
    let decoder = try RecordDecoder(clock: TimeReference(nowSeconds: 1_775_000_000, year: 2026))
    var writer = EventWriter(
      names: .ecs, keepsAllFields: false, keeping: program.fieldsRead.union([FieldID(.sourceIP)]))
    var matcher = Matcher(program)
    let indicator = try Indicator(
      value: .network(Prefix(parsing: "233.252.0.0/24")), listed: "233.252.0.0/24", feed: 0,
      confidence: 80)
    let table = IndicatorTable([indicator])
    var hits: [RuleHit] = []
    var found: [IndicatorHit] = []
    let block = Block(capacity: log.count)
    block.recordBytes.copyBytes(from: log)
    block.recordsEnd = Block.recordsStart + log.count
    var records = 0
    var allocations: UInt = 0
    for _ in 0..<2 {
      let before = callocations_count()
      writer.begin(block)
      var cursor = RecordCursor(block)
      while let range = cursor.nextRecord() {
        let record = block.line(start: range.lowerBound, end: range.upperBound)
        decoder.decode(record, isCut: cursor.isCut, into: &writer)
      }
      table.probe(block, writer.columns, nowSeconds: 0, into: &found)
      matcher.match(block, writer.columns, into: &hits)
      allocations = callocations_count() - before
      records = writer.columns.eventCount
    }
    #expect(hits.isEmpty && found.isEmpty)
    #expect(records > 50)
    #expect(
      allocations <= Self.most(records), "\(allocations) allocations for \(records) records")
  }

  /// None where it counts; without optimisation closures that go nowhere stand on the heap.
  private static func most(_ records: Int) -> UInt {
    #if DEBUG
      UInt(records * 4)
    #else
      0
    #endif
  }
}
