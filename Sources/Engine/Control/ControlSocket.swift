import Foundation
import Glibc

/// One connection over the control socket, from either side: lines in and out, each within a time.
final class ControlSocket {
  let descriptor: Int32
  private var buffer: [UInt8] = []

  /// - Parameter sendSeconds: How long the other side may take to read what is written.
  init(_ descriptor: Int32, sendSeconds: Int) {
    self.descriptor = descriptor
    var time = timeval(tv_sec: sendSeconds, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Writes everything, or gives up.
  ///
  /// - Returns: False when the other side went away or does not read.
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        raw.baseAddress.map {
          send(descriptor, $0 + sent, raw.count - sent, Int32(MSG_NOSIGNAL))
        } ?? -1
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Writes a value as one line of JSON.
  func write(json value: some Encodable) -> Bool {
    guard let data = try? ControlSocket.encoder().encode(value) else { return false }
    return write([UInt8](data) + [UInt8(ascii: "\n")])
  }

  /// The next line without its end.
  ///
  /// - Parameter limit: The longest line, in bytes.
  /// - Returns: Nil at the end, when the line is too long, or when it is not there in time.
  func readLine(limit: Int, within milliseconds: Int?) -> [UInt8]? {
    let end = milliseconds.map { MonotonicClock.nanoseconds + UInt64($0) * 1_000_000 }
    var searched = 0
    while true {
      if let place = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<place])
        buffer.removeSubrange(...place)
        return line
      }
      searched = buffer.count
      guard buffer.count <= limit, wait(until: end), fill() else { return nil }
    }
  }

  private func wait(until end: UInt64?) -> Bool {
    while true {
      var timeout = Int32(-1)
      if let end {
        let now = MonotonicClock.nanoseconds
        guard now < end else { return false }
        timeout = Int32(clamping: (end - now) / 1_000_000 + 1)
      }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let found = poll(&entry, 1, timeout)
      if found > 0 { return true }
      if found < 0, errno != EINTR { return false }
    }
  }

  private func fill() -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      buffer += piece[..<count]
      return true
    }
  }

  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
