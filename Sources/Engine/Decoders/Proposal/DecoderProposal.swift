import Detect
import Logs
import Rules

/// A decoder file for a handful of sample records: text that all have, and names for what differs.
///
/// It is a beginning for a person to go on from; that it loads, and that its samples hold, is made
/// sure of.
package struct DecoderProposal {
  /// The file's text; nil when nothing could be made of the records.
  package private(set) var text: String?
  /// Records that the proposal does not take.
  package private(set) var missed = 0

  /// The most records that are looked at.
  package static let recordsMaximum = 1000
  static let messagesMaximum = 8

  private let name: String
  private let messages: [String]
  private let records: [String]
  private var programs: [String] = []
  private var isWhole = false

  /// - Parameter name: Of the decoder; it also begins the names of its own fields.
  package init(name: String, records: [String]) {
    self.name = name
    let kept = records.prefix(DecoderProposal.recordsMaximum).filter { !$0.isEmpty }
    self.records = Array(kept)
    let documents = kept.map { DecoderTestRun.document(of: $0, .none, year: nil) }
    let found = Set(documents.map { $0?.text("process.name") ?? "" })
    isWhole = found.contains("")
    programs = isWhole ? [] : found.sorted()
    messages =
      isWhole ? self.records : zip(kept, documents).map { $1?.text("message") ?? $0 }
    for bodies in candidates() {
      if let file = verified(bodies) {
        text = file
        return
      }
    }
  }

  /// What could describe the messages, the likeliest first.
  private func candidates() -> [[ProposedMessage]] {
    guard !messages.isEmpty else { return [] }
    var found: [[ProposedMessage]] = []
    if let json = ProposedMessage.json(messages, prefix: name) { found.append([json]) }
    if let pairs = ProposedMessage.keyValue(messages, prefix: name) { found.append([pairs]) }
    if let columns = ProposedMessage.csv(messages, prefix: name) { found.append([columns]) }
    found.append(ProposedMessage.patterns(messages, prefix: name, word: "word"))
    found.append(ProposedMessage.patterns(messages, prefix: name, word: "last"))
    return found
  }

  /// The file of these messages, when it loads and takes a record at least.
  private mutating func verified(_ bodies: [ProposedMessage]) -> String? {
    let head = head(bodies)
    guard let custom = load(head) else { return nil }
    var samples = ""
    var taken = 0
    for body in bodies {
      let record = records[body.sample]
      guard let document = DecoderTestRun.document(of: record, custom, year: 2026),
        document.text("event.dataset") == name
      else { continue }
      samples += sample(record, document, body.targets)
    }
    for record in records {
      let document = DecoderTestRun.document(of: record, custom, year: 2026)
      if document?.text("event.dataset") == name { taken += 1 }
    }
    guard taken > 0, !samples.isEmpty else { return nil }
    missed = records.count - taken
    samples += "  - name: another message\n    record: 'no such message'\n    expected: none\n"
    let whole = head + "samples:\n" + samples
    return load(whole) == nil ? nil : whole
  }

  private func load(_ text: String) -> CustomDecoders? {
    var problems = Problems()
    let files = DecoderFile.read(Array(text.utf8), path: name, &problems)
    return problems.hasErrors || files.count != 1 ? nil : CustomDecoders(files.map(\.decoder))
  }

  private func head(_ bodies: [ProposedMessage]) -> String {
    let targets = Set(bodies.flatMap(\.targets))
    let isFirewall = targets.contains("destination.ip") || targets.contains("destination.port")
    let isWeb = targets.contains("http.request.method")
    let category = isFirewall ? "firewall" : isWeb ? "webserver" : "application"
    var text =
      "# Proposed from sample records: look at the names of the fields and at the log source.\n"
    text += "name: \(YAMLText.quoted(name))\n"
    if !programs.isEmpty {
      text += "programs: [\(programs.map(YAMLText.quoted).joined(separator: ", "))]\n"
    }
    if isWhole { text += "record: whole\n" }
    text += "source: {product: \(YAMLText.quoted(name)), category: \(category)}\n"
    if isFirewall { text += "fields: {event.category: network, event.type: connection}\n" }
    if isWeb { text += "fields: {event.category: web, event.type: access}\n" }
    text += "messages:\n"
    for body in bodies { text += body.yaml }
    return text
  }

  /// A sample with the values that came out.
  private func sample(_ record: String, _ document: Document, _ targets: [String]) -> String {
    var text = "  - record: \(YAMLText.quoted(record))\n"
    let fields = targets.filter { $0 != "@timestamp" && !document.texts(DocumentName($0)).isEmpty }
    guard !fields.isEmpty else { return text + "    expected: {}\n" }
    text += "    expected:\n"
    for field in fields {
      let values = document.texts(DocumentName(field)).map(YAMLText.quoted)
      let value = values.count == 1 ? values[0] : "[\(values.joined(separator: ", "))]"
      text += "      \(YAMLText.quoted(field)): \(value)\n"
    }
    return text
  }
}

/// Text as YAML scalars.
enum YAMLText {
  /// In single quotes, or in double ones when a control character must be escaped.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2e || $0 == 0x5f || $0 == 0x2d
    }
    if isPlain, let first = text.utf8.first, (first | 0x20) &- 0x61 < 26,
      !["true", "false", "null"].contains(text.lowercased())
    {
      return text
    }
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
      return "'" + text.replacing("'", with: "''") + "'"
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          let digits = String(scalar.value, radix: 16)
          result += "\\x" + (digits.count < 2 ? "0" : "") + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
