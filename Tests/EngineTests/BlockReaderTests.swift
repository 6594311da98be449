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

private func records(
  _ bytes: [UInt8], chunk: Int, readBytes: Int, joinsLines: Bool = false
) -> [Record] {
  var reader = BlockReader(
    PiecemealSource(bytes, chunk: chunk), readBytes: readBytes, joinsLines: joinsLines)
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

  /// Lines, and how many of them each record holds.
  static let grouped: [(lines: [String], counts: [Int])] = [
    (
      [
        "type=SYSCALL msg=audit(1.1:1): a", "type=CWD msg=audit(1.1:1): b",
        "type=PATH msg=audit(1.1:2): c", "node=a type=CWD msg=audit(1.1:2): d",
        "node=b type=CWD msg=audit(1.1:2): e", "node=b type=EOE msg=audit(1.1:2): ", "other", "",
        "type=CWD msg=audit(1.1:2): f",
      ], [2, 1, 1, 2, 1, 1, 1]
    ),
    (
      [
        "<Event xmlns='x'>", "  <System/>", "</Event>", "<Event><a/></Event>", "  <Event>",
        "<b/>", "<Event>", "</Event>", "text",
      ], [3, 1, 2, 2, 1]
    ),
    (
      ["[**] [1:2:3] a [**]", "b", "c", "", "[**] [1:2:3] d [**]", "[**] [1:2:3] e [**]", ""],
      [4, 1, 2]
    ),
    (
      ["__CURSOR=a", "MESSAGE=b", "", "__CURSOR=c", "__REALTIME_TIMESTAMP=5", "MESSAGE=d"], [3, 3]
    ),
    (["plain", "text", "<Event>"], [1, 1, 1]),
    (["Jan  5 type=SYSCALL msg=audit(1.1:1): a", "b"], [1, 1]),
  ]

  @Test(arguments: grouped.indices)
  func `lines that belong together are one record, wherever reads end`(index: Int) {
    let (lines, counts) = Self.grouped[index]
    let bytes = Array(lines.joined(separator: "\n").utf8)
    var expected: [String] = []
    var next = 0
    for count in counts {
      var group = lines[next..<next + count]
      if count > 1, group.last == "" { group = group.dropLast() }
      expected.append(group.joined(separator: "\n"))
      next += count
    }
    for chunk in [1, 3, 40, 1000] {
      let found = records(bytes, chunk: chunk, readBytes: 64, joinsLines: true)
      #expect(found.map { String(decoding: $0.text, as: UTF8.self) } == expected)
      #expect(found.map(\.number) == Array(1...expected.count))
    }
  }

  @Test func `nobody's lines are joined without being asked`() {
    let text = "type=A msg=audit(1.1:1): a\ntype=B msg=audit(1.1:1): b\n"
    #expect(records(Array(text.utf8), chunk: 64, readBytes: 64).count == 2)
  }
}
