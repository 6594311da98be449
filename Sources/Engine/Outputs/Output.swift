private import Glibc

/// A buffered writer to standard output or standard error.
package final class Output {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Whether the reader at the other end has gone (`detectd scan … | head`).
  package private(set) var isClosed = false

  package static func standardOutput() -> Output { Output(descriptor: STDOUT_FILENO) }
  package static func standardError() -> Output { Output(descriptor: STDERR_FILENO) }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    // A closed pipe must show as an error of write, not end the process.
    signal(SIGPIPE, SIG_IGN)
  }

  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; 100 when it does not say.
  package var columns: Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return Int(size.ws_col)
  }

  package func write(_ bytes: some Sequence<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { flush() }
  }

  package func write(_ text: String) { write(text.utf8) }
  package func writeLine(_ text: String) { write(text + "\n") }

  package func flush() {
    guard !isClosed else {
      buffer.removeAll(keepingCapacity: true)
      return
    }
    buffer.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        if count < 0 {
          if errno == EINTR { continue }
          isClosed = true
          return
        }
        rest = rest.dropFirst(count)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
