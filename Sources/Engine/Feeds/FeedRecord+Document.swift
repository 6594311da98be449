import Detect
import Intel
import Response

extension FeedRecord {
  /// The entry as an ECS document: `threat.indicator.*`, and what detectd makes of it under
  /// `detectd.indicator`.
  ///
  /// - Parameter feed: The feed's name.
  func document(feed: String) -> Document {
    var document = Document()
    document.set("ecs.version", .text("8.17.0"))
    document.set("event.kind", .text("enrichment"))
    document.set("event.category", .list([.text("threat")]))
    document.set("event.type", .list([.text("indicator")]))
    document.set("threat.feed.name", .text(feed))
    if let subject = values.first(where: \.isSubject) ?? values.first {
      document.set("threat.indicator.type", .text(subject.stixType))
      document.set("threat.indicator.name", .text(subject.text))
    }
    for value in values { value.add(to: &document) }
    if let confidence {
      document.set("threat.indicator.confidence", .text(FeedRecord.word(confidence)))
      document.set("detectd.indicator.confidence", .number(Number(Int64(confidence))))
    }
    for (name, seconds) in [
      ("threat.indicator.first_seen", firstSeenSeconds),
      ("threat.indicator.last_seen", lastSeenSeconds),
      ("detectd.indicator.valid_until", validUntilSeconds),
    ] {
      if let seconds { document.set(DocumentName(name), .text(TimeText.utc(seconds: seconds))) }
    }
    for (name, text) in [
      ("threat.indicator.provider", provider), ("threat.indicator.description", summary),
      ("threat.indicator.reference", reference), ("threat.indicator.marking.tlp", marking),
      ("detectd.indicator.idle", idle), ("detectd.indicator.unevaluated", unevaluated),
    ] {
      if let text { document.set(DocumentName(name), .text(text)) }
    }
    return document
  }

  /// The words of ECS, by the scale of STIX 2.1, appendix A.
  private static func word(_ confidence: Int) -> String {
    switch confidence {
    case ...0: "None"
    case ..<30: "Low"
    case ..<70: "Medium"
    default: "High"
    }
  }
}

extension FeedValue {
  /// The type of an observable of STIX.
  fileprivate var stixType: String {
    switch kind {
    case .address, .network: text.contains(":") ? "ipv6-addr" : "ipv4-addr"
    case .domain: "domain-name"
    case .url: "url"
    case .mail: "email-addr"
    case .digest, .fileName: "file"
    }
  }

  fileprivate func add(to document: inout Document) {
    func add(_ name: DocumentName, _ text: String) {
      if !document.texts(name).contains(text) { document.add(name, .text(text)) }
    }
    switch kind {
    case .address: add("threat.indicator.ip", Address(text)?.description ?? text)
    case .network:
      // An address field holds no network: its first address stands for it, the name says all.
      let network = try? Prefix(parsing: text)
      add("threat.indicator.ip", network?.address.description ?? text)
    case .domain:
      add("threat.indicator.url.domain", text)
      add("threat.indicator.url.original", text)
    case .mail: add("threat.indicator.email.address", text)
    case .fileName: add("threat.indicator.file.name", text)
    case .digest(let function):
      add(DocumentName("threat.indicator.file.hash.\(function)"), text)
    case .url:
      add("threat.indicator.url.original", text)
      add("threat.indicator.url.full", text)
      addParts(to: &document)
    }
    if let port { document.set("threat.indicator.port", .number(Number(Int64(port)))) }
  }

  /// Scheme, host, port, path and query of a URL.
  private func addParts(to document: inout Document) {
    var rest = text[...]
    if let scheme = rest.firstRange(of: "://") {
      document.set("threat.indicator.url.scheme", .text(rest[..<scheme.lowerBound].lowercased()))
      rest = rest[scheme.upperBound...]
    }
    let authority = rest.prefix { !"/?#".contains($0) }
    var path = rest.dropFirst(authority.count).prefix { $0 != "#" }
    var host =
      authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    if let colon = host.lastIndex(of: ":"), let port = Int(host[host.index(after: colon)...]) {
      document.set("threat.indicator.url.port", .number(Number(Int64(port))))
      host = host[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    if !host.isEmpty { document.set("threat.indicator.url.domain", .text(String(host))) }
    if let mark = path.firstIndex(of: "?") {
      document.set("threat.indicator.url.query", .text(String(path[path.index(after: mark)...])))
      path = path[..<mark]
    }
    if !path.isEmpty { document.set("threat.indicator.url.path", .text(String(path))) }
  }
}
