import Detect
package import Logs
package import Rules

/// A user-defined decoder as a file has it, with its samples. Documentation/Custom-decoders.md says
/// what may stand in one.
package struct DecoderFile: Sendable {
  package let decoder: CustomDecoder
  package let description: String?
  package let samples: [DecoderSample]
  /// Of the document.
  package let place: Place

  /// The decoders of a file, one a document. What is wrong is reported, and left out.
  package static func read(
    _ bytes: [UInt8], path: String, _ problems: inout Problems
  ) -> [DecoderFile] {
    let documents = YAML.documents(in: bytes, path: path, &problems)
    if documents.isEmpty, !problems.hasErrors {
      problems.error("no-decoder", at: Place(path: path), "there is no decoder in this file")
    }
    return documents.compactMap { document in
      document.map("a decoder", &problems).flatMap { DecoderFile($0, &problems) }
    }
  }

  static let ownKeys = [
    "name", "description", "references", "programs", "record", "absent", "messages", "samples",
  ]
  static let messageKeys = ["starts", "contains", "source", "fields", "values"] + bodyKeys
  static let bodyKeys = ["pattern", "keyvalue", "csv", "json", "regex", "groups"]

  init?(_ map: YAMLMap, _ problems: inout Problems) {
    let before = problems.errorCount
    map.reportUnknownKeys(besides: DecoderFile.ownKeys + DecoderFile.messageKeys, &problems)
    guard let name = map.requiredText("name", &problems) else { return nil }
    DecoderFile.check(name: name, map["name"]?.place ?? map.place, &problems)
    var decoder = CustomDecoder(name: name)
    decoder.programs = map.texts("programs", &problems) ?? []
    decoder.readsWholeRecord = DecoderFile.readsWholeRecord(map, &problems)
    if let absent = map.texts("absent", &problems) { decoder.absent = absent }
    decoder.starts = DecoderFile.literals("starts", map, &problems)
    decoder.contains = DecoderFile.literals("contains", map, &problems)
    decoder.source = DecoderFile.source(map, &problems) ?? LogSource()
    decoder.fields = DecoderFile.constants(map.map("fields", &problems), &problems)
    decoder.values = DecoderFile.values(map.map("values", &problems), &problems)
    decoder.messages = DecoderFile.messages(map, &problems)
    samples = (map.list("samples", &problems) ?? []).enumerated().compactMap { index, node in
      DecoderSample(node, number: index + 1, &problems)
    }
    self.decoder = decoder
    description = map.text("description", &problems)
    place = map["name"]?.place ?? map.place
    if problems.errorCount == before { lint(map, &problems) }
    if problems.errorCount > before { return nil }
  }

  private static func check(name: String, _ place: Place, _ problems: inout Problems) {
    let isName = name.utf8.allSatisfy {
      $0 &- 0x30 < 10 || $0 &- 0x61 < 26 || $0 == 0x5f || $0 == 0x2d || $0 == 0x2e
    }
    if !isName || name.isEmpty {
      problems.error(
        "decoder-name", at: place, "'\(name)' cannot name a decoder",
        hint: "write lower-case letters, digits, _ - and . alone")
    } else if Decoders.names.contains(name) || ["auto", "unrecognised"].contains(name) {
      problems.error(
        "decoder-name", at: place, "'\(name)' is the name of a built-in format",
        hint: "write a name of your own, such as my-\(name)")
    }
  }

  private static func readsWholeRecord(_ map: YAMLMap, _ problems: inout Problems) -> Bool {
    guard let text = map.text("record", &problems) else { return false }
    if text != "whole", text != "message" {
      problems.error(
        "unknown-value", at: map["record"]?.place ?? map.place, "'record' is '\(text)'",
        hint: "write message (the part after a syslog header) or whole")
    }
    return text == "whole"
  }

  /// Texts that are looked for: one or several, none of them empty.
  static func literals(_ key: String, _ map: YAMLMap, _ problems: inout Problems) -> [String] {
    let texts = map.texts(key, &problems) ?? []
    if texts.contains("") {
      problems.error(
        "empty-text", at: map[key]?.place ?? map.place, "'\(key)' holds an empty text",
        hint: "leave it out, or write the text that must be there")
    }
    return texts.filter { !$0.isEmpty }
  }

  static func source(_ map: YAMLMap, _ problems: inout Problems) -> LogSource? {
    guard let source = map.map("source", &problems) else { return nil }
    source.reportUnknownKeys(besides: ["product", "category", "service"], &problems)
    return LogSource(
      products: source.texts("product", &problems) ?? [],
      categories: source.texts("category", &problems) ?? [],
      services: source.texts("service", &problems) ?? [])
  }
}

extension DecoderFile {
  /// Reports what loads but is likely not meant.
  private func lint(_ map: YAMLMap, _ problems: inout Problems) {
    if decoder.source == LogSource(), decoder.messages.allSatisfy({ $0.source == nil }) {
      problems.warning(
        "no-log-source", at: place, "without 'source' no rule that names a log source applies",
        hint: "write source: {product: …, category: …, service: …}")
    }
    if samples.isEmpty {
      problems.warning(
        "no-samples", at: place, "'\(decoder.name)' has no samples",
        hint: "write samples: with a record and the fields that must come out")
    }
    if decoder.isTriedOnEveryRecord {
      problems.note(
        "slow-recognition", at: place, "'\(decoder.name)' is tried on every record",
        hint: "say 'programs' or 'starts' to make it cheap")
    }
  }
}

extension CustomDecoder {
  /// Whether neither a program nor the beginning of the message says which records are its.
  var isTriedOnEveryRecord: Bool {
    programs.isEmpty && starts.isEmpty
      && messages.contains { $0.starts.isEmpty && $0.beginsAnyhow }
  }
}

extension CustomMessage {
  fileprivate var beginsAnyhow: Bool {
    if let pattern {
      if case .text? = pattern.parts.first { return false }
      return !pattern.hasTypedStart
    }
    if case .json? = body { return false }
    return true
  }
}

extension CustomPattern {
  fileprivate var hasTypedStart: Bool {
    guard case .piece(let target, _)? = parts.first else { return false }
    return [.ip, .port, .integer, .number, .quoted, .time].contains(target.kind)
  }
}
