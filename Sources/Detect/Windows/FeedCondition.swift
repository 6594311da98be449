/// What an extended condition asks of the rules that feed a correlation: which of them have to be in
/// the window, and which must not ("Sigma Correlation Rules Specification", extended temporal
/// conditions, https://sigmahq.io/sigma-specification/).
package indirect enum FeedCondition: Hashable, Sendable {
  /// The place of a feed in its correlation.
  case feed(Int)
  case all([FeedCondition])
  case any([FeedCondition])
  case not(FeedCondition)

  /// - Complexity: O(its parts).
  package func holds(_ isSeen: (Int) -> Bool) -> Bool {
    switch self {
    case .feed(let place): isSeen(place)
    case .all(let parts): parts.allSatisfy { $0.holds(isSeen) }
    case .any(let parts): parts.contains { $0.holds(isSeen) }
    case .not(let part): !part.holds(isSeen)
    }
  }

  /// The places of all feeds that it names.
  package var feeds: Set<Int> {
    switch self {
    case .feed(let place): [place]
    case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.feeds) }
    case .not(let part): part.feeds
    }
  }
}
