import Detect

/// Cisco IOS, IOS XE and NX-OS: `%FACILITY[-SUBFACILITY]-SEVERITY-MNEMONIC: TEXT`
/// (https://www.cisco.com/c/en/us/td/docs/ios/system/messages/guide/consol_smg.html).
///
/// Firewalls of the same maker have decoders of their own, which are asked before this.
package enum CiscoIOS {
  package static let decoder = Decoder(
    name: "cisco_ios",
    recognises: { body, context in
      (context.program.isEmpty || context.isController) && code(body) != nil
    }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let code = code(body) else { return .notMine }
    event.event.logSource = KnownLogSource.ciscoIOS.index
    event.add(.observerVendor, .cisco)
    event.add(.observerType, .router)
    event.add(.eventCode, code.text)
    event.addInteger(.eventSeverity, code.severity, in: body)
    readText(from: min(code.text.upperBound + 1, body.end), body, &event)
    return .event
  }

  /// The code without its percent sign and colon, and its severity's digit.
  private static func code(
    _ body: borrowing Line
  ) -> (text: Range<Int>, severity: Range<Int>)? {
    guard !body.isEmpty, body[body.start] == UInt8(ascii: "%") else { return nil }
    let limit = min(body.end, body.start &+ 80)
    var next = body.start &+ 1
    var severity = 0..<0
    while next < limit, body[next] != UInt8(ascii: ":") {
      let byte = body[next]
      guard byte &- 0x41 < 26 || byte &- 0x30 < 10 || byte == 0x5f || byte == 0x2d else {
        return nil
      }
      if byte &- 0x30 < 8, body[next &- 1] == 0x2d, next &+ 1 < limit, body[next &+ 1] == 0x2d {
        severity = next..<next &+ 1
      }
      next &+= 1
    }
    guard next < limit, !severity.isEmpty, severity.lowerBound > body.start &+ 2 else { return nil }
    return (body.start &+ 1..<next, severity)
  }
}
