package import Engine

/// What the web side asks of the running program and tells it.
package struct WebSite: Sendable {
  package var decisions: LiveDecisions
  /// Unix seconds.
  package var now: @Sendable () -> Int64
  /// Prometheus text of the rest of the program; the web side adds its own.
  package var metrics: @Sendable () async -> String = { "" }
  /// What keeps the program from doing its work, a line each; empty when it is ready.
  package var problems: @Sendable () async -> [String] = { [] }
  /// For the audit trail. Called at most once a minute for the same thing.
  package var audit: @Sendable (AuditNote) -> Void = { _ in }
  /// How far bouncers had read when the last run ended, and who may ask how far they have.
  package var bouncers: BouncerPositions?
  /// A consumer was served.
  package var seen: @Sendable (ConsumerSighting) -> Void = { _ in }

  package init(decisions: LiveDecisions, now: @escaping @Sendable () -> Int64) {
    self.decisions = decisions
    self.now = now
  }
}

/// Something that those who look after the program want to read later.
package struct AuditNote: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// A token that nobody has, or one that may not do what was asked.
    case refused
    /// So many of them that the address is not listened to for a while.
    case locked
    /// A consumer comes from an address for the first time.
    case newAddress = "new-address"
  }

  package let kind: Kind
  /// The client's address.
  package let address: String
  package let consumer: String?
  /// The path asked for, cut to 200 bytes.
  package let path: String
}

/// When a consumer was last served, and with what.
package struct ConsumerSighting: Sendable {
  package let consumer: String
  package let address: String
  /// `edge.plain`, or `decisions/stream`.
  package let what: String
  /// As sent, cut to 120 bytes.
  package let userAgent: String
  package let status: Int
  /// The last change of the decisions that it has now.
  package let sequence: Int64
  package let atSeconds: Int64
}
