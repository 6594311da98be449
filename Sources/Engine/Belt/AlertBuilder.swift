import Detect
import Logs
import Response
import Rules

/// A record of a block that raised something.
struct RaisingRecord {
  let block: Block
  let range: Range<Int>
  let isCut: Bool
  /// Its place in the block, from 0.
  let ordinal: Int
  let origin: Origin

  init(_ event: Event, ordinal: Int, in batch: Batch) {
    self.init(
      range: Int(event.recordStart)..<Int(event.recordEnd), isCut: event.flags.contains(.isCut),
      ordinal: ordinal, in: batch)
  }

  init(range: Range<Int>, isCut: Bool, ordinal: Int, in batch: Batch) {
    block = batch.block
    origin = batch.origin
    self.range = range
    self.isCut = isCut
    self.ordinal = ordinal
  }

  var number: Int { block.firstRecordNumber + ordinal }
  var offset: Int { block.inputOffset(of: range.lowerBound) }

  var bytes: [UInt8] { block.line(start: range.lowerBound, end: range.upperBound).copied() }

  var evidence: Evidence {
    Evidence(input: origin.input, record: number, offset: offset, text: bytes)
  }
}

/// Makes alerts of hits. It decodes the record once more, with all its fields: few records raise
/// anything, and alerts show everything.
struct AlertBuilder: ~Copyable {
  private let detection: Detection
  private var writer: EventWriter

  init(_ detection: Detection) {
    self.detection = detection
    writer = EventWriter(names: detection.rules.fieldNames, keepsAllFields: true)
  }

  /// Decodes the record that the next alerts are about. Overwrites the block's arena, so that
  /// whoever decoded the block must be done with its events.
  mutating func begin(_ record: borrowing RaisingRecord) {
    writer.begin(record.block)
    let line = record.block.line(start: record.range.lowerBound, end: record.range.upperBound)
    record.origin.decoder.decode(line, isCut: record.isCut, into: &writer)
  }

  /// The alert of a detection rule or a correlation about the record begun.
  ///
  /// - Parameters:
  ///   - key: What tells alerts of one rule at one record apart.
  ///   - evidence: The contributing records in order, the completing one last.
  func alert(
    _ kind: Alert.Kind, _ info: RuleInfo, about record: borrowing RaisingRecord, key: [UInt8] = [],
    count: Int, evidence: [Evidence]
  ) -> Alert {
    var attribution = Attribution()
    attribution.techniques = info.attribution.techniques
    attribution.tactics = info.attribution.tactics
    attribution.group = info.attribution.groups.first
    attribution.software = info.attribution.software.first
    let rule = Alert.Rule(
      id: info.id, name: info.title, ruleset: info.pack, level: Level(info.level), tags: info.tags)
    var alert = base(kind, rule, attribution, about: record, key: key)
    alert.phase = info.phase == .earlyWarning ? .earlyWarning : .response
    alert.entity = entity(info.entity, in: record.block)
    alert.count = count
    alert.evidence = evidence
    return alert
  }

  /// The alert of an indicator that the record begun was seen with.
  ///
  /// - Parameters:
  ///   - place: The indicator's place in its table.
  ///   - field: The field it was seen in, and its value there.
  func alert(
    indicator place: Int, field: FieldID, seen: String, about record: borrowing RaisingRecord
  ) -> Alert {
    let indicator = detection.indicators.indicator(place)
    let feed = detection.feeds[indicator.feed]
    let fieldName = detection.rules.fieldNames.name(of: field)
    let rule = Alert.Rule(
      id: "indicator:\(feed.name)", name: "\(indicator.value.sighting) listed in \(feed.name)",
      ruleset: feed.name, level: Level(confidence: Int(indicator.confidence)), tags: [])
    let key = Array("\(fieldName)=\(indicator.listed)".utf8)
    var alert = base(.indicator, rule, feed.attribution, about: record, key: key)
    alert.phase = indicator.confidence >= 70 ? .response : .earlyWarning
    alert.indicator = Alert.Indicator(
      feed: feed.name, listed: indicator.listed, seen: seen, field: fieldName,
      confidence: Int(indicator.confidence), type: indicator.value.stixType,
      value: indicator.value)
    alert.entity = entity(indicator.value.entity(seenIn: field), in: record.block)
    alert.evidence = [record.evidence]
    return alert
  }

  private func base(
    _ kind: Alert.Kind, _ rule: Alert.Rule, _ attribution: Attribution,
    about record: borrowing RaisingRecord, key: [UInt8]
  ) -> Alert {
    let event = writer.columns[event: 0]
    let id = AlertID.make(
      ruleID: rule.id, kind: kind, key: key,
      place: record.origin.naming.place(
        of: record, timeNanoseconds: event.flags.contains(.hasTime) ? event.timeNanoseconds : 0))
    return Alert(
      id: id, kind: kind, phase: .response, rule: rule, attribution: attribution,
      timeNanoseconds: event.flags.contains(.hasTime) ? event.timeNanoseconds : nil,
      source: address(.sourceIP), destination: address(.destinationIP),
      userName: text(FieldID(.userName), in: record.block),
      hostName: text(FieldID(.hostName), in: record.block),
      trust: record.origin.isTrusted ? .trusted : .untrusted,
      fields: ECSDocument.document(
        of: event, in: writer.columns, record.block, names: detection.rules.fieldNames,
        datasets: detection.decoderNames, withTime: false))
  }

  /// The first of the fields that the event has.
  private func entity(_ fields: [FieldID], in block: Block) -> Entity? {
    let event = writer.columns[event: 0]
    for field in fields {
      guard let span = writer.columns.first(field, of: event) else { continue }
      if let address = writer.columns.address(of: span) { return .address(address) }
      guard let text = text(field, in: block) else { continue }
      return field == FieldID(.hostName) ? .host(text) : .user(text)
    }
    return nil
  }

  private func address(_ field: Field) -> Address? {
    writer.columns.first(FieldID(field), of: writer.columns[event: 0])
      .flatMap { writer.columns.address(of: $0) }
  }

  private func text(_ field: FieldID, in block: Block) -> String? {
    writer.columns.first(field, of: writer.columns[event: 0]).map { span in
      block.line(start: span.range.lowerBound, end: span.range.upperBound).string(in: span.range)
    }
  }
}

extension Level {
  init(_ level: SigmaLevel) {
    self =
      switch level {
      case .informational: .informational
      case .low: .low
      case .medium: .medium
      case .high: .high
      case .critical: .critical
      }
  }

  /// How bad contact with an indicator of this confidence is.
  init(confidence: Int) {
    self =
      confidence >= 90 ? .critical : confidence >= 70 ? .high : confidence >= 40 ? .medium : .low
  }
}

extension Detect.Indicator.Value {
  /// STIX 2.1 section 6: the cyber-observable's type.
  var stixType: String {
    switch self {
    case .network(let network): network.isIPv4 ? "ipv4-addr" : "ipv6-addr"
    case .domain: "domain-name"
    case .url: "url"
    case .digest: "file"
    case .mail: "email-addr"
    }
  }

  /// What was seen, at the beginning of an alert's name.
  fileprivate var sighting: String {
    switch self {
    case .network: "Contact with an address"
    case .domain: "Contact with a domain"
    case .url: "Request of a URL"
    case .digest: "File"
    case .mail: "Mail of an address"
    }
  }

  /// Where the entity of its alert stands: the listed end of a connection, else whoever asked for
  /// what is listed, or had it.
  fileprivate func entity(seenIn field: FieldID) -> [FieldID] {
    let host = FieldID(.hostName)
    let others = [FieldID(.sourceIP), FieldID(.userName)]
    return switch self {
    case .network: [field] + others + [host]
    case .domain, .url, .mail: others + [host]
    case .digest: [host] + others
    }
  }
}
