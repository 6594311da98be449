import Detect

/// The messages of one program or one kind of programs, and a quick way to the few that a line
/// could be.
///
/// Every phrase has a word that all its messages have. One walk over the beginnings of a line's
/// words asks a bit of a small set; only phrases whose word is met are compared.
struct PhraseSet: Sendable {
  static let phrasesMaximum = 512

  private let phrases: [Phrase]
  /// A bit for each of 1024 hashes of four bytes.
  private let marks: [UInt64]
  /// The phrases of a hash, and those without a word.
  private let places: [[UInt16]]
  private let always: [8 of UInt64]
  private let hasAlways: Bool

  init(_ phrases: [Phrase]) {
    precondition(phrases.count <= PhraseSet.phrasesMaximum, "too many phrases")
    self.phrases = phrases
    var marks = [UInt64](repeating: 0, count: 16)
    var places = [[UInt16]](repeating: [], count: 1024)
    var always: [8 of UInt64] = .init(repeating: 0)
    var hasAlways = false
    for (index, phrase) in phrases.enumerated() {
      precondition(phrase.steps.count <= PhraseMatch.stepsMaximum, "too many parts in a phrase")
      guard let word = phrase.trigger else {
        always[index >> 6] |= 1 << UInt64(index & 63)
        hasAlways = true
        continue
      }
      let text = word.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let hash = PhraseSet.hash(text)
      marks[hash >> 6] |= 1 << UInt64(hash & 63)
      places[hash].append(UInt16(index))
    }
    self.marks = marks
    self.places = places
    self.always = always
    self.hasAlways = hasAlways
  }

  @inline(__always) private static func hash(_ text: UInt32) -> Int {
    Int(truncatingIfNeeded: (text &* 0x9e37_79b1) >> 22)
  }

  /// Writes the event of the first phrase of the list that the line is; false when it is none.
  ///
  /// - Complexity: O(length of the line) and the comparisons of phrases whose word is met.
  func decode(
    _ line: borrowing Line, _ clock: borrowing TimeReference, _ event: inout EventWriter
  ) -> Bool {
    let start = line.afterBlanks(line.start)
    var met = always
    guard meetWords(of: line, from: start, &met) || hasAlways else { return false }
    for group in 0..<8 {
      var bits = met[group]
      while bits != 0 {
        let place = group << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        if write(phrases[place], line, at: start, clock, &event) { return true }
      }
    }
    return false
  }

  /// Adds the phrases whose word begins a word of the line; false when there is none.
  private func meetWords(
    of line: borrowing Line, from start: Int, _ met: inout [8 of UInt64]
  ) -> Bool {
    var isAny = false
    var wasLetter = false
    var index = start
    while index &+ 4 <= line.end {
      let isLetter = PhraseStep.isLetter(line[index])
      if isLetter, !wasLetter {
        let text = UInt32(truncatingIfNeeded: line.word(at: index, count: 4))
        let hash = PhraseSet.hash(text)
        if marks[hash >> 6] >> UInt64(hash & 63) & 1 != 0 {
          isAny = true
          for place in places[hash] { met[Int(place >> 6)] |= 1 << UInt64(place & 63) }
        }
      }
      wasLetter = isLetter
      index &+= 1
    }
    return isAny
  }

  private func write(
    _ phrase: Phrase, _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference,
    _ event: inout EventWriter
  ) -> Bool {
    var match = PhraseMatch()
    guard phrase.matches(line, at: offset, clock, &match) else { return false }
    phrase.write(match, line, &event)
    return true
  }
}

extension Phrase {
  /// Writes what the message says and the text of its holes.
  fileprivate func write(
    _ match: PhraseMatch, _ line: borrowing Line, _ event: inout EventWriter
  ) {
    if let time = match.time { event.setTime(time) }
    event.addService(service)
    event.addMeaning(of: meaning)
    for index in steps.indices {
      guard let field = steps[index].field else { continue }
      let text = match[index]
      if field == .source || field == .destination {
        event.addEnd(
          field, line.addressParts(text, splitsPort: steps[index].kind == .addressPort),
          isAddress: steps[index].kind != .host, in: line)
      } else {
        event.add(field, line.trimmed(text), in: line)
      }
    }
  }
}
