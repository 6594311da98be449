import Detect

/// What reading JSON keeps from record to record, to be faster: room for a tape, the names that
/// were met, and the values of a product's fields.
final class JSONMemory: DecoderMemory {
  let scratch = JSONScratch()

  func beginBlock() { scratch.names.makeRoom() }

  deinit {
    scratch.tape.deallocate()
    scratch.names.deallocate()
    scratch.values.deallocate()
  }
}

/// The parts of a ``JSONMemory``, at hand.
struct JSONScratch {
  let tape = JSONTape()
  let names = NameMemory()
  let values = ProductValues()
}

extension EventWriter {
  /// The worker's memory for JSON, made when its first JSON comes.
  mutating func jsonScratch() -> JSONScratch {
    if let made = memory as? JSONMemory { return made.scratch }
    let made = JSONMemory()
    memory = made
    return made.scratch
  }
}
