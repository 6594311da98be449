import Foundation

/// JSON of a feed.
indirect enum FeedJSON {
  case text(String)
  case number(Double)
  case flag(Bool)
  case list([FeedJSON])
  case object([String: FeedJSON])
  case null

  /// Nil for bytes that are no JSON value.
  init?(_ bytes: some Sequence<UInt8>) {
    let data = Data(bytes)
    guard let value = try? JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed])
    else { return nil }
    self.init(any: value)
  }

  private init(any: Any) {
    switch any {
    case let text as String: self = .text(text)
    case let list as [Any]: self = .list(list.map(FeedJSON.init(any:)))
    case let object as [String: Any]: self = .object(object.mapValues(FeedJSON.init(any:)))
    case let number as NSNumber:
      let isFlag = ["c", "B"].contains(String(cString: number.objCType))
      self = isFlag ? .flag(number.boolValue) : .number(number.doubleValue)
    default: self = .null
    }
  }
}
