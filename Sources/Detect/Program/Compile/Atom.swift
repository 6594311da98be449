/// One distinct test of a program, in flat form: what to look at, how, and where its literals stand
/// in the program's tables.
struct Atom: BitwiseCopyable {
  enum Operation: UInt8, BitwiseCopyable {
    /// The whole text, its start, its end or any part of it is the literal `bytes`.
    case equals, startsWith, endsWith, contains
    /// The whole text matches `elements`.
    case pattern
    /// `number` holds a whole number, or the bits of a double.
    case wholeNumber, decimalNumber
    case boolean, null, present, absent
    /// `first` is a place in the table of expressions, of networks.
    case expression, network
    case compareWhole, compareDecimal
    case timePart
    /// `first` is the slot of the other field.
    case relation
  }

  /// The slot of the field, or ``anywhere``.
  let slot: UInt16
  let operation: Operation
  /// Whether case matters, or the boolean that is wanted.
  var flag = false
  /// The ordinal of the comparison, or of the field relation.
  var comparison: UInt8 = 0
  /// The ordinal of the part of the time.
  var part: UInt8 = 0
  /// Where the literal bytes or the pattern's elements begin, and how many there are.
  var first: UInt32 = 0
  var count: UInt32 = 0
  /// A number's bits, or 1 + the place of the address that the literal is.
  var number: UInt64 = 0
  var isNegative = false

  static let anywhere: UInt16 = .max
}

/// A part of a pattern that is matched character by character.
struct PatternElement: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    /// Literal bytes; folded where case does not matter.
    case bytes
    /// Literal characters that bytes cannot compare: caseless beyond ASCII, or ill-formed.
    case characters
    case anyRun, anyOne, dash
  }

  let kind: Kind
  var first: UInt32 = 0
  var count: UInt32 = 0
}

extension Comparison {
  static let ordered: [Comparison] = [
    .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual,
  ]
  var ordinal: UInt8 { UInt8(Comparison.ordered.firstIndex(of: self)!) }

  /// Whether an order of −1, 0 or 1 is such.
  @inline(__always) static func holds(_ ordinal: UInt8, order: Int) -> Bool {
    switch ordinal {
    case 0: order < 0
    case 1: order <= 0
    case 2: order > 0
    case 3: order >= 0
    case 4: order == 0
    default: order != 0
    }
  }
}

extension FieldRelation {
  var ordinal: UInt8 {
    switch self {
    case .equals: 0
    case .contains: 1
    case .startsWith: 2
    case .endsWith: 3
    }
  }
}
