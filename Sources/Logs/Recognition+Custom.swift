import Detect

// The user's own decoders: asked before the built-in ones, each record by the few that its program
// or its first byte lets in.

extension RecordDecoder {
  /// Asks the decoders that read a record from its first byte on.
  func decodeWholeRecord(
    _ text: borrowing Line, _ context: borrowing DecodeContext, into event: inout EventWriter
  ) -> Bool {
    if let place = namedCustom {
      return custom.decoders[place].takesWholeRecord && run(custom: place, text, context, &event)
    }
    let list = custom.candidates(body: text, isWholeRecord: true)
    return run(list: list, text, context, &event)
  }

  /// Asks the decoders of a message's program, then those of its first byte.
  func decodeCustom(
    _ body: borrowing Line, _ text: borrowing Line, _ context: borrowing DecodeContext,
    into event: inout EventWriter
  ) -> Bool {
    if let place = namedCustom { return run(custom: place, body, context, &event) }
    let ofProgram = custom.candidates(program: context.program, in: text)
    if run(list: ofProgram, body, context, &event) { return true }
    return run(
      list: custom.candidates(body: body, isWholeRecord: false), body, context, &event)
  }

  private func run(
    list: Int, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) -> Bool {
    guard list > 0 else { return false }
    for index in 0..<custom.count(of: list)
    where run(custom: custom.decoder(index, of: list), body, context, &event) {
      return true
    }
    return false
  }

  private func run(
    custom place: Int, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) -> Bool {
    let before = event.event.decoder
    event.event.decoder = UInt16(truncatingIfNeeded: Decoders.all.count &+ place)
    let program = custom.programs[place]
    guard program.decode(body, context, custom.texts, &event) else {
      event.event.decoder = before
      return false
    }
    if !program.writesMessage { event.add(.message, body.range) }
    return true
  }
}
