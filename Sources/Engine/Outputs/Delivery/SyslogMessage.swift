private import Glibc
package import Response

/// An alert as a syslog message (RFC 5424).
package struct SyslogMessage: Sendable {
  /// What speaks: `local0` is 16 (RFC 5424, table 1).
  package var facility = 16
  package var format = AlertFormat.ecs
  /// Bytes of the whole message.
  package var limit = 8192
  package var host: String

  package init(host: String = SyslogMessage.hostName) { self.host = host }

  /// This machine's name, as far as it may stand in a header.
  package static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "-" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.filter {
      $0 > 0x20 && $0 < 0x7f
    }
    return bytes.isEmpty ? "-" : String(decoding: bytes, as: UTF8.self)
  }

  /// The message. Line ends cannot stand in it.
  package func text(_ alert: Alert, nowNanoseconds: Int64) -> [UInt8] {
    let nanoseconds = alert.timeNanoseconds ?? nowNanoseconds
    // A time has six decimals at most.
    let time = TimeText.utc(nanoseconds: nanoseconds - (nanoseconds % 1000 + 1000) % 1000)
    let head =
      "<\(facility * 8 + alert.rule.level.syslog)>1 \(time) \(host) \(Product.name) \(getpid()) "
      + "alert - "
    let body = format.line(
      alert, receivedNanoseconds: nowNanoseconds, limit: max(0, limit - head.utf8.count))
    return Array(head.utf8) + body.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 }
  }

  /// The facilities by name.
  package static let facilities: [String: Int] = {
    var names = [
      "kern": 0, "user": 1, "mail": 2, "daemon": 3, "auth": 4, "syslog": 5, "authpriv": 10,
      "audit": 13, "alert": 14,
    ]
    for number in 0..<8 { names["local\(number)"] = 16 + number }
    return names
  }()
}

extension Level {
  /// RFC 5424, table 2: 6 informational to 2 critical.
  fileprivate var syslog: Int { 6 - rawValue }
}
