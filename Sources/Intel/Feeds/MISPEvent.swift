/// The attributes of a MISP event (MISP core format): those of its objects too.
struct MISPEvent {
  let records: [FeedRecord]

  init(_ event: FeedObject) {
    let own = event.objects("Attribute")
    let ofObjects = event.objects("Object").flatMap { object in
      object.flag("deleted") == true ? [] : object.objects("Attribute")
    }
    let summary = event.text("info")
    let provider = event.object("Orgc")?.text("name")
    let marking = MISPEvent.marking(event)
    records = (own + ofObjects).compactMap { attribute -> FeedRecord? in
      var record = MISPEvent.record(attribute)
      guard !record.values.isEmpty || record.unevaluated != nil else { return nil }
      record.summary = record.summary ?? summary
      record.provider = record.provider ?? provider
      record.marking = record.marking ?? marking
      return record
    }
  }

  private static func marking(_ object: FeedObject) -> String? {
    object.objects("Tag").compactMap { tag in
      tag.text("name").flatMap { FeedMarking.name($0) }
    }.first
  }

  /// What one attribute says. Only those with `to_ids` are meant for detection.
  static func record(_ attribute: FeedObject) -> FeedRecord {
    var record = FeedRecord()
    guard let name = attribute.text("type"), let text = attribute.text("value") else {
      return record
    }
    record.values = values(text, name)
    if record.values.isEmpty { record.unevaluated = name }
    record.firstSeenSeconds = attribute.seconds("first_seen")
    record.lastSeenSeconds = attribute.seconds("last_seen", "timestamp")
    record.summary = attribute.text("comment")
    record.marking = marking(attribute)
    if attribute.flag("deleted") == true {
      record.idle = "deleted"
    } else if attribute.flag("to_ids") != true {
      record.idle = "not for detection"
    }
    return record
  }

  /// The values of a type such as `ip-dst|port`, `domain|ip` or `filename|sha256`.
  private static func values(_ text: String, _ name: String) -> [FeedValue] {
    let names = name.split(separator: "|").map(String.init)
    guard names.count == 2 else {
      return FeedText.value(text, as: FeedType(named: name)).map { [$0] } ?? []
    }
    let texts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    guard texts.count == 2 else { return [] }
    let second = String(texts[1])
    guard var first = FeedText.value(String(texts[0]), as: FeedType(named: names[0])) else {
      return []
    }
    if names[1] == "port" {
      first.port = Int(second)
      return [first]
    }
    guard var other = FeedText.value(second, as: FeedType(named: names[1])) else { return [first] }
    // The address that a domain had may serve others too; the name of a file says little.
    if first.kind == .fileName { first.isSubject = false } else { other.isSubject = false }
    return [first, other]
  }
}
