import Detect
import Response

/// Decisions by their targets.
///
/// In many small parts, so that a copy that somebody reads costs the writer one part at the next
/// change, and not all of a million decisions.
struct DecisionTable: Sendable {
  /// The decisions on one target: mostly one.
  private struct Held {
    var first: Decision
    var more: [Decision] = []

    var all: [Decision] { [first] + more }

    mutating func replace(_ decision: Decision) -> Decision? {
      if first.id == decision.id {
        defer { first = decision }
        return first
      }
      guard let place = more.firstIndex(where: { $0.id == decision.id }) else {
        more.append(decision)
        return nil
      }
      defer { more[place] = decision }
      return more[place]
    }
  }

  private var parts = [[Decision.Target: Held]](repeating: [:], count: 1 << partBits)
  /// Those on networks of more than one address.
  private(set) var networks: [DecisionID: Decision] = [:]
  private(set) var count = 0

  private static let partBits = 10

  private static func part(_ target: Decision.Target) -> Int {
    let hash =
      switch target {
      case .network(let network): network.address.high ^ network.address.low
      case .domain(let name), .user(let name): UInt64(bitPattern: Int64(name.hashValue))
      }
    return Int((hash &* 0x9e37_79b9_7f4a_7c15) >> UInt64(64 - partBits))
  }

  /// Puts a decision in, or in the place of the one with its identifier, which is returned.
  @discardableResult mutating func put(_ decision: Decision) -> Decision? {
    let part = DecisionTable.part(decision.target)
    if case .network(let network) = decision.target, !network.isHost {
      networks[decision.id] = decision
    }
    guard let index = parts[part].index(forKey: decision.target) else {
      parts[part][decision.target] = Held(first: decision)
      count += 1
      return nil
    }
    let old = parts[part].values[index].replace(decision)
    if old == nil { count += 1 }
    return old
  }

  /// Takes a decision out; nothing when it is not there.
  mutating func remove(_ decision: Decision) {
    let part = DecisionTable.part(decision.target)
    networks[decision.id] = nil
    guard var left = parts[part][decision.target]?.all else { return }
    guard let place = left.firstIndex(where: { $0.id == decision.id }) else { return }
    left.remove(at: place)
    count -= 1
    parts[part][decision.target] = left.first.map { Held(first: $0, more: Array(left.dropFirst())) }
  }

  /// The decisions on exactly this target.
  func on(_ target: Decision.Target) -> [Decision] {
    parts[DecisionTable.part(target)][target]?.all ?? []
  }

  /// All, in no order.
  ///
  /// - Complexity: O(n).
  var all: [Decision] {
    var found: [Decision] = []
    found.reserveCapacity(count)
    for part in parts {
      for held in part.values {
        found.append(held.first)
        found += held.more
      }
    }
    return found
  }
}

extension [Decision] {
  /// Sorted decisions with those on some targets replaced.
  ///
  /// - Parameters:
  ///   - targets: Whose decisions go.
  ///   - fresh: What comes for them.
  /// - Complexity: O(n) copies, and O(targets × log n).
  func replacing(_ targets: some Sequence<Decision.Target>, by fresh: [Decision]) -> [Decision] {
    var found: [Decision] = []
    found.reserveCapacity(count + fresh.count)
    var done = 0
    var next = 0
    let fresh = Decision.sorted(fresh)
    for target in targets.sorted() {
      let start = first(from: done) { $0.target >= target }
      found += self[done..<start]
      done = first(from: start) { $0.target > target }
      while next < fresh.count, fresh[next].target <= target {
        found.append(fresh[next])
        next += 1
      }
    }
    return found + self[done...] + fresh[next...]
  }

  /// The first place from which on something holds for all.
  private func first(from start: Int, where holds: (Decision) -> Bool) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
