extension Address: CustomStringConvertible {
  /// Dotted decimal, or RFC 5952 text: lower case, no leading zeros, the longest run of two or more
  /// zero groups (the first of equals) as `::`.
  @usableFromInline package var description: String {
    if isIPv4 { return "\(ipv4 >> 24).\(ipv4 >> 16 & 255).\(ipv4 >> 8 & 255).\(ipv4 & 255)" }
    let groups = (0..<8).map { place in
      UInt16(truncatingIfNeeded: (place < 4 ? high : low) >> UInt64(48 - 16 * (place & 3)))
    }
    let gap = Address.longestZeroRun(in: groups)
    let text = { (range: Range<Int>) in
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard gap.count > 1 else { return text(0..<8) }
    return text(0..<gap.lowerBound) + "::" + text(gap.upperBound..<8)
  }

  /// Appends ``description``.
  package func append(to out: inout [UInt8]) {
    guard isIPv4 else { return out.append(contentsOf: description.utf8) }
    for place in 0..<4 as Range<UInt32> {
      if place > 0 { out.append(UInt8(ascii: ".")) }
      let part = UInt8(truncatingIfNeeded: ipv4 &>> (24 &- place &* 8))
      if part >= 100 { out.append(0x30 &+ part / 100) }
      if part >= 10 { out.append(0x30 &+ part / 10 % 10) }
      out.append(0x30 &+ part % 10)
    }
  }

  static func longestZeroRun(in groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for place in 0...groups.count {
      if place < groups.count, groups[place] == 0 { continue }
      if place - start > best.count { best = start..<place }
      start = place + 1
    }
    return best
  }
}
