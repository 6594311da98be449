internal import Detect

extension ModifierChain {
  /// `contains`, `startswith`, `endswith`
  func open(
    _ value: ModifiedValue, by modifier: Modifier
  ) throws(ModifierFailure) -> ModifiedValue {
    let front = modifier != .startsWith
    let back = modifier != .endsWith
    switch value {
    case .text(let text): return .text(text.opened(front: front, back: back))
    case .expression(let expression):
      return .expression(expression.opened(front: front, back: back))
    case .reference(let field, _):
      let relation: FieldRelation =
        front && back ? .contains : front ? .endsWith : .startsWith
      return .reference(field, relation)
    case .number:
      throw .type("needs a text, but the value is a number", hint: "put the number in quotes")
    default: throw .type("needs a text, but has \(value.sort)")
    }
  }

  /// `i`, `m`, `s`
  func flag(_ value: ModifiedValue, _ modifier: Modifier) throws(ModifierFailure) -> ModifiedValue {
    guard case .expression(let expression) = value else {
      throw .order("is a flag of '|re' and must come after it")
    }
    return .expression(
      Expression(
        expression.pattern, ignoresCase: expression.ignoresCase || modifier == .ignoresCase,
        multiline: expression.multiline || modifier == .multiline,
        dotMatchesNewline: expression.dotMatchesNewline || modifier == .dotMatchesNewline))
  }

  /// `base64`, `base64offset`, `wide` and the other UTF-16 forms
  func encode(
    _ value: ModifiedValue, _ modifier: Modifier
  ) throws(ModifierFailure) -> [ModifiedValue] {
    guard case .text(let text) = value else {
      throw .type("needs a text, but has \(value.sort)")
    }
    let isBase64 = modifier == .base64 || modifier == .base64Offset
    if isBase64, text.hasWildcards {
      throw .type(
        "cannot encode a wildcard", hint: "write '\\*' for a star, or leave the wildcard out")
    }
    guard let spelled = text.spelledDashes() else {
      throw .type("cannot encode more than three dashes of '|windash'")
    }
    return spelled.flatMap { text -> [ModifiedValue] in
      if isBase64 {
        let bytes = text.tokens.first.flatMap { $0.literal } ?? []
        let encoded =
          modifier == .base64 ? [Encodings.base64(bytes)] : Encodings.base64Offsets(bytes)
        return encoded.map { .text(SigmaText(tokens: [.literal($0)], isCased: text.isCased)) }
      }
      let mark: [TextPattern.Token] = modifier == .utf16 ? [.literal([0xff, 0xfe])] : []
      let tokens = text.tokens.map { token -> TextPattern.Token in
        guard let bytes = token.literal else { return token }
        return .literal(Encodings.utf16(bytes, bigEndian: modifier == .utf16BigEndian))
      }
      let wide = TextPattern(mark + tokens).tokens
      return [.text(SigmaText(tokens: wide, isCased: text.isCased))]
    }
  }

  /// `gt`, `gte`, `lt`, `lte`
  func compare(
    _ value: ModifiedValue, _ comparison: Comparison
  ) throws(ModifierFailure) -> ModifiedValue {
    switch value {
    case .number(let number): return .compared(comparison, number)
    case .timePart(let part, .equal, let number): return .timePart(part, comparison, number)
    case .text:
      throw .type("needs a number, but the value is a text", hint: "write it without quotes")
    case .compared, .timePart: throw .order("follows another comparison")
    default: throw .type("needs a number, but has \(value.sort)")
    }
  }

  /// `minute` to `year`
  func timePart(_ value: ModifiedValue, _ part: TimePart) throws(ModifierFailure) -> ModifiedValue {
    guard case .number(.whole(let number)) = value else {
      throw .type(
        "needs a whole number, but has \(value.sort)",
        hint: { if case .text = value { "write it without quotes" } else { nil } }())
    }
    let range = part.range
    guard !number.isNegative, number.bits <= UInt64(range.upperBound),
      range.contains(Int(number.bits))
    else {
      throw .type(
        "can never be \(number)", hint: "write \(range.lowerBound) to \(range.upperBound)")
    }
    return .timePart(part, .equal, Int(number.bits))
  }

  /// `cidr`, `exists`, `fieldref`: the value as written.
  func whole(_ scalar: YAMLScalar, _ modifier: Modifier) throws(ModifierFailure) -> ModifiedValue {
    switch modifier {
    case .exists:
      guard case .boolean(let flag) = scalar.value else {
        throw .type(
          "needs true or false, but the value is \(scalar.sort)",
          hint: ["true", "false"].contains(scalar.text.lowercased())
            ? "write it without quotes" : nil)
      }
      return .exists(flag)
    case .network:
      guard case .text(let text) = scalar.value else {
        throw .type("needs a network, but the value is \(scalar.sort)")
      }
      do throws(PrefixError) { return .network(try Prefix(parsing: text)) } catch {
        throw .type("needs a network: \(error)")
      }
    default:
      guard case .text(let text) = scalar.value, !text.isEmpty else {
        throw .type("needs the name of a field, but the value is \(scalar.sort)")
      }
      guard !SigmaText(parsing: text).hasWildcards else {
        throw .type("needs the name of a field, but '\(text)' has a wildcard")
      }
      return .reference(text, .equals)
    }
  }

  /// `expand`: each `%name%` by its values; `\%` is a percent sign.
  func expand(_ value: ModifiedValue) throws(ModifierFailure) -> [ModifiedValue] {
    switch value {
    case .text(let text):
      var variants: [[TextPattern.Token]] = [[]]
      for token in text.tokens {
        var choices: [[TextPattern.Token]] = [[token]]
        if let bytes = token.literal {
          choices = try Placeholders.expand(
            String(decoding: bytes, as: UTF8.self), placeholders,
            literal: { [.literal(Array($0.utf8))] }, value: { SigmaText(parsing: $0).tokens })
        }
        variants = try Placeholders.product(variants, choices)
      }
      return variants.map {
        .text(SigmaText(tokens: TextPattern($0).tokens, isCased: text.isCased))
      }
    case .expression(let expression):
      let variants = try Placeholders.expand(
        expression.pattern, placeholders, literal: { [$0] },
        value: { [$0 == Placeholders.wildcard ? ".*" : $0] })
      return variants.map {
        .expression(
          Expression(
            $0.joined(), ignoresCase: expression.ignoresCase, multiline: expression.multiline,
            dotMatchesNewline: expression.dotMatchesNewline))
      }
    default: throw .type("needs a text, but has \(value.sort)")
    }
  }
}

extension TextPattern.Token {
  /// The bytes of a literal.
  var literal: [UInt8]? {
    if case .literal(let bytes) = self { return bytes }
    return nil
  }
}

extension TimePart {
  /// The values that it can have; weeks are those of ISO 8601.
  var range: ClosedRange<Int> {
    switch self {
    case .minute: 0...59
    case .hour: 0...23
    case .day: 1...31
    case .week: 1...53
    case .month: 1...12
    case .year: 1...9999
    }
  }
}

extension Expression {
  /// With `.*` at the front, the back, or both; alternatives at the top are grouped first.
  func opened(front: Bool, back: Bool) -> Expression {
    let inner = hasTopLevelAlternatives ? "(?:\(pattern))" : pattern
    return Expression(
      (front ? ".*" : "") + inner + (back ? ".*" : ""), ignoresCase: ignoresCase,
      multiline: multiline, dotMatchesNewline: dotMatchesNewline)
  }

  private var hasTopLevelAlternatives: Bool {
    var depth = 0
    var isEscaped = false
    var isInClass = false
    for character in pattern.unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if isInClass {
        isInClass = character != "]"
      } else if character == "[" {
        isInClass = true
      } else if character == "(" {
        depth += 1
      } else if character == ")" {
        depth -= 1
      } else if character == "|", depth == 0 {
        return true
      }
    }
    return false
  }
}
