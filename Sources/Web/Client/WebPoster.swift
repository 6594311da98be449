private import AsyncHTTPClient
package import Engine
private import NIOCore
private import NIOHTTP1
private import NIOPosix
private import NIOSSL

/// Sends requests over HTTP/1.1 with a thread of its own, for a thread that waits.
///
/// Nothing is made before the first output that needs it.
package final class WebPoster: Poster {
  private let client: HTTPClient
  private let group: MultiThreadedEventLoopGroup
  private let timeoutSeconds: Int64

  /// - Throws: ``PostError`` when a file of certificates cannot be used.
  package static func start(_ target: PostTarget) throws(PostError) -> any Poster {
    try WebPoster(target)
  }

  private init(_ target: PostTarget) throws(PostError) {
    let tls = try TLSClient.configuration(target.tls)
    timeoutSeconds = Int64(target.timeoutSeconds)
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(timeoutSeconds), read: .seconds(timeoutSeconds)))
    configuration.httpVersion = .http1Only
    // The queue tries again by itself, and says why.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
    client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
  }

  package func post(_ request: PostRequest) throws(PostError) -> PostAnswer {
    do {
      var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
      headers.replaceOrAdd(name: "User-Agent", value: "detectd")
      let sent = try HTTPClient.Request(
        url: request.url, method: .POST, headers: headers,
        body: .byteBuffer(ByteBuffer(bytes: request.body)))
      let answer = try client.execute(
        request: sent,
        delegate: ResponseAccumulator(request: sent, maxBodySize: request.answerLimit),
        deadline: .now() + .seconds(timeoutSeconds)
      ).wait()
      return PostAnswer(
        status: Int(answer.status.code),
        body: answer.body.map { Array($0.readableBytesView) } ?? [],
        retrySeconds: answer.headers.first(name: "Retry-After").flatMap { Int($0) })
    } catch {
      throw PostError(WebPoster.text(error))
    }
  }

  package func stop() {
    try? client.syncShutdown()
    try? group.syncShutdownGracefully()
  }

  /// Errors without the URL, which may be a secret.
  private static func text(_ error: any Error) -> String {
    switch error {
    case is ResponseAccumulator.ResponseTooBigError: return "the answer is too long"
    case let error as HTTPClientError: return text(error)
    case let error as NIOConnectionError:
      let first = error.connectionErrors.first.map { "\($0.error)" }
      return first ?? error.dnsAError.map { "no address: \($0)" } ?? "no connection"
    case let error as NIOSSLError: return "TLS: \(error)"
    default: return "\(error)"
    }
  }

  private static func text(_ error: HTTPClientError) -> String {
    switch error {
    case .connectTimeout, .deadlineExceeded, .readTimeout, .writeTimeout,
      .getConnectionFromPoolTimeout:
      "no answer in time"
    case .tlsHandshakeTimeout: "no TLS in time"
    case .remoteConnectionClosed: "the connection was closed"
    default: error.shortDescription
    }
  }
}
