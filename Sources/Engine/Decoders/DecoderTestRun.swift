import Detect
import Logs
package import Rules

/// Runs the samples in files of user-defined decoders.
package struct DecoderTestRun {
  /// What a sample came to.
  package struct Outcome: Sendable {
    package let decoder: String
    package let name: String
    package let place: Place
    /// What is not as expected, each with what came out; none when the sample holds.
    package let failures: [String]

    package var holds: Bool { failures.isEmpty }
  }

  package let outcomes: [Outcome]
  /// Problems of the files.
  package let problems: [Problem]

  /// - Parameter paths: Files and folders of decoders; those that ship when empty.
  package init(paths: [String]) {
    let files = DecoderFiles(paths, withShipped: paths.isEmpty)
    self.init(files.files, files.custom, files.problems.sorted)
  }

  /// Runs the samples of decoders that were read already.
  package init(_ files: [DecoderFile]) {
    self.init(files, CustomDecoders(files.map(\.decoder)), [])
  }

  private init(_ files: [DecoderFile], _ custom: CustomDecoders, _ problems: [Problem]) {
    self.problems = problems
    outcomes = files.flatMap { file in
      file.samples.map { DecoderTestRun.run($0, file, custom) }
    }
  }

  /// What a text must be decoded to, for whoever asks in the decoder's place.
  static func document(
    of record: String, _ custom: CustomDecoders, year: Int?
  ) -> Document? {
    let clock = TimeReference(nowSeconds: 1_800_000_000, year: year)
    guard let decoder = try? RecordDecoder(clock: clock, custom: custom) else { return nil }
    let bytes = Array(record.utf8)
    let block = Block(capacity: bytes.count + 4096)
    for (index, byte) in bytes.enumerated() { block.base[Block.recordsStart + index] = byte }
    block.recordsEnd = Block.recordsStart + bytes.count
    var writer = EventWriter(names: .ecs, keepsAllFields: true)
    writer.begin(block)
    let line = block.line(start: Block.recordsStart, end: block.recordsEnd)
    decoder.decode(line, isCut: false, into: &writer)
    return ECSDocument.document(
      of: writer.columns[event: 0], in: writer.columns, block, names: .ecs,
      datasets: decoder.datasets)
  }

  private static func run(
    _ sample: DecoderSample, _ file: DecoderFile, _ custom: CustomDecoders
  ) -> Outcome {
    var failures: [String] = []
    let document = document(of: sample.record, custom, year: sample.year)
    let dataset = document?.text("event.dataset") ?? "unrecognised"
    if sample.isOthers {
      if dataset == file.decoder.name { failures.append("takes the record, which it should not") }
    } else if dataset != file.decoder.name {
      failures.append("does not take the record, but '\(dataset)' does")
    } else {
      for field in sample.expected {
        let found = document?.texts(DocumentName(field.name)) ?? []
        if found == field.values { continue }
        let wanted = field.values.isEmpty ? "nothing" : field.values.joined(separator: ", ")
        let got = found.isEmpty ? "nothing" : found.joined(separator: ", ")
        failures.append("\(field.name) is \(got), not \(wanted)")
      }
    }
    return Outcome(
      decoder: file.decoder.name, name: sample.name, place: sample.place, failures: failures)
  }
}
