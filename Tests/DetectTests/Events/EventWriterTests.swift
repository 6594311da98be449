import Detect
import Testing

@Suite struct EventWriterTests {
  private func fields(keeping kept: Set<FieldID>?) -> [FieldID] {
    let text = Array("10 192.0.2.1".utf8)
    let block = Block(capacity: 4096)
    var writer = EventWriter(
      names: FieldNames(adding: ["own"]), keepsAllFields: false, keeping: kept)
    writer.begin(block)
    text.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      let line = Line(base: base, start: 0, end: bytes.count)
      writer.beginEvent(record: 0..<bytes.count)
      writer.add(.eventAction, .denied)
      writer.addPort(.sourcePort, 0..<2, in: line)
      writer.addInteger(.networkBytes, 0..<2, in: line)
      writer.addAddress(.sourceIP, 3..<12, in: line)
      writer.append(FieldID(rawValue: UInt16(Field.allCases.count)), .text, 0..<2)
      writer.endEvent()
    }
    let event = writer.columns[event: 0]
    return writer.columns.fields(of: event).map { writer.columns[field: $0].field }
  }

  private let own = FieldID(rawValue: UInt16(Field.allCases.count))

  @Test func `all fields are kept unless some are named`() {
    #expect(
      fields(keeping: nil) == [
        FieldID(.eventAction), FieldID(.sourcePort), FieldID(.networkBytes), FieldID(.sourceIP),
        own,
      ])
  }

  @Test func `of the fields of ECS only those named are kept, and all others`() {
    #expect(fields(keeping: [FieldID(.sourceIP)]) == [FieldID(.sourceIP), own])
    #expect(
      fields(keeping: [FieldID(.sourcePort), FieldID(.eventAction)])
        == [FieldID(.eventAction), FieldID(.sourcePort), own])
    #expect(fields(keeping: []) == [own])
  }
}
