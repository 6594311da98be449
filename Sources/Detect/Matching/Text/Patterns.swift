/// The tables that patterns stand in.
struct PatternTables {
  let bytes: Table<UInt8>
  let characters: Table<UInt32>
  let elements: Table<PatternElement>
}

/// Whether the whole of `range` matches the elements.
///
/// The usual walk with one place to go back to: when something does not fit, the last run takes one
/// character more. What was matched before that run stays matched, so no further way back is
/// needed.
///
/// - Complexity: O(length of the value × length of the pattern) at worst.
func matchesPattern(
  _ tables: PatternTables, _ elements: Range<Int>, _ text: BlockText, _ range: Range<Int>,
  isCased: Bool
) -> Bool {
  let end = range.upperBound
  var index = range.lowerBound
  var place = elements.lowerBound
  var runPlace = -1
  var runIndex = 0
  while true {
    if place == elements.upperBound {
      if index == end { return true }
    } else {
      let element = tables.elements[place]
      if element.kind == .anyRun {
        place &+= 1
        if place == elements.upperBound { return true }
        (runPlace, runIndex) = (place, index)
        continue
      }
      if let next = step(tables, element, text, index..<end, isCased: isCased) {
        index = next
        place &+= 1
        continue
      }
    }
    guard runPlace >= 0, runIndex < end else { return false }
    runIndex &+= text.character(at: runIndex, end: end).length
    (place, index) = (runPlace, runIndex)
  }
}

/// Where the element that begins at the start of `range` ends, or nil when it does not fit.
@inline(__always)
private func step(
  _ tables: PatternTables, _ element: PatternElement, _ text: BlockText, _ range: Range<Int>,
  isCased: Bool
) -> Int? {
  let first = Int(element.first)
  let count = Int(element.count)
  switch element.kind {
  case .bytes:
    guard
      range.count >= count,
      hasLiteral(
        tables.bytes, first..<first &+ count, text, at: range.lowerBound, isCased: isCased)
    else { return nil }
    return range.lowerBound &+ count
  case .characters:
    return stepCharacters(tables.characters, first..<first &+ count, text, range, isCased: isCased)
  case .anyOne, .dash:
    guard !range.isEmpty else { return nil }
    let character = text.character(at: range.lowerBound, end: range.upperBound)
    if element.kind == .dash, !isDash(character.value) { return nil }
    return range.lowerBound &+ character.length
  case .anyRun: return nil
  }
}

private func stepCharacters(
  _ characters: Table<UInt32>, _ literal: Range<Int>, _ text: BlockText, _ range: Range<Int>,
  isCased: Bool
) -> Int? {
  var index = range.lowerBound
  for place in literal {
    guard index < range.upperBound else { return nil }
    let character = text.character(at: index, end: range.upperBound)
    let value = isCased ? character.value : CaseFolding.fold(character.value)
    guard value == characters[place] else { return nil }
    index &+= character.length
  }
  return index
}

/// Whether a character is one that shells take for the dash of an option: `-`, `/`, en dash, em
/// dash, horizontal bar.
@inline(__always)
func isDash(_ value: UInt32) -> Bool {
  value == 0x2d || value == 0x2f || (value >= 0x2013 && value <= 0x2015)
}
