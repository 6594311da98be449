/// Text and patterns as arrays of characters.
enum ReferenceText {
  /// The characters of text that may be anything: a well-formed UTF-8 sequence is its scalar, any
  /// other byte is 0x110000 + itself.
  static func characters(_ text: [UInt8]) -> [UInt32] {
    var characters: [UInt32] = []
    var index = 0
    while index < text.count {
      var step = 1
      var value = 0x11_0000 + UInt32(text[index])
      for length in 1...4 where index + length <= text.count {
        if let scalar = onlyScalar(text[index..<index + length]) {
          value = scalar
          step = length
        }
      }
      characters.append(value)
      index += step
    }
    return characters
  }

  /// The scalar when the bytes are one well-formed sequence.
  private static func onlyScalar(_ bytes: ArraySlice<UInt8>) -> UInt32? {
    guard let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.count == 1
    else { return nil }
    return text.unicodeScalars.first?.value
  }

  /// Whether the whole text matches.
  static func matches(_ pattern: TextPattern, _ text: [UInt8]) -> Bool {
    let fold = { (value: UInt32) in pattern.isCased ? value : CaseFolding.simpleFolding(of: value) }
    let characters = characters(text).map(fold)
    // Which prefixes of the text the tokens so far can match.
    var ends = [Bool](repeating: false, count: characters.count + 1)
    ends[0] = true
    let step = { (ends: [Bool], matches: (UInt32) -> Bool) in
      [false] + characters.indices.map { ends[$0] && matches(characters[$0]) }
    }
    for token in pattern.tokens {
      switch token {
      case .literal(let bytes):
        for wanted in self.characters(bytes).map(fold) { ends = step(ends) { $0 == wanted } }
      case .anyOne: ends = step(ends) { _ in true }
      case .dash: ends = step(ends) { [0x2d, 0x2f, 0x2013, 0x2014, 0x2015].contains($0) }
      case .anyRun:
        let first = ends.firstIndex(of: true) ?? ends.count
        ends = ends.indices.map { $0 >= first }
      }
    }
    return ends[characters.count]
  }
}
