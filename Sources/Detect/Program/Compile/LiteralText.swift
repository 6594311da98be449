/// What the literal of a pattern means for byte comparison.
struct LiteralText {
  /// The bytes; with ASCII letters in lower case unless case matters.
  let bytes: [UInt8]
  /// The characters; folded unless case matters.
  let characters: [UInt32]
  /// Whether comparing bytes (ASCII case aside, unless it matters) is enough: all characters are
  /// well formed, and none beyond ASCII has another case.
  let comparesAsBytes: Bool
  private let source: [UInt8]
  private let isCased: Bool

  init(_ source: [UInt8], isCased: Bool) {
    self.source = source
    self.isCased = isCased
    let raw = charactersOf(source)
    bytes = isCased ? source : source.map { CaseFolding.fold($0) }
    characters = isCased ? raw : raw.map { CaseFolding.fold($0) }
    comparesAsBytes = raw.allSatisfy { LiteralText.isOneForm($0, isCased: isCased) }
  }

  /// The bytes as the index compares them: ASCII letters in lower case.
  var foldedBytes: [UInt8] { source.map { CaseFolding.fold($0) } }

  /// Whether matching ``foldedBytes`` says as much as matching the literal.
  var isDecidedFolded: Bool {
    comparesAsBytes && !(isCased && source.contains { ($0 | 0x20) &- 0x61 < 26 })
  }

  private static func isOneForm(_ value: UInt32, isCased: Bool) -> Bool {
    if value < 0x80 { return true }
    if value >= Character32.invalidBase { return false }
    return isCased || CaseFolding.variants(of: value).count == 1
  }

  /// Bytes of which at least one must stand in every text that has the literal, folded as the index
  /// does: the longest part that has one form, or all forms of a short part.
  var requiredParts: [[UInt8]] {
    if comparesAsBytes { return [foldedBytes] }
    var best: [UInt8] = []
    var part: [UInt8] = []
    for value in charactersOf(source) {
      if LiteralText.isOneForm(value, isCased: isCased) || value >= Character32.invalidBase {
        part += LiteralText.encode(value)
        if part.count > best.count { best = part }
      } else {
        part = []
      }
    }
    return best.count >= 2 ? [best] : allForms
  }

  /// All forms of the first characters, 16 at most.
  private var allForms: [[UInt8]] {
    var forms: [[UInt8]] = [[]]
    for value in charactersOf(source).prefix(3) {
      let variants =
        isCased || value < 0x80 || value >= Character32.invalidBase
        ? [value] : CaseFolding.variants(of: value)
      if forms.count * variants.count > 16 { break }
      forms = forms.flatMap { form in variants.map { form + LiteralText.encode($0) } }
    }
    return forms
  }

  private static func encode(_ value: UInt32) -> [UInt8] {
    if value >= Character32.invalidBase { return [UInt8(value - Character32.invalidBase)] }
    guard let scalar = Unicode.Scalar(value) else { return [] }
    return UTF8.encode(scalar).map { bytes in bytes.map { CaseFolding.fold($0) } } ?? []
  }
}

/// The characters of bytes, see ``Character32``.
func charactersOf(_ bytes: [UInt8]) -> [UInt32] {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return [] }
    // SAFETY: used only in here, and only byte by byte.
    let text = unsafe BlockText(base: base, count: buffer.count)
    var characters: [UInt32] = []
    var index = 0
    while index < buffer.count {
      let character = text.character(at: index, end: buffer.count)
      characters.append(character.value)
      index += character.length
    }
    return characters
  }
}
