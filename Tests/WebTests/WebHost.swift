import Detect
import Engine
import Foundation
import Glibc
import Response
import ServiceLifecycle
import Synchronization
import Testing
import Web

/// A server on a port of its own, for the time of a test, and what it was told.
final class WebHost: Sendable {
  static let listToken = "list-token-0123456789"
  static let bouncerToken = "bouncer-token-0123456789"
  static let metricsToken = "metrics-token-0123456789"

  private struct Told {
    var notes: [AuditNote] = []
    var sightings: [ConsumerSighting] = []
  }

  let decisions: LiveDecisions
  let port: Int
  private let book = Mutex(DecisionBook())
  private let clock: Mutex<Int64>
  private let told: Mutex<Told>

  var notes: [AuditNote] { told.withLock { $0.notes } }
  var sightings: [ConsumerSighting] { told.withLock { $0.sightings } }

  private init(decisions: LiveDecisions, port: Int, clock: Int64) {
    self.decisions = decisions
    self.port = port
    self.clock = Mutex(clock)
    told = Mutex(Told())
  }

  var now: Int64 { clock.withLock { $0 } }

  /// Moves the clock, and ends what has ended.
  func pass(seconds: Int64) {
    let now = clock.withLock { clock in
      clock += seconds
      return clock
    }
    decisions.apply(book.withLock { $0.expire(atSeconds: now) })
  }

  func block(
    _ target: String, seconds: Int64? = 3600, origin: Decision.Origin = .operator,
    cause: Cause = WebHost.cause()
  ) {
    guard let network = try? Prefix(parsing: target) else { return }
    decisions.apply(
      book.withLock {
        $0.add(
          .block, .network(network), origin: origin, cause: cause, atSeconds: now,
          durationSeconds: seconds, neverBlock: NeverBlock([]))
      })
  }

  func unblock(_ target: String) {
    guard let network = try? Prefix(parsing: target) else { return }
    decisions.apply(book.withLock { $0.delete(.network(network), atSeconds: now) })
  }

  static func cause(_ rule: String = "ssh-bf", feed: String? = nil) -> Cause {
    Cause(
      ruleID: rule, ruleName: rule, ruleset: "starter", level: .high, techniques: ["T1110"],
      feed: feed)
  }

  /// Runs `body`, on a thread of its own, against a running server.
  static func serve(
    decisions: LiveDecisions = LiveDecisions(),
    _ change: (inout WebServer) -> Void = { _ in },
    _ body: @escaping @Sendable (WebHost) throws -> Void
  ) async throws {
    let holder = Mutex<WebHost?>(nil)
    let start: Int64 = 1_800_000_000
    var site = WebSite(decisions: decisions) { holder.withLock { $0?.now } ?? start }
    site.audit = { note in holder.withLock { $0 }?.told.withLock { $0.notes.append(note) } }
    site.seen = { seen in holder.withLock { $0 }?.told.withLock { $0.sightings.append(seen) } }
    site.metrics = { "detectd_records_total 7\n" }
    var server = WebServer(site: site)
    server.port = 0
    server.lists = ["edge", "empty"].compactMap(ServedList.init)
    server.consumers = consumers
    change(&server)
    let (ports, port) = AsyncStream<Int>.makeStream()
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(
            service: try server.service { port.yield($0) },
            successTerminationBehavior: .gracefullyShutdownGroup)
        ], logger: server.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let host = WebHost(decisions: decisions, port: await iterator.next() ?? 0, clock: start)
      holder.withLock { $0 = host }
      let outcome = await onThread { try body(host) }
      await group.triggerGracefulShutdown()
      tasks.cancelAll()
      try outcome.get()
    }
  }

  /// The tests' sockets wait; the few threads of the server's tasks must not.
  private static func onThread(
    _ body: @escaping @Sendable () throws -> Void
  ) async -> Result<Void, any Error> {
    await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: Result(catching: body)) }.start()
    }
  }

  private static let consumers: [Consumer] = {
    var list = Consumer(name: "fw1", token: listToken)
    list?.lists = ["edge", "empty"]
    list?.header = "x-firewall"
    var bouncer = Consumer(name: "b1", token: bouncerToken)
    bouncer?.isBouncer = true
    bouncer?.lists = []
    var metrics = Consumer(name: "prom", token: metricsToken)
    metrics?.readsMetrics = true
    return [list, bouncer, metrics].compactMap { $0 }
  }()
}

/// An answer.
struct Reply {
  let status: Int
  let headers: [String: String]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var message: String? {
    (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: String])?["message"]
  }
}

/// A plain connection, so that a test can send anything.
final class RawConnection {
  private let descriptor: Int32
  private var pending: [UInt8] = []

  init(port: Int, timeoutSeconds: Int = 20) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(descriptor) }

  /// False when the other side has closed.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// What comes next; nil at the end, or when nothing comes in time.
  private func more() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    pending.append(contentsOf: chunk[..<count])
    return true
  }

  /// Whether the other side closes without another word.
  func isClosed() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count == 0 { return true }
      if count < 0 { return errno == ECONNRESET }
    }
  }

  /// One answer with a content length.
  func reply(toHead: Bool = false) -> Reply? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let place = pending.firstRange(of: end) {
        let lines = String(decoding: pending[..<place.lowerBound], as: UTF8.self)
          .components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          headers[parts[0].lowercased()] = parts.last.map { $0.trimmingPrefix(" ") }.map(
            String.init)
        }
        let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
        let isBare = toHead || status == 304
        let length = isBare ? 0 : Int(headers["content-length"] ?? "") ?? 0
        while pending.count < place.upperBound + length { guard more() else { return nil } }
        let body = Array(pending[place.upperBound..<place.upperBound + length])
        pending.removeSubrange(..<(place.upperBound + length))
        return Reply(status: status, headers: headers, body: body)
      }
      guard more() else { return nil }
    }
  }
}

extension WebHost {
  static func request(
    _ method: String, _ path: String, _ headers: [String: String], _ body: [UInt8] = []
  ) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: test\r\n"
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
    if !body.isEmpty { text += "Content-Length: \(body.count)\r\n" }
    return Array((text + "\r\n").utf8) + body
  }

  /// One request over a connection of its own.
  func ask(
    _ path: String, method: String = "GET", headers: [String: String] = [:], body: [UInt8] = []
  ) throws -> Reply {
    let connection = RawConnection(port: port)
    connection.send(WebHost.request(method, path, headers, body))
    return try #require(connection.reply(toHead: method == "HEAD"), "no answer to \(path)")
  }

  /// A list, as the firewall `fw1`.
  func pull(
    _ name: String, method: String = "GET", headers: [String: String] = [:]
  ) throws -> Reply {
    try ask(
      "/blocklists/\(name)", method: method,
      headers: headers.merging(["Authorization": "Bearer \(WebHost.listToken)"]) { $1 })
  }
}
