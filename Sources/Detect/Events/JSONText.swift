/// JSON strings from bytes that may be anything.
package enum JSONText {
  /// Appends the bytes as a quoted JSON string (RFC 8259): quotes, backslashes and control
  /// characters escaped, each maximal part of an ill-formed UTF-8 sequence as U+FFFD.
  package static func write(_ bytes: some Collection<UInt8>, to out: inout [UInt8]) {
    let bytes = Array(bytes)
    write(bytes, 0..<bytes.count, to: &out)
  }

  /// The same of a part of an array.
  package static func write(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var clean = range.lowerBound
    for place in range {
      let byte = bytes[place]
      if byte >= 0x80 {
        out.append(contentsOf: bytes[clean..<place])
        let text = String(decoding: bytes[place..<range.upperBound], as: UTF8.self)
        for scalar in text.unicodeScalars { write(scalar, to: &out) }
        clean = range.upperBound
        break
      }
      if byte >= 0x20, byte != 0x7f, byte != 0x22, byte != 0x5c { continue }
      out.append(contentsOf: bytes[clean..<place])
      write(Unicode.Scalar(byte), to: &out)
      clean = place + 1
    }
    out.append(contentsOf: bytes[clean..<range.upperBound])
    out.append(UInt8(ascii: "\""))
  }

  private static func write(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
    switch scalar {
    case "\"": out.append(contentsOf: "\\\"".utf8)
    case "\\": out.append(contentsOf: "\\\\".utf8)
    case "\n": out.append(contentsOf: "\\n".utf8)
    case "\r": out.append(contentsOf: "\\r".utf8)
    case "\t": out.append(contentsOf: "\\t".utf8)
    case _ where scalar.value < 0x20 || scalar.value == 0x7f:
      let digits = String(scalar.value, radix: 16)
      out.append(contentsOf: "\\u".utf8)
      out.append(contentsOf: String(repeating: "0", count: 4 - digits.count).utf8)
      out.append(contentsOf: digits.utf8)
    default: out.append(contentsOf: UTF8.encode(scalar)!)
    }
  }
}
