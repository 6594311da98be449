package import Detect

/// A block of events written by a test, one record each: the texts of its fields, a space between.
package struct SampleBlock: ~Copyable {
  package let block: Block
  package var writer: EventWriter

  package init(
    capacity: Int = 1 << 16, sequence: Int = 0, input: Int = 0, firstRecordNumber: Int = 1,
    firstByteOffset: Int = 0
  ) {
    block = Block(capacity: capacity)
    block.sequence = sequence
    block.input = input
    block.firstRecordNumber = firstRecordNumber
    block.firstByteOffset = firstByteOffset
    writer = EventWriter(names: .ecs, keepsAllFields: true)
    writer.begin(block)
  }

  /// Adds an event. Texts that are addresses or whole numbers are typed, as decoders do.
  package mutating func add(
    _ fields: [(Field, String)], timeNanoseconds: Int64? = nil, repetitions: UInt32 = 1
  ) {
    let start = block.recordsEnd
    var ranges: [Range<Int>] = []
    for (_, text) in fields {
      let begin = block.recordsEnd
      append(text.utf8)
      ranges.append(begin..<block.recordsEnd)
      append(" ".utf8)
    }
    writer.beginEvent(record: start..<block.recordsEnd)
    if let timeNanoseconds {
      writer.event.timeNanoseconds = timeNanoseconds
      writer.event.flags.insert(.hasTime)
    }
    writer.event.repetitions = repetitions
    let line = block.line(start: 0, end: block.bufferBytes)
    for (index, (field, _)) in fields.enumerated() {
      if !writer.addAddress(field, ranges[index], in: line) {
        writer.addInteger(FieldID(field), ranges[index], in: line)
        if ranges[index].isEmpty { writer.add(field, ranges[index]) }
      }
    }
    writer.endEvent()
    append("\n".utf8)
    block.recordCount += 1
  }

  private func append(_ bytes: some Collection<UInt8>) {
    let target = unsafe block.recordBytes
    let start = block.recordsEnd - Block.recordsStart
    precondition(start + bytes.count <= target.count, "a larger sample block is needed")
    for (index, byte) in bytes.enumerated() { unsafe target[start + index] = byte }
    block.recordsEnd += bytes.count
  }
}

/// A small seeded generator (SplitMix64), so that a failing property test can be run again.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
