/// Finds aliases and collections used as keys.
///
/// The composer hashes keys whole, so a key made of nested aliases would take exponential time
/// before any limit is looked at. A document without anchors has no such key.
enum YAMLAliasKeys {
  /// The offset of something that may be such a key, in a document that has anchors and aliases.
  /// It errs towards finding one: `]:` inside quotes counts.
  static func firstOffset(in bytes: [UInt8]) -> Int? {
    guard hasToken(UInt8(ascii: "&"), in: bytes), hasToken(UInt8(ascii: "*"), in: bytes) else {
      return nil
    }
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "*") where beginsToken(index, bytes):
        let end = bytes[(index + 1)...].firstIndex { !isName($0) } ?? bytes.count
        if isColon(after: end, bytes) { return index }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if isColon(after: index + 1, bytes) { return index }
      case UInt8(ascii: "?") where mayBegin(index, bytes):
        if index + 1 == bytes.count || bytes[index + 1] <= 0x20 { return index }
      default: break
      }
    }
    return nil
  }

  private static func hasToken(_ sign: UInt8, in bytes: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0] == sign && beginsToken($0, bytes) }
  }

  private static func beginsToken(_ index: Int, _ bytes: [UInt8]) -> Bool {
    mayBegin(index, bytes) && index + 1 < bytes.count && isName(bytes[index + 1])
  }

  private static func mayBegin(_ index: Int, _ bytes: [UInt8]) -> Bool {
    index == 0 || bytes[index - 1] <= 0x20 || "[{,:-?\u{FEFF}".utf8.contains(bytes[index - 1])
  }

  private static func isColon(after start: Int, _ bytes: [UInt8]) -> Bool {
    let next = bytes[start...].first { $0 != 0x20 && $0 != 0x09 }
    return next == UInt8(ascii: ":")
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5f || byte == 0x2d || byte >= 0x80
  }
}
