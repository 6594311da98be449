package import Detect

/// The addresses that no path may ever block.
///
/// A network is refused when it lies in a protected one, and also when it holds one: a wide block
/// would cut off what is inside it. ``clear(_:)`` is the only maker of a ``ClearedTarget``, and
/// without one nothing can be blocked.
package struct NeverBlock: Sendable, Equatable {
  /// A protected network and why it is one.
  package struct Entry: Hashable, Sendable {
    package let network: Prefix
    /// Shown to people: `private use (RFC 1918)`.
    package let reason: String

    package init(_ network: Prefix, reason: String) {
      self.network = network
      self.reason = reason
    }
  }

  /// A protected domain and why it is one.
  package struct Domain: Hashable, Sendable {
    /// Lower case, without a dot at the end.
    package let name: String
    package let reason: String
    /// Its subdomains are protected too.
    package let holdsSubdomains: Bool

    /// Nil when it is not a domain name.
    package init?(_ name: String, reason: String, holdsSubdomains: Bool = true) {
      let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
      guard DomainText.isDomain(trimmed) else { return nil }
      self.name = trimmed.lowercased()
      self.reason = reason
      self.holdsSubdomains = holdsSubdomains
    }
  }

  /// Networks wider than these are refused, whatever they hold.
  package var minimumIPv4Length: Int
  package var minimumIPv6Length: Int

  private var reasons: [Prefix: String] = [:]
  /// Every protected network, sorted: by address, the wider first.
  private var sorted: [Prefix] = []
  /// The lengths that occur (in 128-bit form), the longest first.
  private var lengths: [UInt8] = []
  private var domains: [String: Domain] = [:]
  /// The names that protected domains lie below, each with one of them.
  private var namesAbove: [String: String] = [:]

  /// - Parameters:
  ///   - entries: Of two with the same network the first gives the reason.
  ///   - domains: Likewise.
  ///   - minimumIPv4Length: 0 to 32.
  ///   - minimumIPv6Length: 0 to 128.
  package init(
    _ entries: [Entry], domains: [Domain] = [], minimumIPv4Length: Int = 16,
    minimumIPv6Length: Int = 32
  ) {
    self.minimumIPv4Length = minimumIPv4Length
    self.minimumIPv6Length = minimumIPv6Length
    for entry in entries where reasons[entry.network] == nil {
      reasons[entry.network] = entry.reason
    }
    sorted = reasons.keys.sorted()
    lengths = Set(sorted.map(\.bits)).sorted(by: >)
    for domain in domains where self.domains[domain.name] == nil {
      self.domains[domain.name] = domain
      for name in NeverBlock.above(domain.name) where namesAbove[name] == nil {
        namesAbove[name] = domain.name
      }
    }
  }

  /// The names that hold `name`: of `a.b.example` these are `b.example` and `example`.
  private static func above(_ name: String) -> [String] {
    var names: [String] = []
    var rest = name[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      names.append(String(rest))
    }
    return names
  }

  /// The protected domain that stands against blocking a domain and its subdomains: itself, one
  /// that holds it, or one below it.
  package func domain(against name: String) -> Domain? {
    if let own = domains[name] { return own }
    for wider in NeverBlock.above(name) {
      if let holding = domains[wider], holding.holdsSubdomains { return holding }
    }
    return namesAbove[name].flatMap { domains[$0] }
  }

  /// How many domains are protected.
  package var domainCount: Int { domains.count }

  /// The special-purpose space, what this machine needs to stay reachable, and what the
  /// configuration names.
  package static func standard(
    machine: [Entry] = [], configured: [Entry] = [], domains: [Domain] = []
  ) -> NeverBlock {
    NeverBlock(configured + machine + specialPurpose, domains: domains)
  }

  /// Every entry, sorted.
  package var entries: [Entry] { sorted.map { Entry($0, reason: reasons[$0] ?? "") } }

  /// The entry that stands against blocking `network`: the narrowest that holds it, else the first
  /// that lies in it.
  ///
  /// - Complexity: O(different lengths + log entries).
  package func entry(against network: Prefix) -> Entry? {
    for bits in lengths where bits <= network.bits {
      guard let wider = NeverBlock.widen(network, to: bits) else { continue }
      if let reason = reasons[wider] { return Entry(wider, reason: reason) }
    }
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < network { low = middle + 1 } else { high = middle }
    }
    guard low < sorted.count, network.contains(sorted[low]) else { return nil }
    return Entry(sorted[low], reason: reasons[sorted[low]] ?? "")
  }

  package func protects(_ address: Address) -> Bool {
    entry(against: Prefix(host: address)) != nil
  }

  /// The network of `bits` bits that holds `network`, in the same family.
  private static func widen(_ network: Prefix, to bits: UInt8) -> Prefix? {
    let length = network.isIPv4 ? Int(bits) - 96 : Int(bits)
    guard let wider = Prefix(network.address, length: length) else { return nil }
    return wider.isIPv4 == network.isIPv4 ? wider : nil
  }
}

/// A target that the never-block list has let through.
package struct ClearedTarget: Hashable, Sendable {
  package let target: Decision.Target

  fileprivate init(_ target: Decision.Target) { self.target = target }
}

extension NeverBlock {
  /// Lets a target through, or says why it may not be blocked.
  package func clear(_ target: Decision.Target) throws(RefusalCause) -> ClearedTarget {
    switch target {
    case .network(let network):
      let minimum = network.isIPv4 ? minimumIPv4Length : minimumIPv6Length
      guard network.length >= minimum else { throw .tooWide(network, minimumLength: minimum) }
      if let entry = entry(against: network) { throw .protected(entry) }
    case .domain(let name):
      guard DomainText.isDomain(name) else { throw .notADomain }
      if let domain = domain(against: name) { throw .protectedDomain(domain) }
    case .user(let name):
      guard !name.isEmpty, name.utf8.count <= 256 else { throw .notAUser }
    }
    return ClearedTarget(target)
  }
}
