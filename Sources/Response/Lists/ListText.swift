import Detect

/// What the list formats share: addresses and comments as bytes.
enum ListText {
  /// Appends an address as its canonical text, the same as its description.
  static func append(_ address: Address, to out: inout [UInt8]) {
    guard address.isIPv4 else {
      out.append(contentsOf: address.description.utf8)
      return
    }
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      append(decimal: UInt64(address.ipv4 >> shift & 255), to: &out)
      if shift > 0 { out.append(UInt8(ascii: ".")) }
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
    let start = out.count
    var rest = number
    repeat {
      out.append(UInt8(truncatingIfNeeded: rest % 10) &+ 0x30)
      rest /= 10
    } while rest > 0
    out[start...].reverse()
  }

  /// Appends why an entry is there: technique, rule and the first digits of the decision, as in
  /// `T1110 SSH brute force #1f0c9a2e`.
  ///
  /// Only letters, digits, spaces and `._:/+-#` ever stand in a comment, so that no name can end it or
  /// begin something else.
  static func append(comment entry: BlockList.Entry, limit: Int, to out: inout [UInt8]) {
    let id = DecisionID(
      action: .block, origin: entry.origin, target: .network(entry.network),
      createdSeconds: entry.createdSeconds)
    let end = out.count + limit - 10
    if let technique = entry.cause.techniques.first {
      append(safe: technique, end: end, to: &out)
      out.append(UInt8(ascii: " "))
    }
    append(safe: entry.cause.ruleName, end: end, to: &out)
    out.append(contentsOf: " #".utf8)
    out.append(contentsOf: id.short.utf8)
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
