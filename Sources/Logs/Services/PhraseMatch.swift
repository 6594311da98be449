import Detect

/// Where the holes of a phrase stand in one line.
struct PhraseMatch {
  static let stepsMaximum = 40
  /// How many places are tried for the holes of one phrase in one line.
  static let triesMaximum = 400

  var starts: [40 of UInt32] = .init(repeating: 0)
  var ends: [40 of UInt32] = .init(repeating: 0)
  /// The time that a `<time>` read.
  var time: Timestamp?
  var tries = 0

  subscript(step: Int) -> Range<Int> { Int(starts[step])..<Int(ends[step]) }

  fileprivate mutating func set(_ step: Int, _ range: Range<Int>) {
    starts[step] = UInt32(truncatingIfNeeded: range.lowerBound)
    ends[step] = UInt32(truncatingIfNeeded: range.upperBound)
  }
}

extension Phrase {
  /// Whether the line from `offset` on is this message; the holes are then in `match`.
  ///
  /// - Complexity: O(length of the line) where no hole is ambiguous; bounded by
  ///   ``PhraseMatch/triesMaximum`` searches.
  func matches(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference,
    _ match: inout PhraseMatch
  ) -> Bool {
    matches(line, from: 0, at: offset, clock, &match)
  }

  private func matches(
    _ line: borrowing Line, from first: Int, at offset: Int, _ clock: borrowing TimeReference,
    _ match: inout PhraseMatch
  ) -> Bool {
    var next = offset
    var step = first
    while step < steps.count {
      switch steps[step].kind {
      case .literal:
        guard line.hasBytes(steps[step].texts[0], at: next) else { return false }
        next &+= steps[step].texts[0].count
      case .choice:
        for text in steps[step].texts where line.hasBytes(text, at: next) {
          if matches(line, from: step &+ 1, at: next &+ text.count, clock, &match) { return true }
        }
        return false
      case .time:
        guard let text = line.time(at: next, clock) else { return false }
        match.time = text.time
        next = text.end
      case .digits:
        var last = next
        while last < line.end, line[last] &- 0x30 < 10 { last &+= 1 }
        guard last > next else { return false }
        match.set(step, next..<last)
        next = last
      case .address, .addressPort:
        let isSplit = steps[step].kind == .addressPort
        guard let end = line.endOfAddress(at: next, splitsPort: isSplit) else { return false }
        match.set(step, next..<end)
        next = end
      case .host, .word, .lazy, .greedy:
        return fits(line, step, at: next, clock, &match)
      }
      step &+= 1
    }
    return isOpen || line.afterBlanks(next) == line.end
  }

  /// Tries the places where a hole of any text may end.
  private func fits(
    _ line: borrowing Line, _ step: Int, at offset: Int, _ clock: borrowing TimeReference,
    _ match: inout PhraseMatch
  ) -> Bool {
    var limit = line.end
    let kind = steps[step].kind
    if kind == .word || kind == .host { limit = line.find(0x20, in: min(offset, limit)..<limit) }
    guard step &+ 1 < steps.count else {
      match.set(step, offset..<limit)
      return isOpen || line.afterBlanks(limit) == line.end
    }
    let text = steps[step &+ 1].kind == .literal ? steps[step &+ 1].texts[0] : []
    var place = kind == .greedy ? limit : offset
    while true {
      let found =
        kind == .greedy
        ? line.findLastBytes(text, in: offset..<place)
        : line.findBytes(text, in: place..<line.end)
      guard let found, found <= limit else { return false }
      match.tries &+= 1
      guard match.tries < PhraseMatch.triesMaximum else { return false }
      match.set(step, offset..<found)
      if matches(line, from: step &+ 1, at: found, clock, &match) { return true }
      if kind == .greedy {
        place = min(found &+ text.count &- 1, place &- 1)
        if place < offset { return false }
      } else {
        place = found &+ 1
        if place > limit { return false }
      }
    }
  }
}

extension Line {
  func hasBytes(_ text: [UInt8], at offset: Int) -> Bool {
    guard offset >= start, offset &+ text.count <= end else { return false }
    for index in text.indices where self[offset &+ index] != text[index] { return false }
    return true
  }

  /// Where `text` first begins in `range`, or nil; the empty text begins at once.
  func findBytes(_ text: [UInt8], in range: Range<Int>) -> Int? {
    guard let first = text.first else { return range.lowerBound }
    var index = range.lowerBound
    while index &+ text.count <= range.upperBound {
      index = find(first, in: index..<range.upperBound)
      if hasBytes(text, at: index), index &+ text.count <= range.upperBound { return index }
      index &+= 1
    }
    return nil
  }

  func findLastBytes(_ text: [UInt8], in range: Range<Int>) -> Int? {
    var index = range.upperBound &- text.count
    while index >= range.lowerBound {
      if hasBytes(text, at: index) { return index }
      index &-= 1
    }
    return nil
  }

  /// The offset after the address at `offset`, with a port behind it or not; nil when there is none.
  ///
  /// An address begins where no word goes on: the end of a longer one is another address.
  ///
  /// - Parameter splitsPort: Whether what follows the last colon is a port in any case.
  func endOfAddress(at offset: Int, splitsPort: Bool) -> Int? {
    if offset > start {
      let before = self[offset &- 1]
      if before &- 0x30 < 10 || before == UInt8(ascii: ".") { return nil }
    }
    let text = addressText(at: offset)
    guard !text.isEmpty else { return nil }
    let parts = addressParts(text, splitsPort: splitsPort)
    return address(in: parts.address) == nil ? nil : text.upperBound
  }

  /// The run of bytes of an address at `offset`: digits, letters a to f, points, colons, brackets
  /// and a zone (`%eth0`), without a point or colon at its end.
  private func addressText(at offset: Int) -> Range<Int> {
    var next = offset
    while next < end {
      let byte = self[next]
      let isHex = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
      if isHex || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") {
        next &+= 1
      } else if byte == UInt8(ascii: "["), next == offset {
        next &+= 1
      } else if byte == UInt8(ascii: "]"), self[offset] == UInt8(ascii: "[") {
        next &+= 1
        guard next < end, self[next] == UInt8(ascii: ":") else { return offset..<next }
        var last = next &+ 1
        while last < end, self[last] &- 0x30 < 10 { last &+= 1 }
        return offset..<(last > next &+ 1 ? last : next)
      } else if byte == UInt8(ascii: "%"), next > offset {
        next = skipName(in: next &+ 1..<end)
        break
      } else {
        break
      }
    }
    while next > offset, self[next &- 1] == UInt8(ascii: ".") || endsInColon(offset..<next) {
      next &-= 1
    }
    // `[ip` whose bracket is not closed is no address.
    return next > offset && self[offset] == UInt8(ascii: "[") ? offset..<offset : offset..<next
  }

  private func endsInColon(_ range: Range<Int>) -> Bool {
    guard self[range.upperBound &- 1] == UInt8(ascii: ":") else { return false }
    return range.count < 2 || self[range.upperBound &- 2] != UInt8(ascii: ":")
  }

  /// The address and the port, or an empty range, of what ``endOfAddress(at:splitsPort:)`` found.
  func addressParts(_ text: Range<Int>, splitsPort: Bool) -> (address: Range<Int>, port: Range<Int>)
  {
    let none = text.upperBound..<text.upperBound
    guard !text.isEmpty else { return (text, none) }
    if self[text.lowerBound] == UInt8(ascii: "[") {
      let close = find(UInt8(ascii: "]"), in: text)
      let inner = text.lowerBound &+ 1..<max(close, text.lowerBound &+ 1)
      let port = close &+ 2 < text.upperBound ? close &+ 2..<text.upperBound : none
      return (withoutZone(inner), port)
    }
    let whole = withoutZone(text)
    guard splitsPort || address(in: whole) == nil,
      let colon = findLast(UInt8(ascii: ":"), in: text)
    else { return (whole, none) }
    return (text.lowerBound..<colon, colon &+ 1..<text.upperBound)
  }

  private func withoutZone(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound..<find(UInt8(ascii: "%"), in: range)
  }
}
