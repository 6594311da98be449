import Detect
import Logs

/// One line of `decoders list`.
struct DecoderRow {
  var name: String
  /// `built-in`, `shipped`, or the file.
  var origin: String
  /// What it recognises records by.
  var recognises: String
  /// The Sigma log sources that its events can have.
  var sources: [LogSource]
  var description: String?

  init(_ decoder: Decoder) {
    name = decoder.name
    origin = "built-in"
    recognises =
      decoder.programs.isEmpty
      ? "the shape of the message" : "program " + decoder.programs.joined(separator: ", ")
    sources = []
  }

  init(_ file: DecoderFile, origin: String) {
    let decoder = file.decoder
    name = decoder.name
    self.origin = origin
    description = file.description
    var parts: [String] = []
    if !decoder.programs.isEmpty {
      parts.append("program " + decoder.programs.joined(separator: ", "))
    }
    if !decoder.starts.isEmpty {
      parts.append("begins with " + decoder.starts.map { "'\($0)'" }.joined(separator: " or "))
    }
    if !decoder.contains.isEmpty {
      parts.append("holds " + decoder.contains.map { "'\($0)'" }.joined(separator: " and "))
    }
    recognises = parts.isEmpty ? "the shape of the message" : parts.joined(separator: "; ")
    sources = [decoder.source] + decoder.messages.compactMap(\.source)
    sources = sources.filter { $0 != LogSource() }
  }

  private var sourceText: String {
    sources.map { source in
      (source.products + source.categories + source.services).joined(separator: "/")
    }.joined(separator: " ")
  }

  var document: Document {
    var document = Document()
    document.set("name", .text(name))
    document.set("origin", .text(origin))
    document.set("recognises", .text(recognises))
    if let description { document.set("description", .text(description)) }
    document.set(
      "sources",
      .list(
        sources.map { source in
          var made = Document()
          made.set("product", .list(source.products.map { .text($0) }))
          made.set("category", .list(source.categories.map { .text($0) }))
          made.set("service", .list(source.services.map { .text($0) }))
          return .object(made)
        }))
    return document
  }

  /// Aligned columns.
  static func table(_ rows: [DecoderRow]) -> [String] {
    let width = min(28, (rows.map(\.name.count).max() ?? 0) + 2)
    return rows.map { row in
      let origin = row.origin == "built-in" || row.origin == "shipped" ? row.origin : "own"
      var line = row.name.padded(to: width) + origin.padded(to: 10) + row.recognises
      if !row.sourceText.isEmpty { line += "  [\(row.sourceText)]" }
      return line
    }
  }
}
