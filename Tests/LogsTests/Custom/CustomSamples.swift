import Detect
import Logs

/// Descriptions of user-defined decoders, made by hand.
enum CustomSamples {
  static func decoder(
    _ name: String = "acme", _ change: (inout CustomDecoder) throws -> Void
  ) rethrows -> CustomDecoder {
    var decoder = CustomDecoder(name: name)
    decoder.source = LogSource(products: ["acme"], categories: ["firewall"])
    try change(&decoder)
    return decoder
  }

  /// A decoder of one pattern for any program.
  static func pattern(_ text: String, isWhole: Bool = false) throws -> CustomDecoder {
    try decoder { decoder in
      decoder.readsWholeRecord = isWhole
      var message = CustomMessage()
      message.pattern = try CustomPattern(text)
      decoder.messages = [message]
    }
  }

  static func message(_ body: CustomMessage.Body, pattern: String? = nil) throws -> CustomMessage {
    var message = CustomMessage()
    message.body = body
    message.pattern = try pattern.map { try CustomPattern($0) }
    return message
  }

  static func keyValue(
    _ keys: [(String, String)], required: [String] = [],
    _ change: (inout CustomKeyValue) -> Void = { _ in }
  ) throws -> CustomDecoder {
    var body = CustomKeyValue()
    body.keys = try keys.map { ($0.0, try CustomTarget.parse($0.1)) }
    body.required = required
    change(&body)
    return try decoder { $0.messages = [try message(.keyValue(body))] }
  }

  static func csv(
    _ columns: [CustomCSV.Column], minimum: Int, separator: UInt8 = UInt8(ascii: ",")
  ) throws -> CustomDecoder {
    var body = CustomCSV()
    body.columns = columns
    body.columnsMinimum = minimum
    body.separator = separator
    return try decoder { $0.messages = [try message(.csv(body))] }
  }

  static func target(_ text: String) throws -> CustomCSV.Column {
    .target(try CustomTarget.parse(text))
  }

  static func json(
    _ members: [(String, String)], required: [(String, String?)] = []
  ) throws -> CustomDecoder {
    var body = CustomJSON()
    func path(_ text: String) -> [String] { text.split(separator: ".").map(String.init) }
    body.members = try members.map { (path($0.0), try CustomTarget.parse($0.1)) }
    body.required = required.map { (path($0.0), $0.1) }
    return try decoder { $0.messages = [try message(.json(body))] }
  }

  static func result(_ decoder: CustomDecoder, _ record: String) throws -> Decoding.Result {
    try Decoding(custom: CustomDecoders([decoder])).result(record)
  }
}
