import Foundation
import Glibc
import Support
import Testing

@Suite struct SupervisorTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
    """

  @Test(arguments: [false, true])
  func `a service manager hears of start, reload, life and end`(isAbstract: Bool) throws {
    let folder = try TemporaryFolder()
    let path = isAbstract ? "@" + folder.url.path : folder.url.path + "/notify"
    let manager = try #require(NotifySocket(path))
    let daemon = try RunningDaemon(
      Self.configuration, rule: MarkedLines.rule,
      environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "200000"])
    try daemon.start()
    try daemon.wait("ready") { manager.texts().contains { $0.hasPrefix("READY=1\nSTATUS=") } }
    try daemon.wait("a beat") { manager.texts().contains { $0.hasPrefix("WATCHDOG=1\n") } }
    daemon.signal(SIGHUP)
    try daemon.wait("a reload") {
      let texts = manager.texts()
      guard let start = texts.firstIndex(where: { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
      else { return false }
      return texts[start...].contains { $0.hasPrefix("READY=1\n") }
    }
    #expect(daemon.stop() == 0)
    #expect(manager.texts().contains("STOPPING=1\nSTATUS=stopping"))
  }
}

/// The side of the service manager.
private final class NotifySocket {
  private let descriptor: Int32
  private var received: [String] = []

  init?(_ path: String) {
    descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    if path.hasPrefix("@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard status == 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// All that was told so far.
  func texts() -> [String] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return received }
      received.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }
}
