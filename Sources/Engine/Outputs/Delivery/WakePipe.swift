private import Glibc

/// Wakes a thread that waits in `poll`.
final class WakePipe: Sendable {
  /// Readable once it was woken.
  let descriptor: Int32
  private let end: Int32

  /// Nil when the system gives no pipe.
  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (descriptor, end) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(end)
  }

  func wake() { _ = write(end, "\n", 1) }

  /// Makes it wait again.
  func clear() {
    var sink = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &sink, sink.count) > 0 {}
  }

  /// Waits until it is woken, for that long at most.
  func wait(milliseconds: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&entry, 1, milliseconds)
    clear()
  }
}
