import Detect

/// ``CustomKeyValue``, compiled.
struct KeyValueCode: Sendable {
  var separator: UInt8
  var assign: UInt8
  var quote: UInt8
  var hasSpaces: Bool
  /// Keys to places in `targets`.
  var names: NameTable
  var targets: [Int]
  /// Bits of the first 64 keys.
  var required: UInt64
}

extension CustomProgram {
  /// Reads the pairs of the line.
  ///
  /// - Returns: False when a required key is missing, or there is no known key at all.
  /// - Complexity: O(length of the line).
  func read(
    _ code: borrowing KeyValueCode, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    var seen: UInt64 = 0
    var known = false
    var walk = PairWalk(next: line.start)
    while walk.step(line, code) {
      let number = code.names.number(of: walk.key, in: line)
      guard number >= 0 else { continue }
      known = true
      var value = walk.value
      if walk.hasEscapes { value = event.storeUnescaped(value, of: line) ?? value }
      // A value of the wrong kind is as good as none; the others are still true.
      _ = take(code.targets[number], value, context, texts, &run, &event)
      if number < 64 { seen |= 1 << UInt64(number) }
    }
    return known && seen & code.required == code.required
  }
}

/// One walk over `key=value` pairs of a user's description. Words without an assignment are passed
/// over.
struct PairWalk {
  var next: Int
  var key = 0..<0
  var value = 0..<0
  var hasEscapes = false

  init(next: Int) { self.next = next }

  /// Goes to the next pair; false at the end of the line.
  mutating func step(_ line: borrowing Line, _ code: borrowing KeyValueCode) -> Bool {
    let end = line.end
    while next < end {
      let byte = line[next]
      if byte == code.separator || byte == 0x20 || byte == 0x09 {
        next &+= 1
        continue
      }
      let start = next
      next = line.findEither(code.assign, code.separator, from: start)
      guard next < end else { return false }
      if line[next] != code.assign { continue }
      key = line.trimmed(start..<next)
      if code.separator != 0x20, code.separator != 0x09 || key.isEmpty {
        // Text before the first pair has no separator of its own: the key is its last word.
        key = line.lastWord(in: key)
      }
      readValue(from: next &+ 1, line, code)
      if !key.isEmpty { return true }
    }
    return false
  }

  private mutating func readValue(
    from offset: Int, _ line: borrowing Line, _ code: borrowing KeyValueCode
  ) {
    var start = offset
    hasEscapes = false
    if code.assign != 0x20, code.separator != 0x20 || code.assign == UInt8(ascii: ":") {
      start = line.afterBlanks(start)
    }
    if code.quote != 0, start < line.end, line[start] == code.quote {
      readQuoted(from: start &+ 1, line, code)
      return
    }
    let end =
      code.hasSpaces
      ? spacedEnd(from: start, line, code)
      : line.find(code.separator, from: start)
    value = line.trimmed(start..<end)
    next = end
  }

  /// A quote ends the value only before a separator, a blank or the end of the line: devices that
  /// escape nothing write quotes inside quotes.
  private mutating func readQuoted(
    from start: Int, _ line: borrowing Line, _ code: borrowing KeyValueCode
  ) {
    var index = line.findEither(code.quote, UInt8(ascii: "\\"), from: start)
    while index < line.end {
      let after = index &+ 1
      if line[index] == code.quote {
        if after == line.end || line[after] == code.separator || line[after] <= 0x20 {
          value = start..<index
          next = after
          return
        }
      } else if after < line.end, line[after] == code.quote || line[after] == UInt8(ascii: "\\") {
        hasEscapes = true
        index &+= 1
      }
      index = line.findEither(code.quote, UInt8(ascii: "\\"), from: min(index &+ 1, line.end))
    }
    value = start..<line.end
    next = line.end
  }

  /// Where a value ends that may hold blanks: before the last word that an assignment follows.
  private func spacedEnd(
    from start: Int, _ line: borrowing Line, _ code: borrowing KeyValueCode
  ) -> Int {
    var search = start
    while search < line.end {
      let assign = line.find(code.assign, from: search)
      guard assign < line.end else { return line.end }
      var word = assign
      while word > start, line.isKeyByte(word &- 1) { word &-= 1 }
      if word < assign, word > start, line[word &- 1] == code.separator { return word &- 1 }
      search = assign &+ 1
    }
    return line.end
  }
}

extension Line {
  fileprivate func isKeyByte(_ offset: Int) -> Bool {
    let byte = self[offset]
    return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5f || byte == 0x2d
      || byte == 0x2e
  }

  fileprivate func lastWord(in range: Range<Int>) -> Range<Int> {
    guard let blank = findLast(0x20, in: range) else { return range }
    return blank &+ 1..<range.upperBound
  }
}
