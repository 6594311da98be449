internal import Detect

extension YAMLNode {
  /// The map that this is; otherwise reports and returns nil.
  ///
  /// - Parameter what: What the value is to the reader, for the message: `'logsource'`.
  package func map(_ what: String, _ problems: inout Problems) -> YAMLMap? {
    if map == nil { mismatch(what, "a map (key: value)", &problems) }
    return map
  }

  /// The list that this is; otherwise reports and returns nil.
  package func list(_ what: String, _ problems: inout Problems) -> [YAMLNode]? {
    if list == nil { mismatch(what, "a list", &problems) }
    return list
  }

  /// The list that this is, or itself as the only element; null is no element.
  package var elements: [YAMLNode] { list ?? (isNull ? [] : [self]) }

  /// The text of a scalar that is not null, as written: numbers and booleans too.
  package func text(_ what: String, _ problems: inout Problems) -> String? {
    guard let scalar, scalar.value != .null else {
      mismatch(what, "a text", &problems)
      return nil
    }
    return scalar.text
  }

  /// The texts of a list of scalars, or of one scalar.
  package func texts(_ what: String, _ problems: inout Problems) -> [String] {
    elements.compactMap { $0.text(what, &problems) }
  }

  package func boolean(_ what: String, _ problems: inout Problems) -> Bool? {
    if case .boolean(let flag)? = scalar?.value { return flag }
    mismatch(what, "true or false", &problems)
    return nil
  }

  package func whole(
    _ what: String, in range: ClosedRange<Int> = .min ... .max, _ problems: inout Problems
  ) -> Int? {
    if case .whole(let number)? = scalar?.value, let value = Int(exactly: number),
      range.contains(value)
    {
      return value
    }
    let limits =
      range == .min ... .max ? "" : " of \(range.lowerBound) to \(range.upperBound)"
    mismatch(what, "a whole number" + limits, &problems)
    return nil
  }

  package func number(_ what: String, _ problems: inout Problems) -> Double? {
    switch scalar?.value {
    case .whole(let number): return number.asDouble
    case .decimal(let value): return value
    default:
      mismatch(what, "a number", &problems)
      return nil
    }
  }

  /// A time such as `30s`, `15m`, `4h`, `7d`, `2w`, in nanoseconds.
  package func timespan(_ what: String, _ problems: inout Problems) -> Int64? {
    guard let text = text(what, &problems) else { return nil }
    switch Timespan.parse(text) {
    case .success(let span): return span
    case .failure(let failure):
      problems.error("bad-timespan", at: place, "\(what) is '\(text)'", hint: failure.hint)
      return nil
    }
  }

  /// One of the names of an enumeration; suggests the nearest otherwise.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ what: String, _ problems: inout Problems
  ) -> Choice? where Choice.RawValue == String {
    guard let text = text(what, &problems) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let hint = NearestName.hint(for: text, in: names)
    problems.error(
      "unknown-value", at: place, "\(what) is '\(text)'",
      hint: hint ?? "write one of \(names.joined(separator: ", "))")
    return nil
  }

  package func mismatch(_ what: String, _ wanted: String, _ problems: inout Problems) {
    problems.error("wrong-type", at: place, "\(what) must be \(wanted), but is \(sort)")
  }
}

extension Int {
  fileprivate init?(exactly number: Number) {
    if number.isNegative {
      self = Int(Int64(bitPattern: number.bits))
    } else if number.bits <= UInt64(Int.max) {
      self = Int(number.bits)
    } else {
      return nil
    }
  }
}

/// Values by key. An absent key, or one with nothing after it, gives nil without a problem; a value
/// of the wrong type gives nil with one.
extension YAMLMap {
  private func present(_ key: String) -> YAMLNode? {
    guard let node = self[key], !node.isNull else { return nil }
    return node
  }

  package func text(_ key: String, _ problems: inout Problems) -> String? {
    present(key)?.text("'\(key)'", &problems)
  }
  package func texts(_ key: String, _ problems: inout Problems) -> [String]? {
    present(key)?.texts("'\(key)'", &problems)
  }
  package func boolean(_ key: String, _ problems: inout Problems) -> Bool? {
    present(key)?.boolean("'\(key)'", &problems)
  }
  package func whole(
    _ key: String, in range: ClosedRange<Int> = .min ... .max, _ problems: inout Problems
  ) -> Int? {
    present(key)?.whole("'\(key)'", in: range, &problems)
  }
  package func number(_ key: String, _ problems: inout Problems) -> Double? {
    present(key)?.number("'\(key)'", &problems)
  }
  /// Nanoseconds.
  package func timespan(_ key: String, _ problems: inout Problems) -> Int64? {
    present(key)?.timespan("'\(key)'", &problems)
  }
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ problems: inout Problems
  ) -> Choice? where Choice.RawValue == String {
    present(key)?.choice("'\(key)'", &problems)
  }
  package func map(_ key: String, _ problems: inout Problems) -> YAMLMap? {
    present(key)?.map("'\(key)'", &problems)
  }
  package func list(_ key: String, _ problems: inout Problems) -> [YAMLNode]? {
    present(key)?.list("'\(key)'", &problems)
  }

  /// The text, or nil with a problem when there is none.
  package func requiredText(_ key: String, _ problems: inout Problems) -> String? {
    required(key, &problems)?.text("'\(key)'", &problems)
  }

  /// The value, or nil with a problem when there is none.
  package func required(_ key: String, _ problems: inout Problems) -> YAMLNode? {
    if let node = present(key) { return node }
    problems.error(
      "missing-key", at: entry(key)?.keyPlace ?? place, "'\(key)' is missing",
      hint: NearestName.of(key, in: keys).map { "write '\(key)' instead of '\($0)'" })
    return nil
  }

  /// Reports each key that is not in `known`, with the nearest that is.
  package func reportUnknownKeys(
    besides known: [String], as severity: Problem.Severity = .error, _ problems: inout Problems
  ) {
    for entry in entries where !known.contains(entry.key) {
      let hint = NearestName.hint(for: entry.key, in: known)
      let message = "unknown key '\(entry.key)'"
      switch severity {
      case .error: problems.error("unknown-key", at: entry.keyPlace, message, hint: hint)
      case .warning: problems.warning("unknown-key", at: entry.keyPlace, message, hint: hint)
      case .note: problems.note("unknown-key", at: entry.keyPlace, message, hint: hint)
      }
    }
  }
}
