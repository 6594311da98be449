/// A network: an address and how many of its leading bits count.
@frozen
package struct Prefix: Hashable, Sendable {
  /// The lowest address of the network; host bits are zero.
  package let address: Address
  /// Leading bits of the 128-bit form, 0 to 128. An IPv4 /24 has 120.
  package let bits: UInt8

  /// The network of `length` bits that holds `address`. Host bits are cleared.
  ///
  /// - Parameter length: 0 to 32 for IPv4, 0 to 128 for IPv6.
  @inlinable package init?(_ address: Address, length: Int) {
    let bits = address.isIPv4 ? length + 96 : length
    guard length >= 0, bits <= 128 else { return nil }
    self.init(holding: address, bits: UInt8(bits))
  }

  /// The network of one address.
  @inlinable package init(host address: Address) { self.init(holding: address, bits: 128) }

  @inlinable init(holding address: Address, bits: UInt8) {
    let mask = Prefix.mask(bits: bits)
    self.address = Address(high: address.high & mask.high, low: address.low & mask.low)
    self.bits = bits
  }

  @inlinable package var isIPv4: Bool { bits >= 96 && address.isIPv4 }
  /// The length as people write it: 0 to 32 for IPv4, 0 to 128 for IPv6.
  @inlinable package var length: Int { isIPv4 ? Int(bits) - 96 : Int(bits) }
  @inlinable package var isHost: Bool { bits == 128 }

  @inlinable package static func mask(bits: UInt8) -> (high: UInt64, low: UInt64) {
    let high: UInt64 = bits == 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits))
    let low: UInt64 = bits <= 64 ? 0 : bits >= 128 ? .max : ~(.max >> UInt64(bits - 64))
    return (high, low)
  }

  @inlinable package func contains(_ other: Address) -> Bool {
    let mask = Prefix.mask(bits: bits)
    return other.high & mask.high == address.high && other.low & mask.low == address.low
      && (isIPv4 == other.isIPv4)
  }

  @inlinable package func contains(_ other: Prefix) -> Bool {
    other.bits >= bits && contains(other.address)
  }

  @inlinable package func overlaps(_ other: Prefix) -> Bool {
    contains(other) || other.contains(self)
  }

  /// The highest address of the network.
  package var last: Address {
    let mask = Prefix.mask(bits: bits)
    return Address(high: address.high | ~mask.high, low: address.low | ~mask.low)
  }
}

extension Prefix: CustomStringConvertible {
  /// Canonical CIDR: `203.0.113.0/24`, `203.0.113.7/32`, `2001:db8::/32`.
  package var description: String { "\(address)/\(length)" }
}

extension Prefix: Comparable {
  /// By address, then the wider network first.
  @inlinable package static func < (a: Prefix, b: Prefix) -> Bool {
    a.address == b.address ? a.bits < b.bits : a.address < b.address
  }
}

/// Why text is not a network. The message says what to write instead.
package enum PrefixError: Error, Equatable, Sendable {
  case notAnAddress(String)
  case badLength(String)
  case hostBits(String, network: String)
}

extension PrefixError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnAddress(let text):
      "'\(text)' is not an address or a network, such as 203.0.113.0/24 or 2001:db8::/32"
    case .badLength(let text):
      "'\(text)' has no valid prefix length; write 0 to 32 for IPv4, 0 to 128 for IPv6"
    case .hostBits(let text, let network):
      "'\(text)' has bits set after the prefix; write \(network)"
    }
  }
}

extension Prefix {
  /// Reads `address` or `address/length`; a lone address is its own network.
  ///
  /// - Throws: ``PrefixError``, also when host bits are set.
  package init(parsing text: some StringProtocol) throws(PrefixError) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let head = parts.first, let address = Address(head) else {
      throw .notAnAddress(String(text))
    }
    guard parts.count == 2 else {
      self.init(host: address)
      return
    }
    let digits = parts[1]
    guard !digits.isEmpty, digits.utf8.count <= 3, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
      digits.utf8.first != 0x30 || digits.utf8.count == 1, let length = Int(digits),
      let prefix = Prefix(address, length: length)
    else { throw .badLength(String(text)) }
    guard prefix.address == address else {
      throw .hostBits(String(text), network: prefix.description)
    }
    self = prefix
  }
}
