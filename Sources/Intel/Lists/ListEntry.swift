package import Detect

struct ListEntryError: Error {
  let reason: PlainList.RefusalReason
}

/// Reads one entry of a list.
enum ListEntry {
  /// The indicators that an entry means: one, or for a range the networks that make it up.
  static func values(
    of range: Range<Int>, in line: borrowing Line, _ limits: PlainList.Limits, _ masked: inout Int
  ) throws(ListEntryError) -> [Indicator.Value] {
    if let address = line.address(in: range) { return [.network(Prefix(host: address))] }
    let slash = line.find(UInt8(ascii: "/"), in: range)
    if slash < range.upperBound,
      let address = line.address(in: range.lowerBound..<slash),
      let prefix = prefix(address, line, slash + 1..<range.upperBound)
    {
      let minimum = prefix.isIPv4 ? limits.ipv4Length : limits.ipv6Length
      guard prefix.length >= minimum else {
        throw ListEntryError(reason: .tooWide(minimumLength: minimum))
      }
      if prefix.address != address { masked += 1 }
      return [.network(prefix)]
    }
    if let networks = try self.range(range, in: line, limits) { return networks }
    return try text(line.string(in: range), limits, &masked)
  }

  private static func prefix(
    _ address: Address, _ line: borrowing Line, _ digits: Range<Int>
  ) -> Prefix? {
    guard digits.count <= 3, let length = line.unsigned(in: digits) else { return nil }
    return Prefix(address, length: Int(length))
  }

  /// `a-b` or `a - b` as networks; nil when the ends are no addresses.
  private static func range(
    _ range: Range<Int>, in line: borrowing Line, _ limits: PlainList.Limits
  ) throws(ListEntryError) -> [Indicator.Value]? {
    let dash = line.find(UInt8(ascii: "-"), in: range)
    guard dash < range.upperBound,
      let first = line.address(in: line.trimmed(range.lowerBound..<dash)),
      let last = line.address(in: line.trimmed(dash + 1..<range.upperBound))
    else { return nil }
    guard first.isIPv4 == last.isIPv4 else { throw ListEntryError(reason: .rangeMixed) }
    guard first <= last else { throw ListEntryError(reason: .rangeBackwards) }
    let networks = Prefix.covering(first, last)
    let minimum = first.isIPv4 ? limits.ipv4Length : limits.ipv6Length
    guard networks.allSatisfy({ $0.length >= minimum }) else {
      throw ListEntryError(reason: .tooWide(minimumLength: minimum))
    }
    return networks.map(Indicator.Value.network)
  }

  /// A defanged address, a domain, or something that is recognised and not supported.
  private static func text(
    _ text: String, _ limits: PlainList.Limits, _ masked: inout Int
  ) throws(ListEntryError) -> [Indicator.Value] {
    let refanged = text.replacing("[.]", with: ".").replacing("(.)", with: ".")
      .replacing("[:]", with: ":")
    if refanged != text {
      let bytes = Array(refanged.utf8)
      return try bytes.withUnsafeBufferPointer { buffer throws(ListEntryError) in
        guard let base = buffer.baseAddress else { return [] }
        let line = Line(base: base, start: 0, end: buffer.count)
        return try values(of: line.range, in: line, limits, &masked)
      }
    }
    let lower = text.lowercased()
    if lower.contains("://") { throw ListEntryError(reason: .unsupported(kind: "URL")) }
    if [32, 40, 64, 128].contains(lower.utf8.count),
      lower.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 })
    {
      throw ListEntryError(reason: .unsupported(kind: "file hash"))
    }
    if lower.contains("@") { throw ListEntryError(reason: .unsupported(kind: "mail address")) }
    guard isDomain(lower) else { throw ListEntryError(reason: .notUnderstood) }
    return [.domain(lower)]
  }

  /// Two or more labels of 1 to 63 letters, digits, hyphens and underscores (or bytes beyond
  /// ASCII), at most 253 bytes, the last label not a number.
  static func isDomain(_ name: String) -> Bool {
    guard name.utf8.count <= 253 else { return false }
    let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last, !last.allSatisfy({ $0 &- 0x30 < 10 }) else {
      return false
    }
    return labels.allSatisfy { label in
      (1...63).contains(label.count)
        && label.allSatisfy { byte in
          byte &- 0x30 < 10 || byte &- 0x61 < 26 || byte == 0x2d || byte == 0x5f || byte >= 0x80
        }
    }
  }
}

extension Prefix {
  /// The fewest networks that cover exactly the addresses from `first` to `last` of one family.
  ///
  /// - Complexity: O(bits of an address); at most 254 networks.
  package static func covering(_ first: Address, _ last: Address) -> [Prefix] {
    var networks: [Prefix] = []
    var next: Address? = first
    while let start = next, start <= last {
      var network = Prefix(host: start)
      while network.length > 0, let wider = Prefix(start, length: network.length - 1),
        wider.address == start, wider.last <= last
      {
        network = wider
      }
      networks.append(network)
      next = network.last.next
    }
    return networks
  }
}
