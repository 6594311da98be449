import Detect

/// The audit log of Microsoft's DHCP server: `ID,Date,Time,Description,IP Address,Host Name,MAC
/// Address,…`, for IPv4 and IPv6
/// (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/dd183591(v=ws.10)).
///
/// Dates are of the server's own zone, the month first. A client chooses its host name, which
/// stands behind its address.
package enum MicrosoftDHCP {
  package static let decoder = Decoder(
    name: "microsoft_dhcp", recognises: { body, _ in afterCode(body) != nil }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let comma = afterCode(body) else { return .notMine }
    let code = body.start..<comma
    writer.event.logSource = KnownLogSource.windowsDHCP.index
    if let time = time(at: comma &+ 1, body, context.clock) { writer.setTime(time) }
    writer.addInteger(.eventCode, code, in: body)
    writer.add(.networkProtocol, .dhcp)
    writer.addKind(.dns)
    var walk = CSVWalk(from: body.start)
    while walk.next(in: body), walk.column < 7 {
      let value = walk.value
      switch walk.column {
      case 3: writer.addNonEmpty(.eventAction, value)
      case 4:
        if let address = body.address(in: value) {
          writer.add(.sourceIP, address, value)
          writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6)
        }
      case 5: writer.addNonEmpty(.sourceDomain, value)
      case 6: writer.addAnyMAC(.sourceMAC, value, in: body)
      default: break
      }
    }
    if let outcome = outcome(body.unsigned(in: code) ?? 0) { writer.add(.eventOutcome, outcome) }
    return .event
  }

  /// The comma after an id of two to five digits, with a date and a time behind it.
  private static func afterCode(_ body: borrowing Line) -> Int? {
    guard body.count > 24, body[body.start] &- 0x30 < 10 else { return nil }
    var next = body.start &+ 1
    while next < body.start &+ 6, body[next] &- 0x30 < 10 { next &+= 1 }
    guard next > body.start &+ 1, body[next] == UInt8(ascii: ","),
      body[next &+ 3] == UInt8(ascii: "/"), body[next &+ 6] == UInt8(ascii: "/"),
      body[next &+ 9] == UInt8(ascii: ",") || body[next &+ 11] == UInt8(ascii: ","),
      body[next &+ 12] == UInt8(ascii: ":") || body[next &+ 14] == UInt8(ascii: ":")
    else { return nil }
    return next
  }

  /// `01/05/26,09:00:00`, the year also in four digits.
  private static func time(
    at offset: Int, _ body: borrowing Line, _ clock: borrowing TimeReference
  ) -> Timestamp? {
    var civil = CivilTime()
    civil.month = body.twoDigits(at: offset)
    civil.day = body.twoDigits(at: offset &+ 3)
    let comma = body.find(UInt8(ascii: ","), from: offset)
    if comma == offset &+ 8 { civil.year = 2000 &+ body.twoDigits(at: offset &+ 6) }
    if comma == offset &+ 10 { civil.year = body.year(at: offset &+ 6) }
    guard civil.year != nil, body.timeOfDay(at: comma &+ 1, into: &civil) != nil else { return nil }
    return civil.timestamp(clock)
  }

  private static func outcome(_ code: UInt64) -> Word? {
    switch code {
    case 10, 11, 32, 11000...11003, 11010: .success
    case 13, 14, 15, 31, 34, 11004...11009: .failure
    default: nil
    }
  }
}
