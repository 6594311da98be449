/// An object of a feed: members by name, with the few questions that are asked of them.
struct FeedObject {
  let members: [String: FeedJSON]

  subscript(_ name: String) -> FeedJSON? {
    let value = members[name]
    if case .null = value { return nil }
    return value
  }

  /// A text, or a number as text; nil when it is empty or something else.
  func text(_ names: String...) -> String? {
    for name in names {
      switch self[name] {
      case .text(let text) where !text.isEmpty && text != "None": return text
      case .number(let number):
        return number == number.rounded() && abs(number) < 1e15
          ? String(Int64(number)) : String(number)
      default: continue
      }
    }
    return nil
  }

  func number(_ names: String...) -> Double? {
    for name in names {
      switch self[name] {
      case .number(let number): return number
      case .text(let text): if let number = Double(text) { return number }
      default: continue
      }
    }
    return nil
  }

  func flag(_ name: String) -> Bool? {
    switch self[name] {
    case .flag(let flag): flag
    case .text(let text):
      [
        "true": true, "True": true, "1": true, "false": false, "False": false,
        "0": false,
      ][text]
    case .number(let number): number != 0
    default: nil
    }
  }

  func object(_ name: String) -> FeedObject? {
    if case .object(let members) = self[name] { FeedObject(members: members) } else { nil }
  }

  /// The objects of a list, or one that stands alone.
  func objects(_ name: String) -> [FeedObject] {
    switch self[name] {
    case .object(let members): return [FeedObject(members: members)]
    case .list(let items):
      return items.compactMap { item in
        if case .object(let members) = item { FeedObject(members: members) } else { nil }
      }
    default: return []
    }
  }

  /// The texts of a list, or one that stands alone.
  func texts(_ name: String) -> [String] {
    switch self[name] {
    case .text(let text): [text]
    case .list(let items):
      items.compactMap { item in if case .text(let text) = item { text } else { nil } }
    default: []
    }
  }

  func seconds(_ names: String...) -> Int64? {
    for name in names {
      switch self[name] {
      case .text(let text): if let seconds = FeedTime.seconds(text) { return seconds }
      case .number(let number) where abs(number) < 1e15:
        if let seconds = FeedTime.epoch(Int64(number)) { return seconds }
      default: continue
      }
    }
    return nil
  }
}
