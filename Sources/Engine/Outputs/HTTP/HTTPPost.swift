/// How the requests of one output reach their receiver.
package struct PostTarget: Sendable {
  package var url: PostURL
  /// Further headers, such as one that proves who sends.
  package var headers: [(name: String, value: String)] = []
  /// Of a whole request, its connection included.
  package var timeoutSeconds = 10
  package var tls = TLSFiles()

  package init(url: PostURL) { self.url = url }
}

/// Who is believed over TLS, and what is shown to them. Files in PEM.
package struct TLSFiles: Sendable, Equatable {
  /// Certificates of the authorities that are believed; those of the system when nil.
  package var authorities: String?
  /// One's own certificate, with those between it and the authority.
  package var certificate: String?
  package var key: String?
  /// False believes anybody.
  package var verifies = true
  /// Where others connect: one of these names stands in a client's certificate; any when empty.
  package var clientNames: [String] = []

  package init() {}
}

/// A request with a body.
package struct PostRequest: Sendable {
  package let url: String
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]
  /// Bytes of an answer that are read.
  package let answerLimit: Int
}

/// What came back.
package struct PostAnswer: Sendable {
  package let status: Int
  package let body: [UInt8]
  /// When to try again, if the receiver says so.
  package let retrySeconds: Int?

  package init(status: Int, body: [UInt8], retrySeconds: Int?) {
    self.status = status
    self.body = body
    self.retrySeconds = retrySeconds
  }
}

/// Why nothing came back, or nothing can be sent at all.
package struct PostError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// Sends requests. The module that speaks HTTP gives it to a run, because nothing here may import
/// it.
package protocol Poster: Sendable {
  /// Waits for the answer. Redirections are answers and are not followed, since they would take
  /// secrets elsewhere.
  ///
  /// - Throws: ``PostError`` when no whole answer came in time.
  func post(_ request: PostRequest) throws(PostError) -> PostAnswer
  /// Closes all connections. Nothing is sent afterwards.
  func stop()
}
