package import Engine
import Hummingbird
import HummingbirdCore
package import Logging
package import ServiceLifecycle

/// The HTTP server: what it serves, to whom, within which limits.
package struct WebServer: Sendable {
  package var host = "127.0.0.1"
  /// 0 takes any that is free.
  package var port = 8080
  package var lists: [ServedList] = []
  package var consumers: [Consumer] = []
  package var limits = WebLimits()
  package var site: WebSite
  /// Shown to clients; nil speaks without TLS.
  var certificate: ServerCertificate?
  package var logger = Logger(label: "web") { _ in SwiftLogNoOpLogHandler() }

  package init(site: WebSite) { self.site = site }

  /// The server as a service that runs until it is told to stop; then requests in progress are
  /// finished.
  ///
  /// - Parameter onRunning: Called with the port once connections are accepted.
  /// - Throws: ``ServeError`` when the certificate cannot be used.
  package func service(
    onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(ServeError) -> some Service {
    let limits = limits
    let count = ConnectionCount()
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [RequestLimits(limits: limits, count: count)],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.maximumHeaderBytes,
          maxHeaderListSize: limits.maximumHeaderBytes,
          maxHeaderFieldCount: limits.maximumHeaders)))
    let server = try plain.showing(certificate)
    return Application(
      responder: WebResponder(self), server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.maximumConnections)),
      onServerRunning: { await onRunning($0.localAddress?.port ?? 0) }, logger: logger)
  }
}
