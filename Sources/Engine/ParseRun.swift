private import Detect
package import Logs
private import Response
private import Rules

/// `detectd parse`: prints the event of every record, in order.
package struct ParseRun {
  package var clock: TimeReference
  package var format: String?
  package var paths: [String]
  /// Whether `event.original` holds the record.
  package var keepsOriginal = false
  /// Whether lines that belong together are one record.
  package var joinsLines = false
  /// Whether decoder and spans are shown instead of the document.
  package var explains = false

  package init(clock: TimeReference, paths: [String]) {
    self.clock = clock
    self.paths = paths
  }

  /// Files and folders of the user's own decoders.
  package var decoderPaths: [String] = []

  /// Whether a format is one of the program's own.
  package static func isBuiltIn(_ format: String) -> Bool {
    format == "auto" || format == "unrecognised" || Decoders.names.contains(format)
  }

  /// The names that `--format` takes.
  package var formats: [String] { Decoders.names + DecoderFiles(decoderPaths).custom.names }

  /// - Returns: The exit code of DESIGN 4.
  package func run() -> Int32 {
    let errors = Output.standardError()
    defer { errors.flush() }
    guard let decoder = decoder(errors) else { return 2 }
    let output = Output.standardOutput()
    let listed = Input.list(paths)
    var problems = listed.problems
    for input in listed.inputs {
      do throws(InputError) {
        let (source, leading) = try input.open()
        var reader = BlockReader(
          source, leading: leading, readBytes: 256 << 10, joinsLines: joinsLines)
        parse(&reader, decoder, output)
        if let failure = reader.failure { problems.append(failure) }
      } catch {
        problems.append(error)
      }
    }
    output.flush()
    for problem in problems {
      errors.writeLine("detectd: " + TerminalText.clean(problem.description))
    }
    return problems.isEmpty ? 0 : 3
  }

  private func decoder(_ errors: Output) -> RecordDecoder? {
    let own = DecoderFiles(decoderPaths)
    for problem in own.problems.sorted where problem.severity > .note {
      errors.writeLine(TerminalText.clean(problem.description))
    }
    guard !own.problems.hasErrors else { return nil }
    do throws(FormatError) {
      return try RecordDecoder(clock: clock, format: format, custom: own.custom)
    } catch {
      errors.writeLine("detectd: \(error)")
      return nil
    }
  }

  private func parse(_ reader: inout BlockReader, _ decoder: RecordDecoder, _ output: Output) {
    let block = Block(capacity: BlockReader.capacity(readBytes: 256 << 10))
    var writer = EventWriter(names: .ecs, keepsAllFields: true)
    while !output.isClosed, reader.fill(block) {
      writer.begin(block)
      var cursor = RecordCursor(block)
      while let range = cursor.nextRecord() {
        let line = block.line(start: range.lowerBound, end: range.upperBound)
        decoder.decode(line, isCut: cursor.isCut, into: &writer)
        let event = writer.columns[event: writer.columns.eventCount - 1]
        if explains {
          explain(line, event, writer.columns, block, decoder, output)
        } else {
          let document = document(event, writer.columns, block, line, decoder.datasets)
          output.write(document.json())
          output.write("\n")
        }
      }
      if output.isTerminal { output.flush() }
    }
  }

  private func document(
    _ event: Event, _ columns: borrowing EventColumns, _ block: Block, _ line: borrowing Line,
    _ datasets: [String]
  ) -> Document {
    var document = ECSDocument.document(
      of: event, in: columns, block, names: .ecs, datasets: datasets)
    if keepsOriginal { document.set("event.original", line, line.range) }
    return document
  }

  /// The record, the decoder and why, and each field with where its text stands: bytes of the
  /// record from 0, `decoded` for text that was unescaped, `given` for words of the decoder.
  private func explain(
    _ line: borrowing Line, _ event: Event, _ columns: borrowing EventColumns,
    _ block: Block, _ decoder: RecordDecoder, _ output: Output
  ) {
    let text = line.string(in: line.range)
    output.writeLine(TerminalText.clean(text))
    output.writeLine("  decoder  " + TerminalText.clean(decoder.explanation(of: event, line)))
    for index in columns.fields(of: event) {
      let span = columns[field: index]
      if span.field == .nameOfNext { continue }
      let place: String
      if span.range.lowerBound >= line.start, span.range.upperBound <= line.end {
        place = "\(span.range.lowerBound - line.start)–\(span.range.upperBound - line.start)"
      } else {
        place = span.range.lowerBound < Block.recordsStart ? "given" : "decoded"
      }
      output.writeLine(
        "  " + place.padded(to: 9) + name(of: index, columns, block).padded(to: 34)
          + TerminalText.clean(
            block.line(start: span.range.lowerBound, end: span.range.upperBound)
              .string(in: span.range)))
    }
  }

  private func name(
    of index: Int, _ columns: borrowing EventColumns, _ block: Block
  ) -> String {
    let field = columns[field: index].field
    guard field == .unnamed, index > 0 else { return FieldNames.ecs.name(of: field) }
    let range = columns[field: index - 1].range
    return TerminalText.clean(
      block.line(start: range.lowerBound, end: range.upperBound).string(in: range))
  }
}
