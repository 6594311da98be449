import Detect

/// What the list formats share: addresses and comments as bytes.
enum ListText {
  /// Appends an address as its canonical text, the same as its description.
  static func append(_ address: Address, to out: inout [UInt8]) {
    guard address.isIPv4 else { return append(ipv6: address, to: &out) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { text in
      text.initialize(repeating: UInt8(ascii: "."))
      var end = 0
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        let byte = UInt8(truncatingIfNeeded: address.ipv4 >> shift)
        if byte >= 100 {
          text[end] = byte / 100 &+ 0x30
          end += 1
        }
        if byte >= 10 {
          text[end] = byte / 10 % 10 &+ 0x30
          end += 1
        }
        text[end] = byte % 10 &+ 0x30
        end += 2
      }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<(end - 1)]))
    }
  }

  /// RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`.
  private static func append(ipv6 address: Address, to out: inout [UInt8]) {
    let group = { (place: Int) in
      UInt16(
        truncatingIfNeeded: (place < 4 ? address.high : address.low)
          >> UInt64(48 - 16 * (place & 3)))
    }
    var gap = 0..<0
    var start = 0
    for place in 0...8 where place == 8 || group(place) != 0 {
      if place - start > max(1, gap.count) { gap = start..<place }
      start = place + 1
    }
    var place = 0
    while place < 8 {
      if place == gap.lowerBound, !gap.isEmpty {
        out.append(contentsOf: "::".utf8)
        place = gap.upperBound
        continue
      }
      if place > 0, place != gap.upperBound || gap.isEmpty { out.append(UInt8(ascii: ":")) }
      append(hexadecimal: group(place), to: &out)
      place += 1
    }
  }

  private static func append(hexadecimal group: UInt16, to out: inout [UInt8]) {
    var shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0
    while shift >= 0 {
      out.append(Hex.digit(UInt8(truncatingIfNeeded: group >> UInt16(shift))))
      shift -= 4
    }
  }

  /// Appends text of the program's own.
  static func append(_ text: StaticString, to out: inout [UInt8]) {
    text.withUTF8Buffer { out.append(contentsOf: $0) }
  }

  /// Appends a JSON string of letters, digits and hyphens, such as a name of the program's own.
  static func append(word: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    out.append(contentsOf: word.utf8)
    out.append(UInt8(ascii: "\""))
  }

  /// Appends a JSON string (RFC 8259).
  static func append(json text: String, to out: inout [UInt8]) {
    let isPlain =
      text.utf8.withContiguousStorageIfAvailable { bytes in
        bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }
      } ?? false
    guard isPlain else { return JSONText.write(text.utf8, to: &out) }
    out.append(UInt8(ascii: "\""))
    out.append(contentsOf: text.utf8)
    out.append(UInt8(ascii: "\""))
  }

  static func append(_ target: Decision.Target, to out: inout [UInt8]) {
    switch target {
    case .network(let network): append(network, to: &out)
    case .domain(let name), .user(let name): out.append(contentsOf: name.utf8)
    }
  }

  /// Appends a host as its address and any other network as CIDR.
  static func append(_ network: Prefix, to out: inout [UInt8]) {
    append(network.address, to: &out)
    guard !network.isHost else { return }
    out.append(UInt8(ascii: "/"))
    append(decimal: UInt64(network.length), to: &out)
  }

  static func append(decimal number: UInt64, to out: inout [UInt8]) {
    if number < 10 { return out.append(UInt8(truncatingIfNeeded: number) &+ 0x30) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { text in
      var start = 20
      var left = number
      while left > 0 {
        start -= 1
        text[start] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
        left /= 10
      }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
  }

  /// Appends why an entry is there: technique, rule and the first digits of the decision, as in
  /// `T1110 SSH brute force #1f0c9a2e`.
  ///
  /// Only letters, digits, spaces and `._:/+-#` ever stand in a comment, so that no name can end it
  /// or begin something else.
  static func append(comment entry: BlockList.Entry, limit: Int, to out: inout [UInt8]) {
    let cause = entry.cause
    let end = out.count + limit - 10
    if let technique = cause.techniques.first {
      append(safe: technique, end: end, to: &out)
      out.append(UInt8(ascii: " "))
    }
    append(safe: cause.ruleName, end: end, to: &out)
    out.append(contentsOf: " #".utf8)
    entry.id.appendShort(to: &out)
  }

  /// Appends text with every byte that is not on the list as `_`, up to a length of `out`.
  private static func append(safe text: String, end: Int, to out: inout [UInt8]) {
    for byte in text.utf8.prefix(max(0, end - out.count)) {
      out.append(isSafe(byte) ? byte : UInt8(ascii: "_"))
    }
  }

  static func isSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "#"):
      true
    default: false
    }
  }

  /// The seconds left, from 1 to `maximum`; nil when the entry does not expire.
  static func timeout(
    _ expiresSeconds: Int64, atSeconds: Int64, maximum: Int64
  ) -> UInt64? {
    guard expiresSeconds != Decision.never else { return nil }
    let (left, overflow) = expiresSeconds.subtractingReportingOverflow(atSeconds)
    return UInt64(overflow ? maximum : min(maximum, max(1, left)))
  }
}
