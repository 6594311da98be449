private import Glibc

/// A socket to the kernel's packet filter.
struct NetlinkSocket: ~Copyable {
  private let descriptor: Int32
  /// Kernels take a batch in one piece; the buffer has to hold it.
  static let bufferBytes = 64 << 20

  /// - Throws: ``PushError`` when there is none to be had.
  init() throws(PushError) {
    descriptor = socket(16, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 12)
    guard descriptor >= 0 else { throw .kernel("open a netlink socket", errorNumber: errno) }
    var size = Int32(Self.bufferBytes)
    let length = socklen_t(MemoryLayout<Int32>.size)
    // SO_SNDBUFFORCE and SO_RCVBUFFORCE go past the system's limits, with CAP_NET_ADMIN.
    setsockopt(descriptor, SOL_SOCKET, 32, &size, length)
    setsockopt(descriptor, SOL_SOCKET, 33, &size, length)
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends a batch, and waits until the kernel has taken all of it.
  ///
  /// - Parameters:
  ///   - action: What it does, for the error.
  ///   - forgiven: An answer that is none.
  /// - Throws: ``PushError/kernel(_:errorNumber:)`` for the first message that was refused; then
  ///   nothing of the batch holds.
  func commit(
    _ messages: NetlinkMessages, through last: UInt32, to action: String = "change a set",
    forgiving forgiven: Int32 = 0
  ) throws(PushError) {
    try send(messages)
    var failure: Int32?
    while true {
      for (type, sequence, body) in try receive().messages() where type == 2 && body.count >= 4 {
        let status = -Int32(bitPattern: NetlinkReader.native(body, 0, as: UInt32.self))
        if status != 0, status != forgiven, failure == nil { failure = status }
        if sequence == last || status == EPERM {
          if let failure { throw .kernel(action, errorNumber: failure) }
          return
        }
      }
    }
  }

  /// Sends a question, and gives each part of the answer to `body`.
  func ask(
    _ messages: NetlinkMessages, to action: String = "list a set",
    _ body: (ArraySlice<UInt8>) -> Void
  ) throws(PushError) {
    try send(messages)
    while true {
      for (type, _, part) in try receive().messages() {
        switch type {
        case 2:
          guard part.count >= 4 else { return }
          let status = -Int32(bitPattern: NetlinkReader.native(part, 0, as: UInt32.self))
          if status != 0 { throw .kernel(action, errorNumber: status) }
          return
        case 3: return
        default: body(part.dropFirst(4))
        }
      }
    }
  }

  private func send(_ messages: NetlinkMessages) throws(PushError) {
    let count = messages.bytes.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count == messages.bytes.count else {
      throw .kernel("take a message", errorNumber: count < 0 ? errno : EMSGSIZE)
    }
  }

  private func receive() throws(PushError) -> NetlinkReader {
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw .kernel("answer", errorNumber: count < 0 ? errno : ECONNRESET)
      }
      return NetlinkReader(bytes: buffer[..<count])
    }
  }
}
