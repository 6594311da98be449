/// Base64 (RFC 4648) and UTF-16, as attackers hide command lines in them.
enum Encodings {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPad = place > group.count
        out.append(
          isPad ? UInt8(ascii: "=") : alphabet[Int(word >> UInt32(18 - 6 * place) & 63)])
      }
    }
    return out
  }

  /// What is certain of the Base64 of a text that holds `bytes` at each of the three alignments:
  /// characters that depend on what stands before or after are cut.
  static func base64Offsets(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<3).map { shift in
      let encoded = base64([UInt8](repeating: 0x20, count: shift) + bytes)
      let front = [0, 2, 3][shift]
      let back = [0, 3, 2][(bytes.count + shift) % 3]
      return Array(encoded[min(front, encoded.count)..<max(front, encoded.count - back)])
    }
  }

  /// UTF-16 without a byte order mark.
  static func utf16(_ bytes: [UInt8], bigEndian: Bool) -> [UInt8] {
    String(decoding: bytes, as: UTF8.self).utf16.flatMap { unit in
      let high = UInt8(unit >> 8)
      let low = UInt8(unit & 0xff)
      return bigEndian ? [high, low] : [low, high]
    }
  }
}
