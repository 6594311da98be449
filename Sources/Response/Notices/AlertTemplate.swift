package import Detect

/// JSON of one's own shape that alerts are written into.
///
/// Its texts may hold `{{name}}`, the value of the alert's ECS document at that dotted name. What an
/// alert puts in stands inside a JSON text, so that nothing in a log can change the shape.
package indirect enum AlertTemplate: Sendable {
  case object([(key: String, value: AlertTemplate)])
  case list([AlertTemplate])
  case text([Piece])
  /// JSON as it stands: a number, `true`, `false` or `null`.
  case constant(String)

  package enum Piece: Sendable, Equatable {
    case text(String)
    /// The value of a name; all of a list, and nothing where nothing stands.
    case field(String)
  }

  /// The name that stands for the whole document.
  private static let whole = "document"

  /// The pieces of a text.
  ///
  /// - Returns: Nil when a `{{` has no `}}` or no name in it.
  package static func pieces(of text: String) -> [Piece]? {
    var pieces: [Piece] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "{{") {
      if start.lowerBound > rest.startIndex {
        pieces.append(.text(String(rest[..<start.lowerBound])))
      }
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: "}}") else { return nil }
      let name = rest[..<end.lowerBound].split(separator: " ")
      guard name.count == 1 else { return nil }
      pieces.append(.field(String(name[0])))
      rest = rest[end.upperBound...]
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }

  /// The JSON for an alert, on one line. A text that is one `{{name}}` and nothing else takes the
  /// value as it is: a number, a list, an object, or `null` where nothing stands.
  package func json(_ alert: Alert, receivedNanoseconds: Int64) -> [UInt8] {
    json(alert.document(receivedNanoseconds: receivedNanoseconds))
  }

  /// The same for any document.
  package func json(_ document: Document) -> [UInt8] {
    var out: [UInt8] = []
    write(document, to: &out)
    return out
  }

  private func write(_ document: Document, to out: inout [UInt8]) {
    switch self {
    case .constant(let text): out += text.utf8
    case .list(let items):
      out.append(UInt8(ascii: "["))
      for (place, item) in items.enumerated() {
        if place > 0 { out.append(UInt8(ascii: ",")) }
        item.write(document, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (place, member) in members.enumerated() {
        if place > 0 { out.append(UInt8(ascii: ",")) }
        JSONText.write(member.key.utf8, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(document, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    case .text(let pieces):
      if pieces.count == 1, case .field(let name) = pieces[0] {
        out +=
          name == Self.whole
          ? document.json() : document.json(at: DocumentName(name)) ?? Array("null".utf8)
      } else {
        JSONText.write(Self.text(pieces, document).utf8, to: &out)
      }
    }
  }

  private static func text(_ pieces: [Piece], _ document: Document) -> String {
    pieces.reduce(into: "") { text, piece in
      switch piece {
      case .text(let constant): text += constant
      case .field(let name):
        text +=
          name == whole
          ? String(decoding: document.json(), as: UTF8.self)
          : document.texts(DocumentName(name)).joined(separator: ", ")
      }
    }
  }
}
