/// Whether, and from when, a correlation fires again for a key that fired. All goes by event time.
package struct Rearming: Hashable, Sendable {
  package enum Policy: String, CaseIterable, Sendable {
    /// Not until a whole timespan has passed since the newest event of the firing. Events go on
    /// being counted meanwhile.
    case timespan
    /// With an empty window: what has fired counts no more.
    case reset
    /// At each event that finds the condition true.
    case always
  }

  package let policy: Policy
  /// How long after a firing the key is silent whatever the policy says, in nanoseconds.
  package let suppressNanoseconds: Int64

  package init(_ policy: Policy = .timespan, suppressNanoseconds: Int64 = 0) {
    self.policy = policy
    self.suppressNanoseconds = suppressNanoseconds
  }

  /// How long a key is silent after a firing.
  func silence(spanNanoseconds span: Int64) -> Int64 {
    policy == .timespan ? max(span, suppressNanoseconds) : suppressNanoseconds
  }
}
