import Detect
import Logs

/// What a decoder made of one record, as text by field name.
struct DecodedRecord {
  var result = DecodeResult.notMine
  var isRecognised = false
  var fields: [String: [String]] = [:]
  var event = Event()
  /// Whether every span lies in the lexicon, the record or the arena that was written.
  var isInside = true

  /// Decodes `body` as what follows the tag `program`.
  init(_ decoder: Decoder, _ body: some Collection<UInt8>, program: String = "") {
    let bytes = Array(program.utf8) + Array(body)
    let block = Block(capacity: bytes.count + 1)
    var writer = EventWriter(names: .ecs, keepsAllFields: true)
    unsafe block.recordBytes.copyBytes(from: bytes)
    block.recordsEnd = Block.recordsStart + bytes.count
    let start = Block.recordsStart + program.utf8.count
    let line = block.line(start: start, end: block.recordsEnd)
    var context = DecodeContext(clock: TimeReference(nowSeconds: 1_767_600_000))
    context.program = Block.recordsStart..<start
    writer.begin(block)
    writer.beginEvent(record: Block.recordsStart..<block.recordsEnd)
    isRecognised = decoder.recognises(line, context)
    result = decoder.decode(line, context, &writer)
    writer.endEvent()
    event = writer.columns[event: 0]
    for index in writer.columns.fields(of: event) {
      let span = writer.columns[field: index]
      isInside = isInside && DecodedRecord.isInside(span.range, block, writer.storePosition)
      let text = block.line(start: span.range.lowerBound, end: span.range.upperBound)
      let address = writer.columns.address(of: span)
      let name = FieldNames.ecs.name(of: span.field)
      fields[name, default: []].append(address?.description ?? text.string(in: text.range))
    }
  }

  init(_ decoder: Decoder, _ body: String, program: String = "") {
    self.init(decoder, Array(body.utf8), program: program)
  }

  private static func isInside(_ range: Range<Int>, _ block: Block, _ arenaEnd: Int) -> Bool {
    range.upperBound <= Block.recordsStart
      || range.lowerBound >= Block.recordsStart && range.upperBound <= block.recordsEnd
      || range.lowerBound >= block.arenaStart && range.upperBound <= arenaEnd
  }

  /// All values of a field, or none.
  subscript(_ field: Field) -> [String] { fields[field.rawValue] ?? [] }

  /// The field's first value.
  func first(_ field: Field) -> String? { self[field].first }

  /// `denied`, `allowed`, or nil when the event says neither.
  var verdict: String? { self[.eventType].last { $0 == "denied" || $0 == "allowed" } }

  var source: KnownLogSource? { KnownLogSource(rawValue: event.logSource) }
}
