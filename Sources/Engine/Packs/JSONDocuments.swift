/// JSON objects written over several lines, or in an array, as records of one line each.
enum JSONDocuments {
  /// The objects one a line; nil when the text is anything else than objects, one after another or
  /// in an array. Only brackets and strings are looked at.
  ///
  /// - Complexity: O(bytes).
  static func lines(of text: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count + 1)
    var depth = 0
    var isText = false
    var isEscaped = false
    for byte in text {
      if isText {
        out.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      guard depth > 0 || byte == UInt8(ascii: "{") else {
        // Between objects: blanks, and what an array of them has.
        guard isLineEnd || " \t[],".utf8.contains(byte) else { return nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""): isText = true
      default: break
      }
      out.append(isLineEnd ? UInt8(ascii: " ") : byte)
      if depth == 0 { out.append(UInt8(ascii: "\n")) }
    }
    return depth == 0 && !isText && !out.isEmpty ? out : nil
  }
}
