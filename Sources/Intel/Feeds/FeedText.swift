import Detect

/// What a text of a feed is, by its shape or by the name of its type.
enum FeedText {
  /// The value that a text is, without a hint; nil when it is none.
  static func value(_ raw: String, isSubject: Bool = true) -> FeedValue? {
    let text = plain(raw)
    func made(_ kind: FeedValue.Kind, _ text: String, port: Int? = nil) -> FeedValue {
      FeedValue(kind: kind, text: text, port: port, isSubject: isSubject)
    }
    if Address(text) != nil { return made(.address, text) }
    if (try? Prefix(parsing: text)) != nil, text.contains("/") { return made(.network, text) }
    if text.contains("://") { return made(.url, text) }
    if let digest = digest(text) { return made(.digest(digest), text) }
    if let (address, port) = addressWithPort(text) { return made(.address, address, port: port) }
    if text.contains("@"), !text.contains("/") { return isMail(text) ? made(.mail, text) : nil }
    if text.contains("/") { return isDomain(host(of: text)) ? made(.url, text) : nil }
    return isDomain(text) ? made(.domain, text) : nil
  }

  /// The value of a text whose type is named; nil when it is not of that type.
  static func value(_ raw: String, as type: FeedType, isSubject: Bool = true) -> FeedValue? {
    let text = plain(raw)
    func made(_ kind: FeedValue.Kind) -> FeedValue {
      FeedValue(kind: kind, text: text, isSubject: isSubject)
    }
    switch type {
    case .address, .addressAndPort:
      if type == .addressAndPort, let (address, port) = lastPort(text) {
        return FeedValue(kind: .address, text: address, port: port, isSubject: isSubject)
      }
      let found = value(raw, isSubject: isSubject)
      return found?.kind == .address || found?.kind == .network ? found : nil
    case .domain:
      // Some feeds call an address a host.
      let found = value(raw, isSubject: isSubject)
      return found?.kind == .domain || found?.kind == .address ? found : nil
    case .url: return text.isEmpty || text.contains(" ") ? nil : made(.url)
    case .digest: return digest(text).map { made(.digest($0)) }
    case .mail: return isMail(text) ? made(.mail) : nil
    case .fileName: return text.isEmpty ? nil : made(.fileName)
    case .any: return value(raw, isSubject: isSubject)
    case .other: return nil
    }
  }

  /// With `hxxp`, `[.]`, `(.)`, `[:]`, `[@]` and `[://]` undone, and without blanks around.
  static func plain(_ raw: String) -> String {
    var text = raw.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    if text.lowercased().hasPrefix("hxxp") { text = "http" + text.dropFirst(4) }
    guard text.contains("[") || text.contains("(") else { return text }
    for (defanged, meant) in [
      ("[.]", "."), ("(.)", "."), ("[dot]", "."), ("[://]", "://"), ("[:]", ":"), ("[@]", "@"),
    ] {
      text = text.replacing(defanged, with: meant)
    }
    return text
  }

  private static func digest(_ text: String) -> String? {
    guard
      text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 | 0x20 &- 0x61 < 6 })
    else { return nil }
    return switch text.utf8.count {
    case 32: "md5"
    case 40: "sha1"
    case 64: "sha256"
    case 128: "sha512"
    default: nil
    }
  }

  /// `198.51.100.7:443` or `[2001:db8::7]:443`.
  private static func addressWithPort(_ text: String) -> (String, Int)? {
    guard let found = lastPort(text), found.0.first == "[" || !found.0.contains(":") else {
      return nil
    }
    return (found.0.first == "[" ? String(found.0.dropFirst().dropLast()) : found.0, found.1)
  }

  /// What stands before and behind the last colon, also of an IPv6 address without brackets.
  private static func lastPort(_ text: String) -> (String, Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    let head = String(text[..<colon])
    let bare =
      head.hasPrefix("[") && head.hasSuffix("]") ? String(head.dropFirst().dropLast()) : head
    return Address(bare) == nil ? nil : (head, port)
  }

  private static func isMail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !text.contains(" ") && isDomain(parts[1])
  }

  /// Two labels or more, of letters, digits, `-` and `_`, or of other scripts; the last no number.
  private static func isDomain(_ text: some StringProtocol) -> Bool {
    var labels = text.split(separator: ".", omittingEmptySubsequences: false)
    if labels.last?.isEmpty == true { labels.removeLast() }
    guard labels.count >= 2, text.utf8.count <= 253 else { return false }
    let areLabels = labels.enumerated().allSatisfy { place, label in
      (place == 0 && label == "*")
        || (!label.isEmpty && label.utf8.count <= 63
          && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    }
    return areLabels && labels.last.map { !$0.allSatisfy(\.isNumber) } ?? false
  }

  private static func host(of text: String) -> String {
    let host = text.prefix { $0 != "/" }
    return String(host.prefix { $0 != ":" })
  }
}

/// What a feed calls a value, under whatever name.
enum FeedType: Hashable {
  case address, addressAndPort, domain, url, digest, mail, fileName
  /// Named, and of any of the types above.
  case any
  /// Named, and none of these: a mutex, a CVE, a rule.
  case other

  /// - Parameter name: As feeds write it: `ip-dst`, `FileHash-SHA256`, `mal_domain`, `IP Address`, ….
  init(named name: String) {
    var word = name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
    // ThreatStream puts the threat before it: `c2_domain`.
    if let tail = word.split(separator: "_").last, word.contains("_"), word != "ip_address" {
      word = tail == "hash" ? word : String(tail)
    }
    word = word.filter { $0 != "_" }
    if let type = FeedType.words[word] {
      self = type
    } else if word.contains("md5") || word.contains("sha1") || word.contains("sha256")
      || word.contains("sha512") || word.hasSuffix("hash") || word.hasSuffix("hashes")
    {
      self = .digest
    } else {
      self = .other
    }
  }

  private static let words: [String: FeedType] = [
    "ip": .address, "ipv4": .address, "ipv6": .address, "ipv4addr": .address,
    "ipv6addr": .address, "ipaddr": .address, "ipaddress": .address, "address": .address,
    "ipv4address": .address, "ipv6address": .address, "ipsrc": .address, "ipdst": .address,
    "srcip": .address, "dstip": .address, "cidr": .address, "ipv4cidr": .address,
    "ipv6cidr": .address, "netblock": .address, "network": .address, "subnet": .address,
    "ip:port": .addressAndPort, "ipport": .addressAndPort, "ipsrcport": .addressAndPort,
    "ipdstport": .addressAndPort, "domain": .domain, "domainname": .domain, "hostname": .domain,
    "host": .domain, "fqdn": .domain, "internetdomainname": .domain, "dns": .domain,
    "url": .url, "uri": .url, "link": .url, "hash": .digest, "hashes": .digest,
    "file": .digest, "filehash": .digest, "stixfile": .digest, "sample": .digest,
    "sha": .digest, "email": .mail, "emailaddr": .mail, "emailaddress": .mail,
    "emailsrc": .mail, "emaildst": .mail, "mail": .mail, "filename": .fileName,
    "ioc": .any, "observable": .any, "network:ip": .address,
  ]
}
