/// Text of a log made safe for a terminal, and measured in its columns.
package enum TerminalText {
  /// Marks that may stand on one letter; more would climb over other lines.
  private static let markLimit = 4

  /// Valid text on one line that a terminal only ever shows: what is not UTF-8 becomes U+FFFD, and
  /// every character that controls the terminal, the direction of text, or is invisible is written
  /// out (`\n`, `\x1b`, `\u{202e}`).
  ///
  /// - Complexity: O(bytes).
  package static func clean(_ bytes: some Collection<UInt8>) -> String {
    clean(String(decoding: bytes, as: UTF8.self))
  }

  package static func clean(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
    var out = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      guard isSafe(scalar) else {
        marks = 0
        out.append(contentsOf: escape(scalar).unicodeScalars)
        continue
      }
      marks = columns(of: scalar) == 0 ? marks + 1 : 0
      if marks <= markLimit { out.append(scalar) }
    }
    return String(out)
  }

  /// The columns that clean text takes.
  package static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
  }

  /// Clean text cut to at most `columns`, with `…` at the end when something is missing.
  package static func cut(_ text: String, columns limit: Int) -> String {
    guard width(text) > limit else { return text }
    guard limit > 0 else { return "" }
    var out = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      let width = columns(of: scalar)
      if used + width > limit - 1 { break }
      used += width
      out.append(scalar)
    }
    return String(out) + "…"
  }

  /// Clean text cut or filled with spaces to exactly `columns`.
  package static func fit(_ text: String, columns: Int, alignRight: Bool = false) -> String {
    let cut = cut(text, columns: columns)
    let space = String(repeating: " ", count: max(0, columns - width(cut)))
    return alignRight ? space + cut : cut + space
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default:
      let digits = String(scalar.value, radix: 16)
      guard scalar.value < 0x100 else { return "\\u{\(digits)}" }
      return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
  }

  /// Controls (C0, DEL, C1), all format characters (bidirectional embeddings, overrides, isolates
  /// and marks, zero-width joiners, tags, the byte order mark), line and paragraph separators,
  /// private use and unassigned characters are not.
  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      return false
    default:
      return !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// 0 for marks, 2 for East Asian wide characters and emoji, else 1.
  private static func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return isWide(scalar.value) ? 2 : 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    value >= 0x1100 && wide.contains { $0.contains(value) }
  }

  /// The wide and full-width blocks of UAX #11, a little coarser than the standard's own list.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x25fd...0x25fe,
    0x2614...0x2615, 0x2648...0x2653, 0x26a1...0x26a1, 0x2705...0x2705, 0x270a...0x270b,
    0x274c...0x274c, 0x2753...0x2755, 0x2795...0x2797, 0x2b1b...0x2b1c, 0x2b50...0x2b50,
    0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
    0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
    0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1b000...0x1b2ff, 0x1f004...0x1f004, 0x1f0cf...0x1f0cf,
    0x1f18e...0x1f18e, 0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f64f,
    0x1f680...0x1f6ff, 0x1f7e0...0x1f7eb, 0x1f90c...0x1faff, 0x20000...0x3fffd,
  ]
}
