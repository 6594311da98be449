/// Simple Unicode case folding, kept apart for ASCII and the rest.
///
/// `A` to `Z` fold to `a` to `z`. A character beyond ASCII folds to another one beyond ASCII, never
/// into ASCII: the Kelvin sign (U+212A) is not `k` and the long s (U+017F) is not `s`, as no
/// operating system takes them for the same name. So an ASCII literal needs to look at bytes only,
/// and İ and ı (U+0130, U+0131) are not `i`. Folding goes character by character and never joins
/// or splits any, but the number of bytes may change (Ⱥ takes two, ⱥ three).
enum CaseFolding {
  @inline(__always) static func fold(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// Folds the ASCII letters among the eight bytes.
  @inline(__always) static func fold(_ word: UInt64) -> UInt64 {
    let low = word & 0x7f7f_7f7f_7f7f_7f7f
    let fromA = low &+ 0x3f3f_3f3f_3f3f_3f3f  // high bit: at least 'A'
    let afterZ = low &+ 0x2525_2525_2525_2525  // high bit: more than 'Z'
    return word | (fromA & ~afterZ & ~word & 0x8080_8080_8080_8080) >> 2
  }

  /// The folded form of a character (see ``Character32``).
  @inline(__always) static func fold(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return UInt32(fold(UInt8(truncatingIfNeeded: value))) }
    return foldBeyondASCII(value)
  }

  @inline(never) static func foldBeyondASCII(_ value: UInt32) -> UInt32 {
    let page = Int(value >> 8)
    guard page < tables.pages.count else { return value }
    let start = tables.pages[page]
    return start == 0 ? value : tables.folded[Int(start) + Int(value & 0xff)]
  }

  /// All characters that fold as `value` does, itself among them.
  static func variants(of value: UInt32) -> [UInt32] {
    let folded = fold(value)
    if folded < 0x80 {
      return folded &- 0x61 < 26 ? [folded, folded - 0x20] : [folded]
    }
    return tables.variants[folded] ?? [value]
  }

  /// The folding that one character's Unicode properties give.
  static func simpleFolding(of value: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(value) else { return value }
    if value < 0x80 { return UInt32(fold(UInt8(value))) }
    // By way of upper case, so that ς and σ, and ϐ and β, come to the same.
    let upper = only(scalar.properties.uppercaseMapping) ?? scalar
    let folded = only(upper.properties.lowercaseMapping) ?? upper
    return folded.value < 0x80 || upper.value < 0x80 ? value : folded.value
  }

  private static func only(_ mapping: String) -> Unicode.Scalar? {
    mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
  }

  private struct Tables: Sendable {
    /// By the value's higher bits: where its 256 entries begin in `folded`; 0 when none has case.
    var pages = [UInt32](repeating: 0, count: 0x1ea)
    var folded: [UInt32] = [0]
    var variants: [UInt32: [UInt32]] = [:]
  }

  /// Made when a character beyond ASCII is first folded: 44 of 490 pages hold letters with case.
  private static let tables: Tables = {
    var tables = Tables()
    for page in pagesWithCase {
      tables.pages[Int(page)] = UInt32(tables.folded.count)
      for value in page << 8..<(page + 1) << 8 {
        let folded = simpleFolding(of: value)
        tables.folded.append(folded)
        if value >= 0x80, folded != value || hasVariants(value) {
          tables.variants[folded, default: []].append(value)
        }
      }
    }
    return tables
  }()

  private static func hasVariants(_ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    return scalar.properties.changesWhenUppercased || scalar.properties.changesWhenLowercased
      || scalar.properties.changesWhenTitlecased
  }

  /// The pages (256 characters each) that hold letters with case, as of Unicode 16; a test looks
  /// through all others.
  static let pagesWithCase: [UInt32] =
    Array(0x00...0x05) + [0x10, 0x13] + Array(0x1c...0x1f) + [0x21, 0x24, 0x2c, 0x2d, 0xa6, 0xa7]
    + [0xab, 0xfb, 0xff, 0x104, 0x105, 0x10c, 0x10d, 0x118, 0x16e, 0x1e9]
}
