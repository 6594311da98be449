internal import Detect

/// The modifiers of Sigma 2.1 and pySigma's longer names of some.
enum Modifier: Hashable {
  case contains, startsWith, endsWith
  case all, negated
  case cased, expression, ignoresCase, multiline, dotMatchesNewline
  case base64, base64Offset, utf16LittleEndian, utf16BigEndian, utf16
  case windash, network, exists, expand, fieldReference
  case compare(Comparison)
  case timePart(TimePart)

  static let names: [String: Modifier] = {
    var names: [String: Modifier] = [
      "contains": .contains, "startswith": .startsWith, "endswith": .endsWith, "all": .all,
      "neq": .negated, "cased": .cased, "re": .expression, "i": .ignoresCase,
      "ignorecase": .ignoresCase, "m": .multiline, "multiline": .multiline,
      "s": .dotMatchesNewline, "dotall": .dotMatchesNewline, "base64": .base64,
      "base64offset": .base64Offset, "wide": .utf16LittleEndian, "utf16le": .utf16LittleEndian,
      "utf16be": .utf16BigEndian, "utf16": .utf16, "windash": .windash, "cidr": .network,
      "exists": .exists, "expand": .expand, "fieldref": .fieldReference,
    ]
    for comparison in [Comparison.less, .lessOrEqual, .greater, .greaterOrEqual] {
      names[comparison.rawValue] = .compare(comparison)
    }
    for part in TimePart.allCases { names[part.rawValue] = .timePart(part) }
    return names
  }()

  /// Whether it acts on the list of values and so may stand anywhere.
  var isOfList: Bool { self == .all || self == .negated }
}

/// Why a modifier cannot be applied to a value.
struct ModifierFailure: Error {
  let code: String
  let message: String
  var hint: String?

  static func type(_ message: String, hint: String? = nil) -> ModifierFailure {
    ModifierFailure(code: "modifier-type", message: message, hint: hint)
  }
  static func order(_ message: String, hint: String? = nil) -> ModifierFailure {
    ModifierFailure(code: "modifier-order", message: message, hint: hint)
  }
}
