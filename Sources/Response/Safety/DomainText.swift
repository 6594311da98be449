/// Domain names as block lists may carry them.
enum DomainText {
  /// Labels of 1 to 63 letters, digits, hyphens and underscores, at least two, no hyphen at an end,
  /// 253 bytes in all (RFC 1035, RFC 1123), and not an address: the last label is not a number.
  static func isDomain(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard bytes.count <= 253 else { return false }
    let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last else { return false }
    return labels.allSatisfy(isLabel) && !last.allSatisfy { $0 &- 0x30 < 10 }
  }

  private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen else {
      return false
    }
    return label.allSatisfy { byte in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == hyphen || byte == 0x5f
    }
  }
}
