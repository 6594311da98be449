/// How a feed is written.
package enum FeedFormat: String, CaseIterable, Sendable {
  /// One value a line.
  case list
  /// JSON or NDJSON: STIX, MISP, or what an API of a product gives.
  case json
  case csv

  /// By its first lines.
  package static func recognise(_ bytes: UnsafeRawBufferPointer) -> FeedFormat {
    var start = bytes.startIndex
    if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { start = 3 }
    var names = FeedCSV()
    for _ in 0..<100 {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      let line = bytes[start..<end].prefix(65_536)
      let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
      if let first = text.first {
        switch first {
        case UInt8(ascii: "{"): return .json
        case UInt8(ascii: "["):
          // A list of addresses of IPv6 with ports begins with a bracket too.
          let next = text.dropFirst().first { $0 != 0x20 && $0 != 0x0d && $0 != 0x09 }
          return next == nil || "{]\"[".utf8.contains(next ?? 0) ? .json : .list
        case UInt8(ascii: "#"):
          if names.takesNames(String(decoding: text, as: UTF8.self)) { return .csv }
        case UInt8(ascii: ";"), UInt8(ascii: "!"): break
        default:
          let string = String(decoding: text, as: UTF8.self)
          if names.takesNames(string) { return .csv }
          let isQuoted = first == UInt8(ascii: "\"") && string.contains("\",")
          return isQuoted && (FeedCSV.fields(string)?.count ?? 0) > 2 ? .csv : .list
        }
      }
      guard end < bytes.endIndex else { break }
      start = end + 1
    }
    return .list
  }
}
