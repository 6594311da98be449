package import Detect

/// Networks with expiries, brought into the one smallest list that says the same.
package enum AddressSet {
  /// A network, until when, and whose it is.
  package struct Member: Hashable, Sendable {
    package var network: Prefix
    /// Unix seconds.
    package var expiresSeconds: Int64
    /// A place in the caller's own list.
    package var place: Int

    package init(network: Prefix, expiresSeconds: Int64, place: Int) {
      self.network = network
      self.expiresSeconds = expiresSeconds
      self.place = place
    }
  }

  /// The disjoint networks that cover the same addresses, each until the latest expiry that any
  /// member gives it, as few as possible, sorted.
  ///
  /// Two halves become one network only when both last equally long. A network swallows what lies
  /// in it and does not last longer; where something in it does, it is cut around that. Of several
  /// members that last equally long the narrowest names the place, then the first by `isBefore`.
  ///
  /// - Parameter isBefore: Orders the places of members with the same network and expiry.
  /// - Complexity: O(n log n), and up to 128 pieces for each member that outlasts one around it.
  package static func aggregate(
    _ members: [Member], isBefore: (Int, Int) -> Bool = { $0 < $1 }
  ) -> [Member] {
    let sorted = members.sorted { a, b in
      if a.network != b.network { return a.network < b.network }
      return a.expiresSeconds == b.expiresSeconds
        ? isBefore(a.place, b.place) : a.expiresSeconds > b.expiresSeconds
    }
    var pieces = Pieces(members: sorted)
    pieces.addGroups(0, sorted.count)
    return pieces.found
  }
}

/// The recursion over address space, from left to right.
private struct Pieces {
  let members: [AddressSet.Member]
  var found: [AddressSet.Member] = []

  init(members: [AddressSet.Member]) { self.members = members }

  /// Adds members that nothing around them covers.
  mutating func addGroups(_ start: Int, _ end: Int) {
    var first = start
    while first < end {
      let network = members[first].network
      var next = first + 1
      while next < end, network.contains(members[next].network) { next += 1 }
      addGroup(network, first, next, nil)
      first = next
    }
  }

  /// Adds the members from `start` to `end`, all within `node`, which `cover` covers if anything
  /// does.
  private mutating func addGroup(
    _ node: Prefix, _ start: Int, _ end: Int, _ cover: AddressSet.Member?
  ) {
    var start = start
    var cover = cover
    while start < end, members[start].network == node {
      if members[start].expiresSeconds >= cover?.expiresSeconds ?? .min, !isRepeat(start) {
        cover = members[start]
      }
      start += 1
    }
    guard var whole = cover else { return addGroups(start, end) }
    let outlasts = (start..<end).contains {
      members[$0].expiresSeconds > whole.expiresSeconds
    }
    guard outlasts, let halves = node.halves else {
      whole.network = node
      return append(whole)
    }
    let middle = (start..<end).partition { members[$0].network.address >= halves.1.address }
    addGroup(halves.0, start, middle, whole)
    addGroup(halves.1, middle, end, whole)
  }

  /// The same network as the one before it, which lasts at least as long.
  private func isRepeat(_ index: Int) -> Bool {
    index > 0 && members[index - 1].network == members[index].network
  }

  /// Appends a piece, and joins halves for as long as there are two that last equally long.
  private mutating func append(_ piece: AddressSet.Member) {
    found.append(piece)
    while found.count >= 2 {
      let left = found[found.count - 2]
      let right = found[found.count - 1]
      guard left.expiresSeconds == right.expiresSeconds, left.network.bits == right.network.bits,
        let parent = left.network.parent, parent.contains(right.network)
      else { return }
      found.removeLast()
      found[found.count - 1].network = parent
    }
  }
}

extension Range<Int> {
  /// The first index from which `isAfter` holds, when it holds for all after it.
  fileprivate func partition(_ isAfter: (Int) -> Bool) -> Int {
    var low = lowerBound
    var high = upperBound
    while low < high {
      let middle = (low + high) / 2
      if isAfter(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Prefix {
  /// The two networks one bit longer; nil for a host.
  var halves: (Prefix, Prefix)? {
    guard !isHost, let left = Prefix(address, length: length + 1) else { return nil }
    guard let right = left.last.next.flatMap({ Prefix($0, length: length + 1) }) else { return nil }
    return (left, right)
  }

  /// The network one bit shorter in the same family; nil for a whole family.
  var parent: Prefix? { length == 0 ? nil : Prefix(address, length: length - 1) }
}
