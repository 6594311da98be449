private import Glibc

/// Tells a service manager how the run is doing, by sd_notify(3)'s protocol: a datagram of
/// `KEY=VALUE` lines to the socket in `NOTIFY_SOCKET`. Without one, nothing is told.
///
/// The watchdog is fed by what passed through the whole belt, so that it bites when any stage hangs.
final class Supervisor: Sendable {
  private let socketPath: String?
  /// How often the watchdog is fed at least, half of what the manager allows; nil without one.
  let beatNanoseconds: UInt64?

  /// Reads the environment, and takes the variables out of it, so that no child speaks for this
  /// process. Called before any thread starts.
  convenience init() {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    let isOurs = variable("WATCHDOG_PID").map { $0 == String(getpid()) } ?? true
    self.init(
      socketPath: variable("NOTIFY_SOCKET"),
      watchdogMicroseconds: isOurs ? variable("WATCHDOG_USEC").flatMap(UInt64.init) : nil)
    for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) }
  }

  private init(socketPath: String?, watchdogMicroseconds: UInt64?) {
    self.socketPath = socketPath
    beatNanoseconds = watchdogMicroseconds.map { $0 &* 500 }
  }

  func isReady(status: String) { tell("READY=1\nSTATUS=\(Supervisor.line(status))") }

  func isReloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.nanoseconds / 1000)")
  }

  func isStopping() { tell("STOPPING=1\nSTATUS=stopping") }
  func beat(status: String) { tell("WATCHDOG=1\nSTATUS=\(Supervisor.line(status))") }

  /// No text may begin a further line.
  private static func line(_ text: String) -> String {
    text.replacing("\n", with: " ")
  }

  private func tell(_ text: String) {
    guard let socketPath, var address = LocalAddress.make(socketPath) else { return }
    var length = MemoryLayout<sockaddr_un>.size
    if socketPath.hasPrefix("@") {
      // The abstract namespace: a zero byte in place of '@', and the exact length (unix(7)).
      withUnsafeMutableBytes(of: &address.sun_path) { $0[0] = 0 }
      length = MemoryLayout<sa_family_t>.size + socketPath.utf8.count
    }
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    // A manager that does not read must not stop the run.
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = bytes.withUnsafeBytes {
          sendto(descriptor, $0.baseAddress, $0.count, flags, address, socklen_t(length))
        }
      }
    }
  }
}
