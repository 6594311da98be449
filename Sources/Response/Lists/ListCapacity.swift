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
    let candidates = decided.indices.filter {
      families == .both || decided[$0].network.isIPv4 == (families == .ipv4)
    }
    let weights: [Weight] = candidates.map { place in
      let entry = decided[place]
      return Weight(entry.cause.level, entry.cause.confidence, entry.createdSeconds, place)
    }
    let ranked = Weight.places(weights) { a, b in
      let (left, right) = (decided[a].network, decided[b].network)
      return left == right ? decided[a].id < decided[b].id : left < right
    }
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
}

/// What decides who stays on a list that is too short: the level, then the confidence, then the
/// newest. One number, because a million are sorted.
private struct Weight {
  let value: UInt64
  let place: Int

  /// - Parameter created: Unix seconds; those before 1970 are all as old.
  init(_ level: Level, _ confidence: Int?, _ created: Int64, _ place: Int) {
    var value = UInt64(level.rawValue) &<< 7
    if let confidence { value += UInt64(max(0, min(confidence, 126))) + 1 }
    value = value &<< 54
    self.value = value + UInt64(max(0, min(created, 0x1f_ffff_ffff_ffff)))
    self.place = place
  }

  /// The weightiest first.
  ///
  /// - Parameter isBefore: Orders places that weigh the same.
  static func places(_ weights: [Weight], isBefore: (Int, Int) -> Bool) -> [Int] {
    let sorted = weights.sorted { a, b in
      a.value == b.value ? isBefore(a.place, b.place) : a.value > b.value
    }
    return sorted.map(\.place)
  }
}

extension Decision {
  /// The weightiest of sorted decisions, still sorted, and what had to go.
  static func limited(
    _ decisions: [Decision], to maximum: Int?
  ) -> (kept: [Decision], dropped: DroppedEntries?) {
    guard let maximum, decisions.count > maximum else { return (decisions, nil) }
    let weights: [Weight] = decisions.indices.map { place in
      let decision = decisions[place]
      return Weight(decision.level, decision.confidence, decision.createdSeconds, place)
    }
    let ranked = Weight.places(weights) { $0 < $1 }
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
