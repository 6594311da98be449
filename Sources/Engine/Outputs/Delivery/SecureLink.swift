/// A connection over TLS that bytes are sent through. Used by one thread.
package protocol SecureLink: AnyObject {
  /// Sends bytes; waits until the system has them all.
  ///
  /// - Throws: ``PostError``; the connection is of no use any more.
  func send(_ bytes: [UInt8]) throws(PostError)
  /// False when the receiver has ended it.
  var isOpen: Bool { get }
  func close()
}

/// Makes connections over TLS to one receiver.
package protocol LinkDialer: Sendable {
  /// Connects, and waits until the receiver has shown who it is.
  ///
  /// - Throws: ``PostError`` when it cannot be reached or is not believed.
  func dial() throws(PostError) -> any SecureLink
  /// Reads the certificates again, for connections from now on.
  ///
  /// - Throws: ``PostError`` when a file cannot be used; the last good ones stay.
  func reload() throws(PostError)
}

/// What leads out of a run; the module that speaks HTTP and TLS gives it.
package struct OutgoingStart: Sendable {
  /// Makes what sends requests.
  package typealias Post = @Sendable (PostTarget) throws(PostError) -> any Poster
  /// Makes what connects over TLS; throws when a file of certificates cannot be used.
  package typealias Dial = @Sendable (SocketAddress, TLSFiles) throws(PostError) -> any LinkDialer

  package let post: Post
  package let dial: Dial

  package init(post: @escaping Post, dial: @escaping Dial) {
    self.post = post
    self.dial = dial
  }
}
