/// A dotted name, split where objects nest: what a ``Document`` is written by.
///
/// A dot that begins or ends a part splits nothing.
package struct DocumentName: Sendable {
  struct Part: Sendable {
    let start: Int
    let end: Int
    /// The last eight bytes of the part, or all of a shorter one: most names differ in them.
    let tail: UInt64
  }

  let bytes: [UInt8]
  let parts: [Part]
  /// Whether a part holds no byte that JSON escapes.
  let isPlain: Bool

  package init(_ name: String) {
    bytes = Array(name.utf8)
    var parts: [Part] = []
    var start = 0
    var place = 1
    while place < bytes.count - 1 {
      if bytes[place] == UInt8(ascii: ".") {
        parts.append(DocumentName.part(of: bytes, start, place))
        start = place + 1
        place += 1
      }
      place += 1
    }
    parts.append(DocumentName.part(of: bytes, start, bytes.count))
    self.parts = parts
    isPlain = bytes.allSatisfy { 0x20..<0x7f ~= $0 && $0 != 0x22 && $0 != 0x5c }
  }

  private static func part(of bytes: [UInt8], _ start: Int, _ end: Int) -> Part {
    Part(start: start, end: end, tail: tail(of: bytes, start, end))
  }

  private static func tail(of bytes: [UInt8], _ start: Int, _ end: Int) -> UInt64 {
    var tail: UInt64 = 0
    var place = end
    while place > max(start, end - 8) {
      place -= 1
      tail = tail << 8 | UInt64(bytes[place])
    }
    return tail
  }

  /// All from this part on as one.
  func rest(from part: Part) -> Part { DocumentName.part(of: bytes, part.start, bytes.count) }

  /// The same name with a further part.
  package func appending(_ part: String) -> DocumentName {
    DocumentName(String(decoding: bytes, as: UTF8.self) + "." + part)
  }
}

extension DocumentName: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { self.init(value) }
}

extension Field {
  /// The names of all fields as names in a document, by ``ordinal``.
  package static let documentNames: [DocumentName] = allCases.map { DocumentName($0.rawValue) }

  package var documentName: DocumentName { Field.documentNames[Int(ordinal)] }
}
