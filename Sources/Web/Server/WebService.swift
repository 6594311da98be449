package import Engine
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Synchronization

/// The HTTP server of a run: begun from a thread, and ended from one.
package final class WebService: RunningService {
  private let group: ServiceGroup
  private let ended: DispatchGroup
  private let certificate: ServerCertificate?

  private init(group: ServiceGroup, ended: DispatchGroup, _ certificate: ServerCertificate?) {
    self.group = group
    self.ended = ended
    self.certificate = certificate
  }

  /// Begins to serve, once the address is listened on.
  ///
  /// - Throws: ``ServeError`` when it cannot be.
  package static func start(
    _ configuration: ServingConfiguration, _ decisions: LiveDecisions, _ facts: RunFacts,
    _ log: RunLog
  ) throws(ServeError) -> any RunningService {
    guard let listen = configuration.listen else {
      throw ServeError("there is no address to listen on")
    }
    var server = WebServer(site: site(decisions, facts, log))
    server.host = listen.host.isEmpty ? "::" : listen.host
    server.port = Int(listen.port)
    server.lists = configuration.lists
    server.consumers = configuration.consumers
    server.certificate = try configuration.tls.map { files throws(ServeError) in
      try ServerCertificate(files)
    }
    return try start(listen, server.certificate, log) { onRunning throws(ServeError) in
      try server.service { onRunning($0) }
    }
  }

  /// Begins a service that listens.
  ///
  /// - Parameter make: Makes it, given what is to be called with the port once it listens.
  /// - Throws: ``ServeError`` when it cannot.
  static func start(
    _ listen: SocketAddress, _ certificate: ServerCertificate?, _ log: RunLog,
    _ make: (@escaping @Sendable (Int) -> Void) throws(ServeError) -> some Service
  ) throws(ServeError) -> any RunningService {
    let begun = DispatchSemaphore(value: 0)
    let ended = DispatchGroup()
    let protocolName = certificate == nil ? "HTTP" : "HTTPS"
    let service = try make { port in
      log.notice("serving over \(protocolName)", ["address": "\(listen.host)", "port": "\(port)"])
      begun.signal()
    }
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: service, failureTerminationBehavior: .gracefullyShutdownGroup)],
        logger: silent))
    let failure = Failure()
    ended.enter()
    Task {
      do {
        try await group.run()
      } catch {
        failure.text.withLock { $0 = "\(error)" }
      }
      begun.signal()
      ended.leave()
    }
    begun.wait()
    if let text = failure.text.withLock({ $0 }) {
      throw ServeError("\(listen) cannot be listened on: \(text)")
    }
    return WebService(group: group, ended: ended, certificate)
  }

  /// What the server has to say is said by ours.
  static var silent: Logger { Logger(label: "web") { _ in SwiftLogNoOpLogHandler() } }

  private final class Failure: Sendable {
    let text = Mutex<String?>(nil)
  }

  private static func site(
    _ decisions: LiveDecisions, _ facts: RunFacts, _ log: RunLog
  ) -> WebSite {
    var site = WebSite(decisions: decisions) { Int64(time(nil)) }
    site.problems = { facts.problems }
    site.metrics = { facts.metrics(atSeconds: Int64(time(nil))) }
    site.bouncers = facts.bouncers
    site.audit = { note in
      facts.note(
        access: note.kind.rawValue, consumer: note.consumer, address: note.address,
        path: note.path, atSeconds: Int64(time(nil)))
      log.warning(
        note.kind == .newAddress ? "a consumer comes from a new address" : "a request was refused",
        [
          "address": note.address, "consumer": note.consumer ?? "", "path": note.path,
          "kind": note.kind.rawValue,
        ])
    }
    site.seen = { seen in
      facts.note(served: seen.consumer, atSeconds: seen.atSeconds)
      log.debug(
        "served",
        ["consumer": seen.consumer, "what": seen.what, "status": "\(seen.status)"])
    }
    return site
  }

  package func reload() throws(ServeError) { try certificate?.reload() }

  /// Requests under way are finished, for ten seconds at most.
  package func stop() {
    let group = group
    Task { await group.triggerGracefulShutdown() }
    _ = ended.wait(timeout: .now() + 10)
  }
}
