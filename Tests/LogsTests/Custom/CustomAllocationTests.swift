import CAllocations
import Detect
import Logs
import Testing

/// User-defined decoders allocate nothing for a record either.
@Suite struct CustomAllocationTests {
  @Test func `a record of a user's format allocates nothing`() throws {
    let pattern = try CustomSamples.pattern(
      "%{event.action:word} %{network.transport} %{source.ip}:%{source.port} -> %{destination.ip}")
    let pairs = try CustomSamples.keyValue(
      [("SRC", "source.ip"), ("SPT", "source.port"), ("ZONE", "acme.zone")], required: ["SRC"])
    let columns = try CustomSamples.csv(
      [
        .literal("T"), try CustomSamples.target("source.ip"), try CustomSamples.target("user.name"),
      ],
      minimum: 3)
    var decoders = [columns, pattern, pairs]
    for index in decoders.indices {
      decoders[index].name = "d\(index)"
      decoders[index].fields = [CustomConstant("event.category", "network")]
    }
    let records = [
      "T,192.0.2.1,ann", "DROP tcp 192.0.2.1:51515 -> 198.51.100.2", "SRC=192.0.2.1 SPT=1 ZONE=a",
    ]
    let decoder = try RecordDecoder(
      clock: TimeReference(nowSeconds: Decoding.now), custom: CustomDecoders(decoders))
    let block = Block(capacity: 4096)
    var ranges: [Range<Int>] = []
    for record in records {
      let start = block.recordsEnd
      for (index, byte) in record.utf8.enumerated() { block.base[start + index] = byte }
      block.recordsEnd += record.utf8.count + 1
      ranges.append(start..<block.recordsEnd - 1)
    }
    var writer = EventWriter(names: .ecs, keepsAllFields: true)
    var allocations: UInt = 0
    for _ in 0..<2 {
      writer.begin(block)
      let before = callocations_count()
      for _ in 0..<100 {
        for range in ranges {
          let line = block.line(start: range.lowerBound, end: range.upperBound)
          decoder.decode(line, isCut: false, into: &writer)
        }
      }
      allocations = callocations_count() - before
    }
    for (place, _) in records.enumerated() {
      let event = writer.columns[event: place]
      #expect(Int(event.decoder) == Decoders.all.count + place)
    }
    #expect(allocations <= Self.most(300), "\(allocations) allocations for 300 records")
  }

  /// None where it counts; without optimisation closures that go nowhere stand on the heap.
  private static func most(_ records: Int) -> UInt {
    #if DEBUG
      UInt(records * 40)
    #else
      0
    #endif
  }
}
