private import Detect
private import Response

extension DecodersRun {
  /// Proposes a decoder for the records of files or of standard input, and prints it.
  ///
  /// - Returns: 0; 2 when nothing could be made of the records; 3 when an input cannot be read.
  package static func propose(name: String, inputs: [String]) -> Int32 {
    let errors = Output.standardError()
    defer { errors.flush() }
    let listed = Input.list(inputs)
    var problems = listed.problems
    var records: [String] = []
    for input in listed.inputs where records.count < DecoderProposal.recordsMaximum {
      do throws(InputError) {
        try records += Self.records(of: input)
      } catch {
        problems.append(error)
      }
    }
    for problem in problems {
      errors.writeLine("detectd: " + TerminalText.clean(problem.description))
    }
    guard problems.isEmpty else { return 3 }
    let proposal = DecoderProposal(name: name, records: records)
    guard let text = proposal.text else {
      errors.writeLine(
        records.isEmpty
          ? "detectd: there are no records; name a file with some, or - for standard input"
          : "detectd: nothing could be made of these records; write a pattern by hand, see "
            + "Documentation/Custom-decoders.md")
      return 2
    }
    let output = Output.standardOutput()
    output.write(text)
    output.flush()
    if proposal.missed > 0 {
      errors.writeLine("\(proposal.missed) of \(records.count) records have other shapes")
    }
    return 0
  }

  private static func records(of input: Input) throws(InputError) -> [String] {
    let (source, leading) = try input.open()
    var reader = BlockReader(source, leading: leading, readBytes: 256 << 10)
    let block = Block(capacity: BlockReader.capacity(readBytes: 256 << 10))
    var records: [String] = []
    while records.count < DecoderProposal.recordsMaximum, reader.fill(block) {
      var cursor = RecordCursor(block)
      while let range = cursor.nextRecord(), records.count < DecoderProposal.recordsMaximum {
        let line = block.line(start: range.lowerBound, end: range.upperBound)
        records.append(line.string(in: line.range))
      }
    }
    if let failure = reader.failure { throw failure }
    return records
  }
}
