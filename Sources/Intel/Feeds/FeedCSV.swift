/// Rows of comma-separated values (RFC 4180), also with a blank behind a comma and with comments.
struct FeedCSV {
  /// Names of the columns, when a row or a comment says them.
  private var names: [String] = []

  private static let known: Set<String> = [
    "url", "ioc_value", "ioc_type", "ioc", "indicator", "indicator_type", "type", "value",
    "dst_ip", "dst_port", "ip", "ip_address", "domain", "hostname", "host", "fqdn", "md5",
    "md5_hash", "sha1", "sha1_hash", "sha256", "sha256_hash", "cidr", "name", "risk", "confidence",
    "confidence_level", "first_seen", "first_seen_utc", "dateadded", "last_online", "threat",
    "malware", "riskstring", "evidencedetails", "algorithm", "expires", "last_seen",
  ]

  /// Takes the names of the columns out of a line, which may be a comment.
  ///
  /// - Returns: Whether it is such a line: two names or more that feeds use, one of them of a value.
  mutating func takesNames(_ line: String) -> Bool {
    var text = line[...]
    while let first = text.first, first == "#" || first == " " { text = text.dropFirst() }
    guard let fields = FeedCSV.fields(String(text)), fields.count >= 2 else { return false }
    let found = fields.map { $0.lowercased() }
    guard found.count(where: { FeedCSV.known.contains($0) }) >= 2,
      found.allSatisfy({ !$0.contains(".") && $0.count < 40 })
    else { return false }
    names = fields
    return true
  }

  /// The entry of a row; nil when there is none.
  func record(_ line: String) -> FeedRecord? {
    guard let fields = FeedCSV.fields(line) else { return nil }
    var members: [String: FeedJSON] = [:]
    if names.isEmpty {
      // Without names the first column that is a value counts, and a score behind it.
      guard let place = fields.prefix(4).firstIndex(where: { FeedText.value($0) != nil }) else {
        return nil
      }
      members["value"] = .text(fields[place])
      if let score = fields.dropFirst(place + 1).prefix(2).lazy.compactMap(Double.init).first {
        members["Risk"] = .number(score)
      }
    } else {
      for (name, field) in zip(names, fields) where !field.isEmpty {
        let own = FeedCSV.known.contains(name.lowercased()) ? name.lowercased() : name
        members[own == "name" ? "value" : own == "risk" ? "Risk" : own] = .text(field)
      }
    }
    return FeedRecord(FeedObject(members: members))
  }

  /// The fields of a row; nil when a quote has no end.
  static func fields(_ line: String) -> [String]? {
    var fields: [String] = []
    let bytes = Array(line.utf8)
    var index = 0
    while true {
      while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
      var field: [UInt8] = []
      if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
        index += 1
        while true {
          guard index < bytes.count else { return nil }
          if bytes[index] == UInt8(ascii: "\"") {
            guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { break }
            index += 1
          }
          field.append(bytes[index])
          index += 1
        }
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: ",") { index += 1 }
      } else {
        while index < bytes.count, bytes[index] != UInt8(ascii: ",") {
          field.append(bytes[index])
          index += 1
        }
        while field.last == 0x20 || field.last == 0x0d { field.removeLast() }
      }
      fields.append(String(decoding: field, as: UTF8.self))
      guard index < bytes.count else { return fields }
      index += 1
    }
  }
}
