/// TLS for connections that were accepted. The module that speaks TLS gives it to a run.
package protocol StreamSecurity: Sendable {
  /// Takes over an accepted connection.
  ///
  /// - Parameter refused: Called with the reason, at most once and from another thread, when the
  ///   handshake fails or the sender is none of those that may send.
  /// - Returns: A socket that gives what comes decrypted, and ends when the connection does;
  ///   closing it ends the connection. Nil when it cannot be; the connection is closed then.
  func secure(_ descriptor: Int32, refused: @escaping @Sendable (String) -> Void) -> Int32?

  /// Reads the certificates again, for connections from now on.
  ///
  /// - Throws: ``ServeError`` when a file cannot be used; the last good ones stay.
  func reload() throws(ServeError)
}

/// Makes the TLS of an input for so many connections; throws when a file cannot be used.
package typealias SecureStart =
  @Sendable (TLSFiles, _ connections: Int) throws(ServeError) -> any StreamSecurity

/// The TLS of one input, and what is told of it.
final class SecuredStreams: Sendable {
  private let input: String
  private let security: any StreamSecurity
  private let counters: InputCounters
  private let log: RunLog

  init(_ input: String, _ security: any StreamSecurity, counters: InputCounters, log: RunLog) {
    self.input = input
    self.security = security
    self.counters = counters
    self.log = log
  }

  /// See ``StreamSecurity/secure(_:refused:)``.
  func secure(_ descriptor: Int32, from sender: String) -> Int32? {
    security.secure(descriptor) { [input, counters, log] reason in
      counters.change { $0.refused += 1 }
      log.info(
        "a TLS connection was refused", ["input": input, "from": sender, "reason": reason])
    }
  }

  /// - Returns: Why the certificates are still those from before; nil when they are read.
  func reload() -> String? {
    do throws(ServeError) {
      try security.reload()
      counters.change { $0.problem = nil }
      return nil
    } catch {
      let problem = "the last good certificates stay: \(error.description)"
      counters.change { $0.problem = problem }
      log.error("certificates were not reloaded", ["input": input, "reason": error.description])
      return "the input '\(input)': \(problem)"
    }
  }
}
