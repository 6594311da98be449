package import NIOCore

/// How much a client may ask for, and for how long.
package struct WebLimits: Sendable {
  package var maximumConnections = 512
  /// Of one address, or one /64 of IPv6.
  package var maximumConnectionsPerAddress = 64
  package var maximumHeaderBytes = 16 * 1024
  package var maximumHeaders = 64
  package var maximumPathBytes = 4096
  /// Of a request; more ends the connection.
  package var maximumBodyBytes = 2 * 1024 * 1024
  /// Of a compressed body, unpacked.
  package var maximumInflatedBytes = 8 * 1024 * 1024
  /// From the connection, or the end of the last answer, to the end of the next request's headers.
  package var headTime = TimeAmount.seconds(15)
  /// How long a connection may stand between two requests.
  package var idleTime = TimeAmount.seconds(120)
  /// From the headers to the end of the body.
  package var bodyTime = TimeAmount.seconds(20)
  /// From the headers to the last byte of the answer taken by the client.
  package var answerTime = TimeAmount.seconds(300)

  package init() {}
}
