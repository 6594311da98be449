import Hummingbird
import NIOCore

/// A request's surroundings: who sends it, over which connection.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The client's address without the port; `unknown` for a socket without one.
  let address: String
  /// Who that is as far as limits go.
  let origin: String
  /// The same for all requests of a connection.
  let connection: ConnectionID

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    origin = ClientOrigin.text(address)
    connection = ConnectionID(source.channel)
  }
}

/// Tells connections apart: memory is used again for the next one, but not with the same port of the
/// same client.
struct ConnectionID: Hashable, Sendable {
  private let channel: ObjectIdentifier
  private let port: Int

  init(_ channel: any Channel) {
    self.channel = ObjectIdentifier(channel)
    port = channel.remoteAddress?.port ?? 0
  }
}
