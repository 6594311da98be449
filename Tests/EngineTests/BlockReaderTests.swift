import Detect
import Engine
import Support
import Testing

/// Gives prepared bytes, at most `chunk` at a time.
private final class PiecemealSource: ByteSource {
  private var rest: ArraySlice<UInt8>
  private let chunk: Int
  private(set) var bytesTaken = 0

  init(_ bytes: [UInt8], chunk: Int) {
    rest = bytes[...]
    self.chunk = chunk
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let part = rest.prefix(min(chunk, buffer.count))
    buffer.copyBytes(from: part)
    rest = rest.dropFirst(part.count)
    bytesTaken += part.count
    return part.count
  }
}

/// A record as the reader and the cursor give it.
private struct Record: Equatable {
  var text: [UInt8]
  var isCut = false
  var number: Int
  var offset: Int
}

private func records(_ bytes: [UInt8], chunk: Int, readBytes: Int) -> [Record] {
  var reader = BlockReader(PiecemealSource(bytes, chunk: chunk), readBytes: readBytes)
  let block = Block(capacity: BlockReader.capacity(readBytes: readBytes))
  var found: [Record] = []
  while reader.fill(block) {
    var cursor = RecordCursor(block)
    var number = block.firstRecordNumber
    while let range = cursor.nextRecord() {
      let line = block.line(start: range.lowerBound, end: range.upperBound)
      found.append(
        Record(
          text: range.map { line[$0] }, isCut: cursor.isCut, number: number,
          offset: block.inputOffset(of: range.lowerBound)))
      number += 1
    }
    #expect(number - block.firstRecordNumber == block.recordCount)
  }
  return found
}

/// The naive twin: splits the whole input at once.
private func naiveRecords(_ bytes: [UInt8]) -> [Record] {
  let limit = RecordCursor.recordBytesMaximum
  var found: [Record] = []
  var start = 0
  while start < bytes.count {
    let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
    var text = Array(bytes[start..<end])
    let isCut = text.count > limit
    if isCut { text = Array(text.prefix(limit)) } else if text.last == 13 { text.removeLast() }
    found.append(Record(text: text, isCut: isCut, number: found.count + 1, offset: start))
    start = end + 1
  }
  return found
}

@Suite struct BlockReaderTests {
  @Test(arguments: [
    "", "\n", "a", "a\n", "a\nb", "a\r\nb\r\n", "\n\n\n", "one\n\ntwo\n", "\u{0}\n\r\n",
  ])
  func `gives the records that a plain split gives`(text: String) {
    let bytes = Array(text.utf8)
    for chunk in [1, 2, 7, 64] {
      #expect(records(bytes, chunk: chunk, readBytes: 64) == naiveRecords(bytes))
    }
  }

  @Test(arguments: [(64, 64), (64, 1), (1000, 333), (1 << 16, 1 << 16), (1 << 20, 1 << 20)])
  func `does not depend on where reads end`(readBytes: Int, chunk: Int) {
    var random = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    for _ in 0..<400 {
      let length = Int.random(in: 0..<300, using: &random)
      bytes += (0..<length).map { _ in UInt8.random(in: 32...126, using: &random) }
      bytes += Bool.random(using: &random) ? [10] : [13, 10]
    }
    #expect(records(bytes, chunk: chunk, readBytes: readBytes) == naiveRecords(bytes))
  }

  @Test(arguments: [65535, 65536, 65537, 65538, 70000, 131_073, 400_000])
  func `cuts a record over the limit and goes on after it`(length: Int) {
    let long = [UInt8](repeating: 0x78, count: length)
    let bytes = Array("first\n".utf8) + long + Array("\nlast\n".utf8)
    for (readBytes, chunk) in [(64, 64), (4096, 1000), (1 << 18, 1 << 18), (1 << 20, 1 << 20)] {
      let found = records(bytes, chunk: chunk, readBytes: readBytes)
      #expect(found == naiveRecords(bytes), "read \(readBytes) by \(chunk)")
    }
  }

  @Test func `cuts a record over the limit that the input ends in`() {
    let bytes = [UInt8](repeating: 0x78, count: 200_000)
    #expect(records(bytes, chunk: 5000, readBytes: 64) == naiveRecords(bytes))
    #expect(records(bytes, chunk: 1 << 20, readBytes: 1 << 20) == naiveRecords(bytes))
  }
}
