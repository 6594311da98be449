/// Finds the entries in JSON of a feed, whatever stands around them: bundles and envelopes of STIX, events of
/// MISP, pages of an API, or an entry alone.
struct FeedRecords {
  private(set) var records: [FeedRecord] = []
  /// Objects that are no entry: authors, malware, markings.
  private(set) var others = 0

  private static let depthMaximum = 16
  /// Members that hold entries.
  private static let holders = [
    "objects", "indicators", "results", "data", "resources", "response", "items", "iocs", "hits",
    "json", "indicator", "node", "edges", "content", "feed", "Attribute", "Object", "entities",
  ]

  init(_ json: FeedJSON) { add(json, 0) }

  private mutating func add(_ json: FeedJSON, _ depth: Int) {
    guard depth < FeedRecords.depthMaximum else { return }
    switch json {
    case .list(let items): for item in items { add(item, depth + 1) }
    case .object(let members): add(FeedObject(members: members), depth)
    case .text, .number, .flag, .null: break
    }
  }

  private mutating func add(_ object: FeedObject, _ depth: Int) {
    if let event = object.object("Event") { return add(MISPEvent(event).records) }
    if let record = FeedRecord(object) { return records.append(record) }
    var isHolder = false
    for name in FeedRecords.holders {
      guard let inner = object[name] else { continue }
      switch inner {
      case .list, .object:
        isHolder = true
        add(inner, depth + 1)
      default: break
      }
    }
    if !isHolder { others += 1 }
  }

  private mutating func add(_ found: [FeedRecord]) { records += found }
}

extension FeedRecord {
  /// An entry; nil for an object that is none.
  init?(_ object: FeedObject) {
    self.init()
    if let pattern = object.text("pattern"), object.text("pattern_type") ?? "stix" == "stix" {
      read(pattern)
    } else if object["to_ids"] != nil, object.text("type") != nil {
      self = MISPEvent.record(object)
    } else if FeedRecord.isObservable(object) {
      return nil
    } else if !readTyped(object) {
      readKeyed(object)
    }
    guard !values.isEmpty || unevaluated != nil else { return nil }
    readContext(object)
  }

  /// An observable of STIX says what something is, and not that it is hostile.
  private static func isObservable(_ object: FeedObject) -> Bool {
    guard object["spec_version"] != nil, let type = object.text("type") else { return false }
    return type != "indicator"
  }

  private mutating func read(_ pattern: String) {
    guard let read = STIXPattern(pattern) else {
      unevaluated = "a pattern that cannot be read"
      return
    }
    values = read.values
    for part in read.parts {
      var part = part
      part.isSubject = false
      values.append(part)
    }
    if read.values.isEmpty || read.unevaluated != nil { unevaluated = read.unevaluated }
  }

  // MARK: A type and a value

  private static let typeNames = [
    "itype", "ioc_type", "indicator_type", "type", "value_type", "Algorithm",
  ]
  /// Where the value stands, under a name of its own for some types.
  private static let valueNames: [FeedType: [String]] = [
    .address: ["value", "indicator", "ioc", "ioc_value", "ip", "ip_addr", "srcip", "ip_address"],
    .addressAndPort: ["ioc", "ioc_value", "value", "indicator", "ip"],
    .domain: [
      "value", "indicator", "ioc", "ioc_value", "hostName", "hostname", "domain", "fqdn", "host",
    ],
    .url: ["value", "indicator", "ioc", "ioc_value", "url", "text"],
    .mail: ["value", "indicator", "ioc", "ioc_value", "address", "email"],
    .digest: [
      "value", "indicator", "ioc", "ioc_value", "sha256", "sha1", "md5", "sha512", "hash",
    ],
    .fileName: ["value", "indicator", "filename"],
    .any: ["value", "indicator", "ioc", "ioc_value"],
  ]

  /// - Returns: Whether there is a type that is known, or a value of one that is not.
  private mutating func readTyped(_ outer: FeedObject) -> Bool {
    // Recorded Future has both in an object of their own.
    let object = outer.object("entity") ?? outer
    guard let (type, name) = FeedRecord.type(object) else { return false }
    guard type != .other else {
      guard object.text("value", "indicator", "ioc", "ioc_value") != nil else { return false }
      unevaluated = name
      return true
    }
    for name in (FeedRecord.valueNames[type] ?? []) + ["name", "Name", "summary"] {
      guard let text = object.text(name), let value = FeedText.value(text, as: type) else {
        continue
      }
      values.append(value)
      break
    }
    guard !values.isEmpty else {
      // A value that is not of its type is not taken for another.
      guard object.text("value", "indicator", "ioc", "ioc_value") != nil else { return false }
      unevaluated = "\(name) with another value"
      return true
    }
    if type == .digest { addDigests(outer, isSubject: true) }
    addBeside(outer)
    return true
  }

  private static func type(_ object: FeedObject) -> (FeedType, String)? {
    for name in typeNames {
      guard let text = object.text(name) ?? object.object(name)?.text("name") else { continue }
      let type = FeedType(named: text)
      // `threat_type` and the like say what it does, and another member what it is.
      if type != .other || name == typeNames.last { return (type, text) }
    }
    return object.text("type", "itype").map { (.other, $0) }
  }

  // MARK: Members that say what they hold

  private static let digestNames = [
    "md5_hash", "md5", "MD5", "hash_md5", "sha1_hash", "sha1", "SHA1", "hash_sha1", "sha256_hash",
    "sha256", "SHA256", "hash_sha256", "sha512_hash", "sha512", "fileHashes",
  ]

  private mutating func readKeyed(_ object: FeedObject) {
    addDigests(object, isSubject: true)
    let subjects: [(String, FeedType)] = [
      ("url", .url), ("cidr", .address), ("ip", .address), ("ip_addr", .address),
      ("dst_ip", .address), ("ip_address", .address), ("domain", .domain), ("fqdn", .domain),
      ("hostname", .domain), ("host", .domain), ("ioc_value", .any), ("ioc", .any),
      ("indicator", .any), ("value", .any), ("Name", .any),
    ]
    for (name, type) in subjects where values.isEmpty {
      guard let text = object.text(name), let value = FeedText.value(text, as: type) else {
        continue
      }
      values.append(value)
    }
    if !values.isEmpty { addBeside(object) }
  }

  /// The hashes of the file that is meant.
  private mutating func addDigests(_ object: FeedObject, isSubject: Bool) {
    var texts = FeedRecord.digestNames.flatMap { object.texts($0) }
    texts += object.objects("associated_hashes").compactMap { $0.text("value") }
    for text in texts {
      guard let value = FeedText.value(text, as: .digest, isSubject: isSubject),
        !values.contains(where: { $0.kind == value.kind })
      else { continue }
      values.append(value)
    }
    if let name = object.text("file_name", "filename"), isSubject {
      values.append(FeedValue(kind: .fileName, text: name, isSubject: false))
    }
  }

  /// What stands beside the subject.
  private mutating func addBeside(_ object: FeedObject) {
    for (name, type) in [
      ("host", FeedType.domain), ("srcip", .address), ("domain", .domain), ("url", .url),
      ("dst_port", .other),
    ] {
      guard let text = object.text(name) else { continue }
      if type == .other {
        if let port = Int(text), let place = values.indices.first { values[place].port = port }
        continue
      }
      guard let value = FeedText.value(text, as: type, isSubject: false),
        !values.contains(where: { $0.text == value.text })
      else { continue }
      values.append(value)
    }
    if !values.contains(where: { if case .digest = $0.kind { true } else { false } }) {
      addDigests(object, isSubject: false)
    }
  }
}
