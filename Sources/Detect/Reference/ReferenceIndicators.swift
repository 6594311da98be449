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
