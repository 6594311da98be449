private import Foundation
import Glibc

/// How messages are sent to a syslog receiver.
package struct SyslogTarget: Sendable {
  package enum Transport: String, Sendable, CaseIterable { case tcp, udp, tls }
  /// How TCP messages are told (RFC 6587).
  package enum Framing: String, Sendable, CaseIterable {
    /// `LENGTH MESSAGE`.
    case octets
    /// Each ends with a line end.
    case lines
  }

  package var address: SocketAddress
  package var transport = Transport.tcp
  package var framing = Framing.octets
  /// Of ``Transport/tls`` alone.
  package var tls: TLSFiles?

  /// `loghost.example.com:6514 over tls`.
  var summary: String { "\(address) over \(transport.rawValue)" }
}

/// Sends messages to a syslog receiver, over one connection while it lasts.
final class SyslogSender: DeliverySender {
  private let target: SyslogTarget
  /// Of TLS.
  private let dialer: (any LinkDialer)?
  private var link: (any SecureLink)?
  private var descriptor: Int32 = -1

  private static let seconds = 10

  init(_ target: SyslogTarget, _ dialer: (any LinkDialer)? = nil) {
    self.target = target
    self.dialer = dialer
  }

  deinit { disconnect() }

  var batch: Int { 64 }

  func send(_ lines: [[UInt8]]) -> DeliveryOutcome {
    dialer.map { send(lines, by: $0) } ?? sendPlain(lines)
  }

  /// All at once: what the system did not take whole is sent again.
  private func send(_ lines: [[UInt8]], by dialer: any LinkDialer) -> DeliveryOutcome {
    do throws(PostError) {
      if link?.isOpen != true {
        link?.close()
        link = nil
      }
      var open = link
      if open == nil { open = try dialer.dial() }
      link = open
      try open?.send(lines.flatMap(framed))
      return DeliveryOutcome(done: lines.count)
    } catch {
      link?.close()
      link = nil
      let place = "\(target.address): "
      let reason = error.description
      return DeliveryOutcome(problem: reason.hasPrefix(place) ? reason : place + reason)
    }
  }

  private func sendPlain(_ lines: [[UInt8]]) -> DeliveryOutcome {
    if isBroken { disconnect() }
    if descriptor < 0, let reason = connect() { return DeliveryOutcome(problem: reason) }
    var outcome = DeliveryOutcome()
    for (place, line) in lines.enumerated() {
      if let code = send(framed(line)) {
        guard target.transport == .udp, code == EMSGSIZE else {
          disconnect()
          outcome.problem = "\(target.address): \(errorText(code))"
          return outcome
        }
        outcome.refused.append((place, "longer than a datagram can be"))
      }
      outcome.done += 1
    }
    return outcome
  }

  private func framed(_ line: [UInt8]) -> [UInt8] {
    guard target.transport != .udp else { return line }
    switch target.framing {
    case .octets: return Array("\(line.count) ".utf8) + line
    case .lines: return line + [UInt8(ascii: "\n")]
    }
  }

  /// Whether the receiver closed the connection. A receiver never says anything.
  private var isBroken: Bool {
    guard descriptor >= 0, target.transport == .tcp else { return false }
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0
  }

  /// - Returns: The error, or nil.
  private func send(_ bytes: [UInt8]) -> Int32? {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        raw.baseAddress.map {
          Glibc.send(descriptor, $0 + sent, raw.count - sent, Int32(MSG_NOSIGNAL))
        } ?? -1
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      sent += count
    }
    return nil
  }

  /// - Returns: Why it cannot be reached, or nil.
  private func connect() -> String? {
    let isDatagram = target.transport == .udp
    var reason = "\(target.address): no such address"
    for entry in ResolvedAddress.all(target.address, isDatagram: isDatagram, isPassive: false) {
      let type = isDatagram ? SOCK_DGRAM : SOCK_STREAM
      let found = socket(
        entry.family, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard found >= 0 else { continue }
      // Bounds connect(2) and send(2) alike.
      var time = timeval(tv_sec: SyslogSender.seconds, tv_usec: 0)
      setsockopt(found, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
      var on: Int32 = 1
      setsockopt(found, SOL_SOCKET, SO_KEEPALIVE, &on, socklen_t(MemoryLayout<Int32>.size))
      let status = entry.bytes.withUnsafeBytes { bytes in
        bytes.baseAddress.map {
          Glibc.connect(
            found, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        } ?? -1
      }
      if status == 0 {
        descriptor = found
        return nil
      }
      reason = "\(target.address): \(errorText(errno))"
      close(found)
    }
    return reason
  }

  private func disconnect() {
    link?.close()
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
