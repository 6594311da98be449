import Detect

/// What becomes of a piece of a record: `source.port`, `event.code:integer`, `?verdict`, or nothing.
package struct CustomTarget: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case text, word, quoted, last
    case ip, host, port, integer, number, mac, transport, time
  }

  /// The field's name; empty for a piece that is passed over.
  package var name = ""
  package var kind = Kind.text
  package var timeFormat: CustomTimeFormat?
  /// Whether pieces of the same name are joined, with a space between.
  package var appends = false
  /// Whether the value is only looked at (`?name`), not written.
  package var isHidden = false

  package init(_ name: String = "", _ kind: Kind = .text) {
    self.name = name
    self.kind = kind
  }

  package var isTime: Bool { name == Field.timestamp.rawValue }
}

/// Why a piece of a decoder's own small language cannot be read.
package struct CustomSyntaxError: Error, Equatable, Sendable {
  /// Characters before the place, in the text that was given.
  package let offset: Int
  package let message: String
  package let hint: String?

  package init(_ offset: Int, _ message: String, hint: String? = nil) {
    self.offset = offset
    self.message = message
    self.hint = hint
  }
}

extension CustomTarget {
  /// The kinds that have a meaning only where the piece's end must be found.
  private static let inPatternsOnly: [Kind] = [.word, .quoted, .last]

  /// Reads `[+|?]name[:kind[(time format)]]`.
  ///
  /// - Parameter isInPattern: Whether it stands in a pattern's `%{…}`.
  package static func parse(
    _ text: String, isInPattern: Bool = false
  ) throws(CustomSyntaxError) -> CustomTarget {
    var target = CustomTarget()
    var rest = Substring(text)
    var offset = 0
    if let sign = rest.first, sign == "+" || sign == "?" {
      target.appends = sign == "+"
      target.isHidden = sign == "?"
      rest = rest.dropFirst()
      offset = 1
    }
    let name = rest.prefix { $0 != ":" }
    try check(name: name, at: offset)
    target.name = String(name)
    if target.isHidden, name.isEmpty { return target }
    target.kind = standardKind(of: target.name)
    rest = rest.dropFirst(name.count)
    guard !rest.isEmpty else {
      if target.appends, name.isEmpty {
        throw CustomSyntaxError(offset, "'+' joins pieces of a field, but no field is named")
      }
      return target
    }
    offset += name.count + 1
    try readKind(rest.dropFirst(), at: offset, into: &target)
    if !isInPattern, inPatternsOnly.contains(target.kind) {
      throw CustomSyntaxError(
        offset,
        "'\(target.kind.rawValue)' says where a piece of a pattern ends; here the value "
          + "ends by itself", hint: "leave ':\(target.kind.rawValue)' out")
    }
    return target
  }

  private static func check(name: Substring, at offset: Int) throws(CustomSyntaxError) {
    for (index, character) in name.enumerated() {
      let isAllowed =
        character.isASCII
        && (character.isLetter || character.isNumber || "._@-#".contains(character))
      guard isAllowed else {
        throw CustomSyntaxError(
          offset + index, "a field's name cannot hold '\(character)'",
          hint: "write letters, digits, and . _ @ - alone")
      }
    }
    if name.hasPrefix(".") || name.hasSuffix(".") || name.contains("..") {
      throw CustomSyntaxError(offset, "'\(name)' is not the name of a field")
    }
  }

  private static func readKind(
    _ text: Substring, at offset: Int, into target: inout CustomTarget
  ) throws(CustomSyntaxError) {
    let name = text.prefix { $0 != "(" }
    guard let kind = Kind(rawValue: String(name)) else {
      throw CustomSyntaxError(
        offset, "unknown kind '\(name)'",
        hint: "write one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if target.isTime, kind != .time {
      throw CustomSyntaxError(
        offset, "@timestamp is a time, not '\(name)'", hint: "write @timestamp or @timestamp:time")
    }
    target.kind = kind
    let argument = text.dropFirst(name.count)
    guard !argument.isEmpty else { return }
    guard kind == .time, argument.hasSuffix(")") else {
      throw CustomSyntaxError(
        offset + name.count, "only 'time' has something in parentheses",
        hint: "such as time(dd.MM.yyyy HH:mm:ss)")
    }
    target.timeFormat = try CustomTimeFormat(
      String(argument.dropFirst().dropLast()), at: offset + name.count + 1)
  }

  /// The kind of a field that says none: what ECS has it as.
  package static func standardKind(of name: String) -> Kind {
    if name == Field.timestamp.rawValue { return .time }
    if name == Field.networkTransport.rawValue { return .transport }
    guard let field = Field(rawValue: name) else {
      return .text
    }
    switch field.type {
    case .address: return .ip
    case .integer: return name.hasSuffix(".port") ? .port : .integer
    case .text: return name.hasSuffix(".mac") ? .mac : .text
    }
  }
}
