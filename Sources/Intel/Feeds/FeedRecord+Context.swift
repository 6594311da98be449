/// What an entry says beside its values: how sure, how long, from whom.
extension FeedRecord {
  mutating func readContext(_ object: FeedObject) {
    confidence = confidence ?? FeedRecord.confidence(object)
    validUntilSeconds =
      validUntilSeconds
      ?? object.seconds("valid_until", "expiration_ts", "expired_at", "expires", "expiration")
    firstSeenSeconds =
      firstSeenSeconds
      ?? object.seconds(
        "first_seen", "firstSeen", "firstseen", "first_seen_utc", "date_first", "firsttime",
        "date_added", "dateadded", "valid_from", "created")
    lastSeenSeconds =
      lastSeenSeconds
      ?? object.seconds(
        "last_seen", "lastSeen", "lastseen", "last_seen_utc", "date_last", "lasttime",
        "last_online", "modified", "last_updated")
    provider = provider ?? object.text("provider", "source", "reporter", "ownerName")
    summary = summary ?? object.text("description", "malware_printable", "signature", "malware")
    reference =
      reference ?? object.text("reference", "urlhaus_reference", "urlhaus_link", "intelCard")
    marking = marking ?? FeedRecord.marking(object)
    idle = idle ?? FeedRecord.idle(object)
  }

  private static let words: [String: Int] = [
    "high": 85, "medium": 50, "low": 15, "unverified": 5, "none": 0,
  ]

  /// 0 to 100. A number of another scale is only taken where the product is known by its members.
  private static func confidence(_ object: FeedObject) -> Int? {
    if let word = object.text("malicious_confidence", "meta.confidence") {
      if let number = words[word.lowercased()] { return number }
    }
    if let label = object.texts("labels").first(where: { $0.hasPrefix(threatStream) }) {
      return Int(label.dropFirst(threatStream.count))
    }
    let names = ["confidence", "confidence_level", "mscore", "threatAssessConfidence", "Risk"]
    guard
      var number = names.lazy.compactMap({ object.number($0) }).first
        ?? object.object("risk")?.number("score")
    else { return nil }
    // CIF counts from 0 to 10.
    if object["itype"] != nil, object["reporttime"] != nil || object["group"] != nil {
      number *= 10
    }
    return (0...100).contains(number) ? Int(number) : nil
  }

  private static let threatStream = "threatstream-confidence-"

  private static func marking(_ object: FeedObject) -> String? {
    if let text = object.text("tlp", "meta.tlp") { return FeedMarking.name(text) }
    return object.texts("object_marking_refs").lazy.compactMap(FeedMarking.name(id:)).first
  }

  /// Why it does not count.
  private static func idle(_ object: FeedObject) -> String? {
    for name in ["revoked", "deleted", "expired", "whitelisted"] where object.flag(name) == true {
      return name
    }
    if object.flag("active") == false { return "inactive" }
    let benign = ["benign", "anomalous-activity"]
    let types = object.texts("indicator_types")
    if !types.isEmpty, types.allSatisfy({ benign.contains($0) }) { return types[0] }
    let states = [
      object.text("state"), object.text("status"), object.object("status")?.text("name"),
      object.text("classification"),
    ]
    let words = ["inactive", "falsepos", "expired", "retired", "whitelisted", "whitelist"]
    return states.lazy.compactMap { $0?.lowercased() }.first { words.contains($0) }
  }
}

/// The Traffic Light Protocol.
enum FeedMarking {
  /// The name of a level in version 2.0; nil for a text that names none.
  static func name(_ text: String) -> String? {
    var word = text.uppercased()
    if word.hasPrefix("TLP") { word = String(word.dropFirst(3).drop { ": -_".contains($0) }) }
    return switch word {
    case "WHITE", "CLEAR": "CLEAR"
    case "GREEN", "AMBER", "RED": word
    case "AMBER+STRICT", "AMBER STRICT", "AMBER-STRICT": "AMBER+STRICT"
    default: nil
    }
  }

  /// The level of a marking definition of STIX 2.1, of either version.
  static func name(id: String) -> String? {
    let ids = [
      "94868c89-83c2-464b-929b-a1a8aa3c8487": "CLEAR",
      "613f2e26-407d-48c7-9eca-b8e91df99dc9": "CLEAR",
      "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "GREEN",
      "34098fce-860f-48ae-8e50-ebd3cc5e41da": "GREEN",
      "55d920b0-5e8b-4f79-9ee9-91f868d9b421": "AMBER",
      "f88d31f6-486f-44da-b317-01333bde0b82": "AMBER",
      "939a9414-2ddd-4d32-a0cd-375ea402b003": "AMBER+STRICT",
      "e828b379-4e03-4974-9ac4-e53a884c97c1": "RED",
      "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "RED",
    ]
    let prefix = "marking-definition--"
    return id.hasPrefix(prefix) ? ids[String(id.dropFirst(prefix.count))] : nil
  }
}
