import Detect

// Text that stands nowhere in the record and is made in the arena: hardware addresses in one
// spelling, sums, and constants too rare for the lexicon.

extension EventWriter {
  /// Adds a hardware address as `AA-BB-CC-DD-EE-FF`. `range` holds six pairs of hexadecimal digits
  /// with any one byte between them; other text is left out.
  mutating func addMAC(_ field: Field, _ range: Range<Int>, in line: borrowing Line) {
    guard range.count == 17, keeps(field) else { return }
    let from = range.lowerBound
    let first = HexPairs(line.word(at: from), separators: 0x0000_ff00_00ff_0000)
    let second = HexPairs(line.word(at: from &+ 8), separators: 0x00ff_0000_ff00_00ff)
    let last = HexPairs(UInt64(line[from &+ 16]) | 0x3030_3030_3030_3000, separators: 0)
    guard first.isHex, second.isHex, last.isHex else { return }
    let start = storePosition
    guard storeWord(first.text, count: 8), storeWord(second.text, count: 8),
      storeByte(UInt8(truncatingIfNeeded: last.text))
    else { return }
    add(field, start..<storePosition)
  }

  /// Adds a number that the record does not write out, such as a sum.
  mutating func addMade(_ field: Field, _ number: UInt64) {
    guard keeps(field) else { return }
    var digits: [20 of UInt8] = .init(repeating: 0)
    var first = 20
    var rest = number
    repeat {
      first &-= 1
      digits[first] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    let start = storePosition
    for place in first..<20 {
      guard storeByte(digits[place]) else { return }
    }
    add(FieldID(field), Number(number), start..<storePosition)
  }

  /// Adds the sum of two numbers of the record, when it has both.
  mutating func addSum(
    _ field: Field, _ first: Range<Int>, _ second: Range<Int>, in line: borrowing Line
  ) {
    guard keeps(field), let first = line.unsigned(in: first),
      let second = line.unsigned(in: second)
    else { return }
    let (sum, isTooLarge) = first.addingReportingOverflow(second)
    if !isTooLarge { addMade(field, sum) }
  }

  /// Adds a constant.
  mutating func addMade(_ field: Field, _ text: StaticString) {
    guard keeps(field) else { return }
    let start = storePosition
    for place in 0..<text.utf8CodeUnitCount {
      // SAFETY: the place is below the length of the text.
      guard storeByte(unsafe text.utf8Start[place]) else { return }
    }
    add(field, start..<storePosition)
  }

  /// Adds text in which a backslash guards the quotes, without those backslashes.
  mutating func addUnquoted(_ field: Field, _ range: Range<Int>, in line: borrowing Line) {
    guard keeps(field) else { return }
    let start = storePosition
    var index = range.lowerBound
    while index < range.upperBound {
      if line[index] == UInt8(ascii: "\\"), index &+ 1 < range.upperBound {
        if line[index &+ 1] != UInt8(ascii: "\"") {
          guard storeByte(line[index]) else { return }
        }
        index &+= 1
      }
      guard storeByte(line[index]) else { return }
      index &+= 1
    }
    add(field, start..<storePosition)
  }
}

/// Eight bytes of a hardware address: hexadecimal digits, but for the bytes between pairs.
private struct HexPairs {
  /// In upper case, with dashes.
  var text: UInt64
  var isHex: Bool

  /// - Parameter separators: A byte of ones for each place between pairs.
  init(_ word: UInt64, separators: UInt64) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high = ones &* 0x80
    let digits = word & ~separators | separators & (ones &* 0x30)
    let lower = digits | ones &* 0x20
    // A byte below 0x80 carries into its high bit when the sum says that it is at least the bound.
    let isDigit = (digits &+ ones &* 0x50) & ~(digits &+ ones &* 0x46)
    let isLetter = (lower &+ ones &* 0x1f) & ~(lower &+ ones &* 0x19)
    isHex = digits & high == 0 && (isDigit | isLetter) & high == high
    let letters = (isLetter & high) >> 2
    text = digits & ~letters & ~separators | separators & (ones &* 0x2d)
  }
}
