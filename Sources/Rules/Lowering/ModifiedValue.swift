internal import Detect

/// A value on its way through its modifiers.
enum ModifiedValue {
  case text(SigmaText)
  case number(NumberLiteral)
  case boolean(Bool)
  case null
  case expression(Expression)
  case network(Prefix)
  case exists(Bool)
  case compared(Comparison, NumberLiteral)
  case timePart(TimePart, Comparison, Int)
  case reference(String, FieldRelation)

  /// The value as written, before any modifier.
  init(_ value: YAMLScalar.Value) {
    switch value {
    case .text(let text): self = .text(SigmaText(parsing: text))
    case .whole(let number): self = .number(.whole(number))
    case .decimal(let number): self = .number(.decimal(number))
    case .boolean(let flag): self = .boolean(flag)
    case .null: self = .null
    }
  }

  /// What it is, for messages.
  var sort: String {
    switch self {
    case .text: "a text"
    case .number: "a number"
    case .boolean(let flag): "\(flag)"
    case .null: "null"
    case .expression: "a regular expression"
    case .network: "a network"
    case .exists: "a question for presence"
    case .compared, .timePart: "a comparison"
    case .reference: "a field reference"
    }
  }
}

/// Applies the modifiers of an item to its values, one after the other.
struct ModifierChain {
  struct Link {
    let modifier: Modifier
    let name: String
    let place: Place
  }

  let links: [Link]
  /// Values for `%name%`.
  let placeholders: [String: [String]]

  /// What the value becomes: several values, of which one suffices, where a modifier makes several.
  func apply(
    to node: YAMLNode, _ problems: inout Problems
  ) -> [ModifiedValue]? {
    guard let scalar = node.scalar else { return nil }
    var values = [ModifiedValue(scalar.value)]
    for (index, link) in links.enumerated() {
      do throws(ModifierFailure) {
        if link.modifier == .expression {
          values = [try expression(scalar, isFirst: index == 0)]
          continue
        }
        var next: [ModifiedValue] = []
        for value in values {
          next += try apply(link, to: value, scalar, isFirst: index == 0)
        }
        values = next
      } catch {
        let isOrder = error.code == "modifier-order"
        problems.error(
          error.code, at: isOrder ? link.place : node.place,
          "'|\(link.name)' " + error.message, hint: error.hint)
        return nil
      }
    }
    return values
  }

  private func expression(
    _ scalar: YAMLScalar, isFirst: Bool
  ) throws(ModifierFailure) -> ModifiedValue {
    guard isFirst else {
      throw .order("must come first: it reads the value as written", hint: "write '|re' first")
    }
    switch scalar.value {
    case .text, .whole, .decimal: return .expression(Expression(scalar.text))
    case .boolean, .null: throw .type("needs a text, but the value is \(scalar.sort)")
    }
  }

  private func apply(
    _ link: Link, to value: ModifiedValue, _ scalar: YAMLScalar, isFirst: Bool
  ) throws(ModifierFailure) -> [ModifiedValue] {
    switch link.modifier {
    case .contains, .startsWith, .endsWith:
      return [try open(value, by: link.modifier)]
    case .cased:
      var text = try self.text(value)
      text.isCased = true
      return [.text(text)]
    case .ignoresCase, .multiline, .dotMatchesNewline:
      return [try flag(value, link.modifier)]
    case .base64, .base64Offset, .utf16LittleEndian, .utf16BigEndian, .utf16:
      return try encode(value, link.modifier)
    case .windash: return [.text(try text(value).withDashes())]
    case .expand: return try expand(value)
    case .network, .exists, .fieldReference:
      guard isFirst else { throw .order("must come first: it reads the value as written") }
      return [try whole(scalar, link.modifier)]
    case .compare(let comparison): return [try compare(value, comparison)]
    case .timePart(let part):
      guard isFirst else { throw .order("must come first: it reads the value as written") }
      return [try timePart(value, part)]
    case .all, .negated, .expression: return [value]
    }
  }

  private func text(_ value: ModifiedValue) throws(ModifierFailure) -> SigmaText {
    guard case .text(let text) = value else { throw needsText(value) }
    return text
  }

  private func needsText(_ value: ModifiedValue) -> ModifierFailure {
    if case .number = value {
      return .type("needs a text, but the value is a number", hint: "put the number in quotes")
    }
    return .type("needs a text, but has \(value.sort)")
  }
}
