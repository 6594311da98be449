import Detect

/// What has to change for a set that holds some networks to hold others.
package struct ElementChanges: Sendable {
  /// Networks that the set holds and should not, or not until then.
  package private(set) var removed: [AddressSet.Member] = []
  /// Networks that it should hold; `place` is that of the new member.
  package private(set) var added: [AddressSet.Member] = []

  package var isEmpty: Bool { removed.isEmpty && added.isEmpty }

  /// - Parameters:
  ///   - removed: As in ``removed``.
  ///   - added: As in ``added``.
  package init(removed: [AddressSet.Member], added: [AddressSet.Member]) {
    self.removed = removed
    self.added = added
  }

  /// - Parameters:
  ///   - old: Sorted and disjoint, as in ``BlockList/members``.
  ///   - new: The same.
  ///   - atSeconds: What ended before has left the set by itself.
  ///   - toleranceSeconds: Expiries that differ by no more are the same: a kernel tells the time
  ///     that is left, in units of its own.
  ///   - farSeconds: Expiries from then on are the same: a kernel holds no longer ones.
  /// - Complexity: O(n).
  package init(
    from old: [AddressSet.Member], to new: [AddressSet.Member], atSeconds: Int64,
    toleranceSeconds: Int64 = 0, farSeconds: Int64 = .max
  ) {
    var place = 0
    func remove(while isBefore: (Prefix) -> Bool) {
      while place < old.count, isBefore(old[place].network) {
        if old[place].expiresSeconds > atSeconds { removed.append(old[place]) }
        place += 1
      }
    }
    for member in new where member.expiresSeconds > atSeconds {
      remove { $0 < member.network }
      if place < old.count, old[place].network == member.network {
        let held = old[place]
        place += 1
        let isFar =
          min(held.expiresSeconds, member.expiresSeconds) >= farSeconds
          && max(held.expiresSeconds, member.expiresSeconds) != Decision.never
        if isFar || ElementChanges.isSame(held, member, toleranceSeconds) { continue }
        if held.expiresSeconds > atSeconds { removed.append(held) }
      }
      added.append(member)
    }
    remove { _ in true }
  }

  private static func isSame(
    _ a: AddressSet.Member, _ b: AddressSet.Member, _ toleranceSeconds: Int64
  ) -> Bool {
    let (left, right) = (a.expiresSeconds, b.expiresSeconds)
    if left == right || left == Decision.never || right == Decision.never { return left == right }
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    return !overflow && difference.magnitude <= toleranceSeconds.magnitude
  }
}
