extension Expression {
  /// Bytes that stand in every text that the expression matches, with ASCII letters in lower case;
  /// nil when none can be told for sure.
  ///
  /// A walk over the top level of the pattern: groups, classes, escapes of classes and everything
  /// that may be absent end a run of literal characters; an alternation on the top level or
  /// anything that changes how the pattern reads gives it up.
  var requiredLiteral: [UInt8]? {
    var reader = RequiredLiteralReader(self)
    return reader.read()
  }
}

private struct RequiredLiteralReader {
  private let bytes: [UInt8]
  private var index = 0
  /// Characters that other characters beyond ASCII fold to, when case is Unicode's.
  private let foldsBeyondASCII: Bool
  private var ignoresCase: Bool
  private var run: [UInt8] = []
  private var best: [UInt8] = []

  init(_ expression: Expression) {
    bytes = Array(expression.pattern.utf8)
    ignoresCase = expression.ignoresCase
    foldsBeyondASCII = RegularExpression.namesCharacters(expression.pattern)
  }

  mutating func read() -> [UInt8]? {
    while index < bytes.count {
      if !readItem() { return nil }
    }
    endRun()
    return best.isEmpty ? nil : best
  }

  /// Reads one item with its quantifier. False gives up.
  private mutating func readItem() -> Bool {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "|"), UInt8(ascii: ")"): return false
    case UInt8(ascii: "("): return readGroup()
    case UInt8(ascii: "["):
      guard skipClass() else { return false }
      endRun()
      skipQuantifier()
    case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"):
      index += 1
      endRun()
      skipQuantifier()
    case UInt8(ascii: "\\"): return readEscape()
    default:
      index += 1
      readCharacter(byte)
    }
    return true
  }

  private mutating func endRun() {
    if run.count > best.count { best = run }
    run = []
  }

  /// Adds a literal character whose quantifier may follow.
  private mutating func readCharacter(_ byte: UInt8) {
    let mayBeAbsent = quantifierAllowsNone()
    let isQuantified = skipQuantifier()
    let letter = byte | 0x20
    if ignoresCase, byte >= 0x80 || foldsBeyondASCII && (letter == 0x6b || letter == 0x73) {
      endRun()
    } else if byte >= 0x80, isQuantified {
      // The quantifier is of the whole character, whose other bytes stand in the run already.
      while let last = run.last, last & 0xc0 == 0x80 { run.removeLast() }
      if let last = run.last, last >= 0xc0 { run.removeLast() }
      endRun()
    } else if mayBeAbsent {
      endRun()
    } else {
      run.append(CaseFolding.fold(byte))
      if isQuantified { endRun() }
    }
  }

  /// Whether what stands before may be absent because of the quantifiers that follow it.
  private func quantifierAllowsNone() -> Bool {
    var place = index
    if place < bytes.count, bytes[place] == UInt8(ascii: "+") {
      place += 1
      if place < bytes.count, bytes[place] == UInt8(ascii: "?") { place += 1 }
    }
    // `{` counts whatever its least count is, and whether it is a quantifier or not.
    return place < bytes.count && "?*{+".utf8.contains(bytes[place])
  }

  /// Skips all quantifiers. Returns whether there was one.
  @discardableResult private mutating func skipQuantifier() -> Bool {
    let start = index
    while index < bytes.count, "?*+{".utf8.contains(bytes[index]) {
      if bytes[index] == UInt8(ascii: "{") {
        // Also when it is no quantifier: then some literal text is passed over, which is safe.
        while index < bytes.count, bytes[index] != UInt8(ascii: "}") { index += 1 }
      }
      index = min(index + 1, bytes.count)
    }
    return index > start
  }

  private mutating func readEscape() -> Bool {
    guard index + 1 < bytes.count else { return false }
    let byte = bytes[index + 1]
    let isLetterOrDigit = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    if !isLetterOrDigit, byte < 0x80 {
      index += 2
      readCharacter(byte)
      return true
    }
    // Classes and assertions of one letter; others carry text that this does not read.
    guard "dDwWsSbBAzZhHvVntrfe".utf8.contains(byte) else { return false }
    index += 2
    endRun()
    skipQuantifier()
    return true
  }

  private mutating func readGroup() -> Bool {
    if bytes[index...].starts(with: "(?i)".utf8), index == 0 {
      ignoresCase = true
      index += 4
      return true
    }
    endRun()
    var depth = 0
    repeat {
      guard index < bytes.count else { return false }
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        guard index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "Q") else { return false }
        index += 2
      case UInt8(ascii: "["): guard skipClass() else { return false }
      case UInt8(ascii: "("):
        guard groupIsPlain() else { return false }
        depth += 1
        index += 1
      case UInt8(ascii: ")"):
        depth -= 1
        index += 1
      default: index += 1
      }
    } while depth > 0
    skipQuantifier()
    return true
  }

  /// Whether the group that begins here is a plain, an uncaptured or a named one, or looks around.
  private func groupIsPlain() -> Bool {
    guard index + 1 < bytes.count else { return false }
    if bytes[index + 1] == UInt8(ascii: "*") { return false }
    guard bytes[index + 1] == UInt8(ascii: "?") else { return true }
    guard index + 2 < bytes.count else { return false }
    return [":", "=", "!", "<", ">", "P"].contains(Unicode.Scalar(bytes[index + 2]))
  }

  /// Skips a class. False when it does not end or has something that this does not read.
  private mutating func skipClass() -> Bool {
    index += 1
    if index < bytes.count, bytes[index] == UInt8(ascii: "^") { index += 1 }
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") { index += 1 }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "]"):
        index += 1
        return true
      case UInt8(ascii: "\\"):
        guard index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "Q") else { return false }
        index += 2
      case UInt8(ascii: "["):
        // A POSIX class has a `]` of its own.
        guard index + 1 < bytes.count, ![0x3a, 0x2e, 0x3d].contains(bytes[index + 1]) else {
          return false
        }
        index += 1
      default: index += 1
      }
    }
    return false
  }
}
