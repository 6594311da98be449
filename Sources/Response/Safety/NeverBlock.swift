package import Detect

/// The addresses that no path may ever block.
///
/// A network is refused when it lies in a protected one, and also when it holds one: a wide block
/// would cut off what is inside it. ``clear(_:)`` is the only maker of a ``ClearedTarget``, and
/// without one nothing can be blocked.
package struct NeverBlock: Sendable {
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

  /// Networks wider than these are refused, whatever they hold.
  package var minimumIPv4Length: Int
  package var minimumIPv6Length: Int

  private var reasons: [Prefix: String] = [:]
  /// Every protected network, sorted: by address, the wider first.
  private var sorted: [Prefix] = []
  /// The lengths that occur (in 128-bit form), the longest first.
  private var lengths: [UInt8] = []

  /// - Parameters:
  ///   - entries: Of two with the same network the first gives the reason.
  ///   - minimumIPv4Length: 0 to 32.
  ///   - minimumIPv6Length: 0 to 128.
  package init(_ entries: [Entry], minimumIPv4Length: Int = 16, minimumIPv6Length: Int = 32) {
    self.minimumIPv4Length = minimumIPv4Length
    self.minimumIPv6Length = minimumIPv6Length
    for entry in entries where reasons[entry.network] == nil {
      reasons[entry.network] = entry.reason
    }
    sorted = reasons.keys.sorted()
    lengths = Set(sorted.map(\.bits)).sorted(by: >)
  }

  /// The special-purpose space, what this machine needs to stay reachable, and what the
  /// configuration names.
  package static func standard(machine: [Entry] = [], configured: [Entry] = []) -> NeverBlock {
    NeverBlock(configured + machine + specialPurpose)
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
    case .user(let name):
      guard !name.isEmpty, name.utf8.count <= 256 else { throw .notAUser }
    }
    return ClearedTarget(target)
  }
}
