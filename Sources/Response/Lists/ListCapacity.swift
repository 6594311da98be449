import Detect

/// What a consumer's capacity left no room for.
package struct DroppedEntries: Hashable, Sendable {
  /// Decisions that are not on the list.
  package let count: Int
  /// The highest level among them; nil when they have none (domains).
  package let level: Level?

  package init(count: Int, level: Level?) {
    self.count = count
    self.level = level
  }
}

extension DroppedEntries: CustomStringConvertible {
  /// `12 decisions left out, the highest of level high`.
  package var description: String {
    let noun = count == 1 ? "decision" : "decisions"
    return "\(count) \(noun) left out" + (level.map { ", the highest of level \($0.name)" } ?? "")
  }
}

extension BlockList {
  /// The list with at most `maximum` networks of the families asked for, and what had to go.
  ///
  /// The weightiest decisions stay: by level, then by confidence of an indicator, then the newest.
  /// Networks that several decisions share count once, so that more decisions fit than entries.
  ///
  /// - Complexity: O(n log n).
  func limited(
    to maximum: Int?, _ families: AddressFamilies
  ) -> (list: BlockList, dropped: DroppedEntries?) {
    let own = families == .both ? members : Array(members(ipv4: families == .ipv4))
    guard let maximum, own.count > maximum else { return (self, nil) }
    let ranked = decided.indices.filter {
      families == .both || decided[$0].network.isIPv4 == (families == .ipv4)
    }.sorted { BlockList.isWeightier(decided[$0], decided[$1]) }
    var taken = min(maximum, ranked.count)
    var list = self
    list.members = BlockList.aggregate(decided, ranked.prefix(taken))
    while list.members.count > maximum, taken > 0 {
      taken = max(0, taken - (list.members.count - maximum))
      list.members = BlockList.aggregate(decided, ranked.prefix(taken))
    }
    for _ in 0..<8 where list.members.count < maximum && taken < ranked.count {
      let more = min(ranked.count, taken + maximum - list.members.count)
      let members = BlockList.aggregate(decided, ranked.prefix(more))
      if members.count > maximum { break }
      taken = more
      list.members = members
    }
    let left = ranked.dropFirst(taken)
    let dropped = DroppedEntries(
      count: left.count, level: left.map { decided[$0].cause.level }.max())
    return (list, left.isEmpty ? nil : dropped)
  }

  private static func isWeightier(_ a: Entry, _ b: Entry) -> Bool {
    if a.cause.level != b.cause.level { return a.cause.level > b.cause.level }
    let (left, right) = (a.cause.confidence ?? -1, b.cause.confidence ?? -1)
    if left != right { return left > right }
    if a.createdSeconds != b.createdSeconds { return a.createdSeconds > b.createdSeconds }
    return a.network == b.network ? a.id < b.id : a.network < b.network
  }
}

extension Decision {
  /// The weightiest of sorted decisions, still sorted, and what had to go.
  static func limited(
    _ decisions: [Decision], to maximum: Int?
  ) -> (kept: [Decision], dropped: DroppedEntries?) {
    guard let maximum, decisions.count > maximum else { return (decisions, nil) }
    let ranked = decisions.indices.sorted { a, b in
      let (left, right) = (decisions[a], decisions[b])
      if left.level != right.level { return left.level > right.level }
      let (mine, other) = (left.confidence ?? -1, right.confidence ?? -1)
      if mine != other { return mine > other }
      if left.createdSeconds != right.createdSeconds {
        return left.createdSeconds > right.createdSeconds
      }
      return a < b
    }
    let kept = ranked.prefix(max(0, maximum)).sorted().map { decisions[$0] }
    let left = ranked.dropFirst(max(0, maximum))
    return (
      kept, DroppedEntries(count: left.count, level: left.map { decisions[$0].level }.max())
    )
  }
}

extension AddressSet {
  /// The same addresses without a `/0`: its halves instead.
  static func splitWholeFamilies(_ members: [Member]) -> [Member] {
    guard members.contains(where: { $0.network.length == 0 }) else { return members }
    return members.flatMap { member -> [Member] in
      guard member.network.length == 0, let halves = member.network.halves else { return [member] }
      return [halves.0, halves.1].map {
        Member(network: $0, expiresSeconds: member.expiresSeconds, place: member.place)
      }
    }
  }
}
