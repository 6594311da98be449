/// Names of alerts: the same input gives the same name.
package enum AlertID {
  /// The record that completed the alert.
  package enum Place: Hashable, Sendable {
    /// In an input that can be read again: its name and the offset of the record's first byte.
    case offset(input: String, offset: Int)
    /// In a stream that cannot: the record's bytes and the time it carries, Unix nanoseconds.
    case content(bytes: [UInt8], timeNanoseconds: Int64)
  }

  /// The first 16 bytes of SHA-256 over kind, rule, key and place, as 32 hexadecimal digits. Each
  /// part is written with its length before it, so that no two different sets of parts give the
  /// same text.
  ///
  /// - Parameter key: What the alert is about: the group-by values of a correlation, the
  ///   indicator's value, or empty.
  package static func make(
    ruleID: String, kind: Alert.Kind, key: [UInt8], place: Place
  ) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(256)
    func append(_ part: some Collection<UInt8>) {
      appendDecimal(part.count, to: &text)
      text.append(UInt8(ascii: ":"))
      text.append(contentsOf: part)
    }
    append(kind.rawValue.utf8)
    append(ruleID.utf8)
    append(key)
    switch place {
    case .offset(let input, let offset):
      append("offset".utf8)
      append(input.utf8)
      append(String(offset).utf8)
    case .content(let bytes, let time):
      append("content".utf8)
      append(SHA256.digest(of: bytes))
      append(String(time).utf8)
    }
    return Hex.text(SHA256.digest(of: text).prefix(16))
  }

  private static func appendDecimal(_ number: Int, to text: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, to: &text) }
    text.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
