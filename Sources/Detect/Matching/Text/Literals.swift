// Literal bytes against the bytes of a value. `literal` is a range of a table of bytes; unless case
// matters its ASCII letters are in lower case.

/// Whether the bytes at `offset` are the literal. The caller has checked that they are in the
/// value.
@inline(__always)
func hasLiteral(
  _ bytes: Table<UInt8>, _ literal: Range<Int>, _ text: BlockText, at offset: Int, isCased: Bool
) -> Bool {
  var place = literal.lowerBound
  var index = offset
  while place < literal.upperBound {
    let byte = text[index]
    if (isCased ? byte : CaseFolding.fold(byte)) != bytes[place] { return false }
    place &+= 1
    index &+= 1
  }
  return true
}

/// The same for a literal of eight bytes and more, case aside, eight bytes a step.
func hasFoldedLiteral(
  _ bytes: Table<UInt8>, _ literal: Range<Int>, _ text: BlockText, at offset: Int
) -> Bool {
  var place = 0
  let last = literal.count &- 8
  precondition(last >= 0, "a shorter literal")
  while true {
    let here = CaseFolding.fold(text.word(at: offset &+ place))
    if here != bytes.word(at: literal.lowerBound &+ place) { return false }
    if place == last { return true }
    // The last eight, some of them for the second time.
    place = min(place &+ 8, last)
  }
}

/// Whether the literal stands anywhere in `range`.
func containsLiteral(
  _ bytes: Table<UInt8>, _ literal: Range<Int>, _ text: BlockText, _ range: Range<Int>,
  isCased: Bool
) -> Bool {
  guard !literal.isEmpty else { return true }
  let last = range.upperBound &- literal.count
  let first = bytes[literal.lowerBound]
  let other = !isCased && first &- 0x61 < 26 ? first & 0xdf : first
  let rest = literal.lowerBound &+ 1..<literal.upperBound
  var index = range.lowerBound
  while index <= last {
    let byte = text[index]
    if byte == first || byte == other,
      hasLiteral(bytes, rest, text, at: index &+ 1, isCased: isCased)
    {
      return true
    }
    index &+= 1
  }
  return false
}

/// Whether the text of one value stands so to that of another, ASCII case aside.
func stands(
  _ relation: UInt8, _ a: Range<Int>, to b: Range<Int>, _ text: BlockText
) -> Bool {
  guard b.count <= a.count else { return false }
  switch relation {
  case 0: return a.count == b.count && equalsFolded(text, a.lowerBound, b)
  case 1:
    for start in a.lowerBound...(a.upperBound - b.count) where equalsFolded(text, start, b) {
      return true
    }
    return false
  case 2: return equalsFolded(text, a.lowerBound, b)
  default: return equalsFolded(text, a.upperBound - b.count, b)
  }
}

/// Whether the bytes at `offset` are those of `range`, ASCII case aside.
private func equalsFolded(_ text: BlockText, _ offset: Int, _ range: Range<Int>) -> Bool {
  var place = 0
  while place < range.count {
    if CaseFolding.fold(text[offset &+ place]) != CaseFolding.fold(text[range.lowerBound &+ place])
    {
      return false
    }
    place &+= 1
  }
  return true
}
