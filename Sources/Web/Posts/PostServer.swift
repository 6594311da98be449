package import Engine
import Hummingbird
import HummingbirdCore
import ServiceLifecycle

/// The HTTP server of an input.
package enum PostServer {
  /// From the headers of a post to the end of its body.
  private static let bodySeconds: Int64 = 60

  /// Begins to listen.
  ///
  /// - Throws: ``ServeError`` when it cannot be.
  package static func start(
    _ name: String, _ settings: InputConfiguration.HTTPSettings, _ lines: PostedLines,
    _ log: RunLog
  ) throws(ServeError) -> any RunningService {
    let limits = limits(settings)
    let count = ConnectionCount()
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [RequestLimits(limits: limits, count: count)],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.maximumHeaderBytes,
          maxHeaderListSize: limits.maximumHeaderBytes,
          maxHeaderFieldCount: limits.maximumHeaders)))
    let responder = PostResponder(name, settings, lines, limits: limits, log)
    let address = settings.listen.address
    let certificate = try settings.tls.map { files throws(ServeError) in
      try ServerCertificate(files)
    }
    let server = try plain.showing(certificate)
    return try WebService.start(address, certificate, log) { onRunning in
      Application(
        responder: responder, server: server,
        configuration: ApplicationConfiguration(
          address: .hostname(address.host.isEmpty ? "::" : address.host, port: Int(address.port)),
          serverName: nil,
          availableConnectionsDelegate: MaximumAvailableConnections(limits.maximumConnections)),
        onServerRunning: { onRunning($0.localAddress?.port ?? 0) },
        logger: WebService.silent)
    }
  }

  private static func limits(_ settings: InputConfiguration.HTTPSettings) -> WebLimits {
    var limits = WebLimits()
    limits.maximumConnections = settings.listen.connections
    limits.maximumConnectionsPerAddress = settings.listen.connections
    limits.maximumBodyBytes = settings.bodyBytes
    limits.maximumInflatedBytes = settings.bodyBytes
    limits.bodyTime = .seconds(bodySeconds)
    return limits
  }
}
