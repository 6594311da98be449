import Detect

extension EventWriter {
  /// Adds what a client asked for with its encodings undone: `%xx` twice over (attackers encode
  /// twice), `+`, and the `\\xhh` by which servers escape what is not printable. The text is for
  /// rules to look into, and for nothing else: bytes may come out that are no UTF-8.
  ///
  /// - Complexity: O(length of the text); nothing is written when there is nothing to undo.
  mutating func addDecodedRequest(_ range: Range<Int>, in line: borrowing Line) {
    guard keeps(.requestDecoded), !range.isEmpty else { return }
    guard line.needsDecoding(range) else {
      add(.requestDecoded, range)
      return
    }
    guard let once = storeDecoded(range, of: line, plus: true) else { return }
    let text = arenaLine(once)
    guard text.find(UInt8(ascii: "%"), in: once) < once.upperBound else {
      addNonEmpty(.requestDecoded, once)
      return
    }
    if let twice = storeDecoded(once, of: text, plus: false) {
      addNonEmpty(.requestDecoded, twice)
    }
  }

  private mutating func storeDecoded(
    _ range: Range<Int>, of line: borrowing Line, plus: Bool
  ) -> Range<Int>? {
    let start = storePosition
    var next = range.lowerBound
    while next < range.upperBound {
      var byte = line[next]
      var count = 1
      if byte == UInt8(ascii: "+"), plus {
        byte = 0x20
      } else if byte == UInt8(ascii: "%"), let code = line.hexPair(at: next &+ 1, in: range) {
        byte = code
        count = 3
      } else if byte == UInt8(ascii: "\\"), line.has("x", at: next &+ 1),
        let code = line.hexPair(at: next &+ 2, in: range)
      {
        byte = code
        count = 4
      }
      // A NUL ends nothing here; it would only hide a word.
      if byte != 0 { guard storeByte(byte) else { return nil } }
      next &+= count
    }
    return start..<storePosition
  }
}

extension Line {
  fileprivate func needsDecoding(_ range: Range<Int>) -> Bool {
    find(UInt8(ascii: "%"), in: range) < range.upperBound
      || find(UInt8(ascii: "+"), in: range) < range.upperBound
      || find(UInt8(ascii: "\\"), in: range) < range.upperBound
  }

  /// The byte that two hexadecimal digits spell, both inside `range`.
  fileprivate func hexPair(at offset: Int, in range: Range<Int>) -> UInt8? {
    guard offset &+ 2 <= range.upperBound, let high = hexDigit(at: offset),
      let low = hexDigit(at: offset &+ 1)
    else { return nil }
    return high << 4 | low
  }
}
