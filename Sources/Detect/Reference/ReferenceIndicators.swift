/// The slow and obvious twin of ``IndicatorTable``: every indicator is tried.
package struct ReferenceIndicators: Sendable {
  private let indicators: [Indicator]

  package init(_ indicators: [Indicator]) { self.indicators = indicators }

  package func find(_ address: Address, atSeconds seconds: Int64) -> Int? {
    best(at: seconds) { value in
      guard case .network(let network) = value, network.contains(address) else { return nil }
      return Int(network.bits)
    }
  }

  package func find(domain name: String, atSeconds seconds: Int64) -> Int? {
    var labels = lowered(name).split(separator: ".", omittingEmptySubsequences: false)
    if labels.last == "" { labels.removeLast() }
    return best(at: seconds) { value in
      guard case .domain(let domain) = value else { return nil }
      let wanted = lowered(domain).split(separator: ".", omittingEmptySubsequences: false)
      return labels.suffix(wanted.count).elementsEqual(wanted) ? domain.utf8.count : nil
    }
  }

  package func find(url: String, atSeconds seconds: Int64) -> Int? {
    guard let wanted = ReferenceURL(url) else { return nil }
    return best(at: seconds) { value in
      guard case .url(let listed) = value else { return nil }
      return ReferenceURL(listed) == wanted ? 0 : nil
    }
  }

  package func find(digest: String, atSeconds seconds: Int64) -> Int? {
    best(at: seconds) { value in value == .digest(lowered(digest)) ? 0 : nil }
  }

  package func find(mail: String, atSeconds seconds: Int64) -> Int? {
    best(at: seconds) { value in value == .mail(lowered(mail)) ? 0 : nil }
  }

  private func lowered(_ name: String) -> String {
    String(decoding: name.utf8.map(asciiLowercase), as: UTF8.self)
  }

  /// The indicator in force with the narrowest value, then the highest confidence, then of the
  /// first feed, then the first in order.
  private func best(at seconds: Int64, _ narrowness: (Indicator.Value) -> Int?) -> Int? {
    var best: (narrowness: Int, index: Int)?
    for (index, indicator) in indicators.enumerated() {
      guard indicator.expiresSeconds ?? .max > seconds,
        let narrowness = narrowness(indicator.value)
      else { continue }
      guard let held = best else {
        best = (narrowness, index)
        continue
      }
      let other = indicators[held.index]
      let isBetter =
        (narrowness, Int(indicator.confidence), -indicator.feed)
        > (held.narrowness, Int(other.confidence), -other.feed)
      if isBetter { best = (narrowness, index) }
    }
    return best?.index
  }
}

/// What is compared of a URL, taken apart with strings.
private struct ReferenceURL: Equatable {
  var scheme = ""
  let host: String
  var port = ""
  let path: String
  var query: String?

  init?(_ text: String) {
    guard !text.isEmpty, !text.hasPrefix("/") else { return nil }
    var rest = text[...]
    let bare = text.prefix { $0 != "/" && $0 != ":" }
    if !bare.isEmpty, bare.count <= 16, text.dropFirst(bare.count).hasPrefix("://"),
      bare.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
    {
      scheme = bare.lowercased()
      rest = text.dropFirst(bare.count + 3)
    }
    if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
    if let question = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: question)...])
      rest = rest[..<question]
    }
    let slash = rest.firstIndex { $0 == "/" || $0 == "\\" } ?? rest.endIndex
    path = rest[slash...].utf8.count > 1 ? String(rest[slash...]) : ""
    var authority = rest[..<slash]
    if let at = authority.lastIndex(of: "@") {
      authority = authority[authority.index(after: at)...]
    }
    if let colon = authority.lastIndex(of: ":"),
      authority[colon...].dropFirst().allSatisfy({ "0123456789".contains($0) }),
      !authority.hasPrefix("[") || authority[..<colon].hasSuffix("]")
    {
      port = String(authority[colon...].dropFirst())
      authority = authority[..<colon]
    }
    guard port.count <= 5 else { return nil }
    if authority.hasSuffix(".") { authority = authority.dropLast() }
    host = authority.lowercased()
    if host.isEmpty { return nil }
    let usual = ["http": ["80"], "https": ["443"], "ftp": ["21"], "": ["80", "443"]]
    if usual[scheme]?.contains(port) == true { port = "" }
    if ["http", "https"].contains(scheme) { scheme = "" }
  }
}
