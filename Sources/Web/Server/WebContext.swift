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
  let connection: ObjectIdentifier

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    origin = ClientOrigin.text(address)
    connection = ObjectIdentifier(source.channel)
  }
}
