extension Address {
  /// Reads an address from text, strictly: dotted decimal without leading zeros, or RFC 4291
  /// section 2.2 text without a zone. Nothing may precede or follow it.
  ///
  /// - Complexity: O(length), at most 45 bytes are looked at.
  package init?(_ text: some StringProtocol) {
    let copy = Array(text.utf8)
    guard copy.count <= 45 else { return nil }
    let address = unsafe copy.withUnsafeBufferPointer { buffer -> Address? in
      // SAFETY: the line is used only inside this closure and covers exactly the buffer.
      guard let base = buffer.baseAddress else { return nil }
      return unsafe Line(base: base, start: 0, end: buffer.count).address(in: 0..<buffer.count)
    }
    guard let address else { return nil }
    self = address
  }
}

extension Line {
  /// The address that fills `range`, or nil when it holds anything else.
  @inlinable package func address(in range: Range<Int>) -> Address? {
    let count = range.count
    guard count >= 2, count <= 45 else { return nil }
    if let ipv4 = ipv4Address(in: range) { return Address(ipv4: ipv4) }
    return ipv6Address(in: range)
  }

  /// Strict dotted decimal: four numbers of 0 to 255, no leading zeros.
  @inlinable package func ipv4Address(in range: Range<Int>) -> UInt32? {
    guard range.count >= 7, range.count <= 15 else { return nil }
    var address: UInt32 = 0
    var octet: UInt32 = 0
    var digits = 0
    var dots = 0
    for index in range {
      let byte = self[index]
      if byte &- 0x30 < 10 {
        if digits > 0 && octet == 0 { return nil }
        octet = octet &* 10 &+ UInt32(byte &- 0x30)
        digits &+= 1
        if digits > 3 || octet > 255 { return nil }
      } else if byte == UInt8(ascii: ".") {
        if digits == 0 || dots == 3 { return nil }
        address = address << 8 | octet
        octet = 0
        digits = 0
        dots &+= 1
      } else {
        return nil
      }
    }
    return dots == 3 && digits > 0 ? address << 8 | octet : nil
  }

  /// RFC 4291 text: eight groups, at most one `::`, optionally a dotted-decimal tail. No zone.
  @usableFromInline package func ipv6Address(in range: Range<Int>) -> Address? {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var groups = 0
    var gapAt = -1
    var index = range.lowerBound
    let end = range.upperBound
    func append(_ group: UInt64) {
      high = high << 16 | low >> 48
      low = low << 16 | group
      groups &+= 1
    }
    if index + 1 < end, self[index] == UInt8(ascii: ":") {
      guard self[index + 1] == UInt8(ascii: ":") else { return nil }
      gapAt = 0
      index += 2
    }
    while index < end {
      let start = index
      var group: UInt64 = 0
      while index < end, let digit = hexDigit(at: index) {
        group = group << 4 | UInt64(digit)
        index &+= 1
        if index - start > 4 { break }
      }
      if index < end, self[index] == UInt8(ascii: "."), groups <= 6 {
        guard let tail = ipv4Address(in: start..<end) else { return nil }
        append(UInt64(tail >> 16))
        append(UInt64(tail & 0xffff))
        index = end
        break
      }
      guard index > start, index - start <= 4, groups < 8 else { return nil }
      append(group)
      if index == end { break }
      guard self[index] == UInt8(ascii: ":") else { return nil }
      index &+= 1
      if index == end { return nil }
      if self[index] == UInt8(ascii: ":") {
        guard gapAt < 0 else { return nil }
        gapAt = groups
        index &+= 1
      }
    }
    if gapAt < 0 { return groups == 8 ? Address(high: high, low: low) : nil }
    guard groups < 8 else { return nil }
    return Address.spread(high: high, low: low, groups: groups, gapAt: gapAt)
  }
}

extension Address {
  /// Puts the groups before the gap at the front and leaves those after it at the back.
  static func spread(high: UInt64, low: UInt64, groups: Int, gapAt: Int) -> Address {
    let bits = UInt128(high) << 64 | UInt128(low)
    let tailBits = UInt128(16 * (groups - gapAt))
    let tail = bits & ((1 << tailBits) - 1)
    let head = gapAt == 0 ? 0 : (bits >> tailBits) << UInt128(16 * (8 - gapAt))
    let address = head | tail
    return Address(
      high: UInt64(truncatingIfNeeded: address >> 64), low: UInt64(truncatingIfNeeded: address))
  }
}
