/// Digests in hexadecimal: MD5, SHA-1, SHA-256 and SHA-512 of a file, told by their length.
enum Digest {
  static func isDigest(_ range: Range<Int>, in line: borrowing Line) -> Bool {
    guard [32, 40, 64, 128].contains(range.count) else { return false }
    for index in range where line.hexDigit(at: index) == nil { return false }
    return true
  }

  static func isLowercase(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where asciiLowercase(text[index]) != text[index] { return false }
    return true
  }

  /// The bytes that the digits of a digest write.
  @inline(__always) static func forEachByte(
    of range: Range<Int>, in line: borrowing Line, _ body: (UInt8) -> Void
  ) {
    var index = range.lowerBound
    while index &+ 1 < range.upperBound {
      body((line.hexDigit(at: index) ?? 0) << 4 | (line.hexDigit(at: index &+ 1) ?? 0))
      index &+= 2
    }
  }

  /// In lower case.
  static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
