import Detect
import Logs

/// Decodes records as a worker does, and shows what came out as text.
struct Decoding {
  /// Dotted names and values, in order; a repeated field stands once a value.
  struct Result {
    var fields: [(name: String, value: String)] = []
    var event = Event()
    var json = ""

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    var dataset = ""
    var source = LogSource()
    var time: String? {
      event.flags.contains(.hasTime) ? ECSDocument.time(of: event) : nil
    }
  }

  /// 5 January 2026, 10:00 UTC.
  static let now: Int64 = 1_767_607_200

  var names = FieldNames.ecs
  var keepsAllFields = true
  var format: String?
  var custom = CustomDecoders.none
  var clock = TimeReference(nowSeconds: now)

  /// Decodes each record of one block.
  func results(_ records: [[UInt8]]) throws(FormatError) -> [Result] {
    let decoder = try RecordDecoder(clock: clock, format: format, custom: custom)
    let block = Block(capacity: records.reduce(4096) { $0 + $1.count + 1 })
    var writer = EventWriter(names: names, keepsAllFields: keepsAllFields)
    writer.begin(block)
    for record in records {
      let start = block.recordsEnd
      for (index, byte) in record.enumerated() { block.base[start + index] = byte }
      block.recordsEnd += record.count + 1
      decoder.decode(
        block.line(start: start, end: start + record.count), isCut: false, into: &writer)
    }
    var results: [Result] = []
    for index in 0..<writer.columns.eventCount {
      var result = result(
        writer.columns[event: index], writer.columns, block, decoder.datasets)
      result.dataset = RecordDecoder.dataset(of: result.event, datasets: decoder.datasets)
      result.source = decoder.logSources[Int(result.event.logSource)]
      results.append(result)
    }
    return results
  }

  func results(_ records: [String]) throws(FormatError) -> [Result] {
    try results(records.map { Array($0.utf8) })
  }

  func result(_ record: String) throws(FormatError) -> Result { try results([record])[0] }

  private func result(
    _ event: Event, _ columns: borrowing EventColumns, _ block: Block, _ datasets: [String]
  ) -> Result {
    var result = Result()
    result.event = event
    var name: String?
    for index in columns.fields(of: event) {
      let span = columns[field: index]
      // Traps when a span stands outside the buffer.
      let line = block.line(start: span.range.lowerBound, end: span.range.upperBound)
      let text = line.string(in: line.range)
      if span.field == .nameOfNext {
        name = text
        continue
      }
      let key = span.field == .unnamed ? name ?? "?" : names.name(of: span.field)
      let value = columns.address(of: span)?.description ?? text
      result.fields.append((key, value))
    }
    let document = ECSDocument.document(
      of: event, in: columns, block, names: names, datasets: datasets)
    result.json = String(decoding: document.json(), as: UTF8.self)
    return result
  }
}
