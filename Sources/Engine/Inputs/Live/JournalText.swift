/// Fields of a journal entry as `journalctl --output=json` writes it, one object a line
/// (https://systemd.io/JOURNAL_EXPORT_FORMATS/).
///
/// Names that begin with `__` are the journal's own; nobody who logs can give a field one. A quote
/// inside a text is escaped, so a name in quotes with a colon behind it is a name.
package enum JournalText {
  private static let longestCursor = 512

  /// The cursor of the last entry that has one in the lines of `range`.
  package static func cursor(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String? {
    var end = range.upperBound
    while end > range.lowerBound {
      let before = bytes[range.lowerBound..<end - 1].lastIndex(of: UInt8(ascii: "\n"))
      let start = before.map { $0 + 1 } ?? range.lowerBound
      if let value = value(of: "__CURSOR", in: bytes, start..<end), isCursor(value) {
        return String(decoding: value, as: UTF8.self)
      }
      end = start
    }
    return nil
  }

  /// When the journal took the entry, Unix microseconds.
  package static func time(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int64? {
    value(of: "__REALTIME_TIMESTAMP", in: bytes, range).flatMap {
      Int64(String(decoding: $0, as: UTF8.self))
    }
  }

  /// It becomes an argument of a command.
  private static func isCursor(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
    !text.isEmpty && text.count <= longestCursor
      && text.allSatisfy {
        0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 || "=;:,._-".utf8.contains($0)
      }
  }

  /// The text of a field, up to its closing quote.
  private static func value(
    of name: StaticString, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Slice<UnsafeRawBufferPointer>? {
    let quoted = Array("\"\(name)\"".utf8)
    var place = range.lowerBound
    while let quote = bytes[place..<range.upperBound].firstIndex(of: UInt8(ascii: "\"")) {
      place = quote + 1
      guard bytes[quote..<range.upperBound].starts(with: quoted),
        let start = text(in: bytes, quote + quoted.count..<range.upperBound),
        let end = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "\""))
      else { continue }
      return bytes[start..<end]
    }
    return nil
  }

  /// Where the text begins that follows a colon.
  private static func text(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    var place = range.lowerBound
    var hasColon = false
    while place < range.upperBound {
      switch bytes[place] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: ":") where !hasColon: hasColon = true
      case UInt8(ascii: "\"") where hasColon: return place + 1
      default: return nil
      }
      place += 1
    }
    return nil
  }
}
