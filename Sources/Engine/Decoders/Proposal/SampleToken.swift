import Detect
import Logs

/// A piece of a sample record, as a person would read it.
struct SampleToken: Equatable {
  enum Kind: Equatable { case time, address, number, mac, quoted, word, other }

  let kind: Kind
  let text: String
}

/// Cuts a message into pieces.
struct SampleTokens {
  private let bytes: [UInt8]
  private let block: Block
  private let clock: TimeReference
  private(set) var tokens: [SampleToken] = []

  /// - Complexity: O(length of the text).
  static func of(_ text: String) -> [SampleToken] {
    var tokens = SampleTokens(Array(text.utf8))
    var next = 0
    while next < tokens.bytes.count { next = tokens.take(at: next) }
    return tokens.tokens
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    block = Block(capacity: bytes.count + 64)
    clock = TimeReference(nowSeconds: 1_800_000_000)
    for (index, byte) in bytes.enumerated() { block.base[Block.recordsStart + index] = byte }
  }

  private mutating func add(_ kind: SampleToken.Kind, _ range: Range<Int>) -> Int {
    let text = String(decoding: bytes[range], as: UTF8.self)
    if kind == .other, let last = tokens.last, last.kind == .other {
      tokens[tokens.count - 1] = SampleToken(kind: .other, text: last.text + text)
    } else {
      tokens.append(SampleToken(kind: kind, text: text))
    }
    return range.upperBound
  }

  /// Takes the piece at `start`; returns the offset after it.
  private mutating func take(at start: Int) -> Int {
    let line = block.line(start: Block.recordsStart, end: Block.recordsStart + bytes.count)
    let isBoundary = start == 0 || !SampleTokens.isWord(bytes[start - 1])
    if isBoundary, let end = timeEnd(start, line) { return add(.time, start..<end) }
    if bytes[start] == UInt8(ascii: "\""), let end = quoteEnd(start) {
      return add(.quoted, start..<end)
    }
    guard isBoundary, SampleTokens.isWord(bytes[start]) || bytes[start] == UInt8(ascii: ":") else {
      return add(.other, start..<start + 1)
    }
    if let end = addressEnd(start, line) { return add(.address, start..<end) }
    guard SampleTokens.isWord(bytes[start]) else { return add(.other, start..<start + 1) }
    var end = start
    while end < bytes.count, SampleTokens.isWord(bytes[end]) { end += 1 }
    // A full stop ends a sentence, and is no part of its last word.
    while end > start + 1, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    let isNumber = bytes[start..<end].allSatisfy { $0 &- 0x30 < 10 }
    return add(isNumber && end - start < 19 ? .number : .word, start..<end)
  }

  /// A time that is more than a number.
  private func timeEnd(_ start: Int, _ line: borrowing Line) -> Int? {
    let place = Block.recordsStart + start
    guard let found = line.time(at: place, clock) else { return nil }
    let end = found.end - Block.recordsStart
    let isNumber = bytes[start..<end].allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
    return isNumber || end < bytes.count && SampleTokens.isWord(bytes[end]) ? nil : end
  }

  private func quoteEnd(_ start: Int) -> Int? {
    var next = start + 1
    while next < bytes.count, bytes[next] != UInt8(ascii: "\"") {
      next += bytes[next] == UInt8(ascii: "\\") ? 2 : 1
    }
    return next < bytes.count ? next + 1 : nil
  }

  private func addressEnd(_ start: Int, _ line: borrowing Line) -> Int? {
    var end = start
    while end < bytes.count, end - start < 46,
      SampleTokens.isHex(bytes[end]) || bytes[end] == UInt8(ascii: ".")
        || bytes[end] == UInt8(ascii: ":")
    { end += 1 }
    if end < bytes.count, SampleTokens.isWord(bytes[end]) { return nil }
    for _ in 0..<3 where end > start + 1 {
      let base = Block.recordsStart
      if line.address(in: base + start..<base + end) != nil { return end }
      repeat { end -= 1 } while end > start && bytes[end] != 0x3a && bytes[end] != 0x2e
    }
    return nil
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
      || "_-./@#+*$~\\".utf8.contains(byte)
  }
}
