/// Which correlations feed which, and which of its group's values each hands on.
///
/// A firing is an event with the values of its group and no others. What it feeds groups by some of
/// them, so that whoever reads an event for the first correlation of a chain knows the keys of all.
struct CorrelationChains {
  /// What the firings of one correlation do to another.
  struct Edge {
    let inner: Int
    let outer: Int
    /// Of the outer's group, and of its values: the places of each in the inner's group.
    let group: [Int]
    let values: [Int]
    /// What a firing counts as where no value is read: one event, or its feed.
    let value: UInt64
  }

  /// By the correlation that feeds.
  let edges: [[Edge]]
  /// Of each correlation the places in its group of the values that choose the shard. They are those
  /// of all that it feeds or is fed by, so that these meet in one shard; none means that there is
  /// one shard for all.
  let routes: [[Int]]

  init(_ rules: [CorrelationRule]) throws(CorrelationError) {
    var edges = [[Edge]](repeating: [], count: rules.count)
    for (outer, rule) in rules.enumerated() {
      for (ordinal, feed) in rule.feeds.enumerated() {
        guard case .correlation(let inner) = feed.source else { continue }
        guard inner >= 0, inner < outer, !rule.kind.readsNumbers,
          let known = rules[inner].feeds.first?.groupBy,
          rules[inner].feeds.allSatisfy({ $0.groupBy.count == known.count })
        else { throw .chained(correlation: outer) }
        let group = feed.groupBy.compactMap(known.firstIndex)
        let read = rule.kind == .valueCount ? feed.values : []
        let values = read.compactMap(known.firstIndex)
        guard group.count == feed.groupBy.count, values.count == read.count else {
          throw .chained(correlation: outer)
        }
        let value =
          rule.kind.countsFeeds
          ? CorrelationPlan.value(ofFeed: rule.ordinal(ofFeed: ordinal)) : 1
        edges[inner].append(
          Edge(inner: inner, outer: outer, group: group, values: values, value: value))
      }
    }
    self.edges = edges
    routes = CorrelationChains.routes(rules, edges)
  }

  /// From the last correlation to the first, which feed only later ones.
  private static func routes(_ rules: [CorrelationRule], _ edges: [[Edge]]) -> [[Int]] {
    var routes = rules.map { rule in Array((rule.feeds.first?.groupBy ?? []).indices) }
    var component = Array(rules.indices)
    for edge in edges.joined() {
      let (from, to) = (component[edge.inner], component[edge.outer])
      for place in component.indices where component[place] == from { component[place] = to }
    }
    var isSplit: Set<Int> = []
    var ends: [Int: Int] = [:]
    for place in rules.indices.reversed() {
      let wanted = edges[place].map { edge in routes[edge.outer].map { edge.group[$0] } }
      if let first = wanted.first {
        routes[place] = first
        if wanted.contains(where: { $0 != first }) { isSplit.insert(component[place]) }
      } else if let end = ends.updateValue(place, forKey: component[place]), end != place {
        // Two that feed nothing, in one component: they agree where all group by the same.
        isSplit.insert(component[place])
      }
    }
    let unequal = edges.joined().filter { edge in
      edge.group != Array((rules[edge.inner].feeds.first?.groupBy ?? []).indices)
    }
    let apart = isSplit.intersection(unequal.map { component[$0.outer] })
    for place in rules.indices where apart.contains(component[place]) { routes[place] = [] }
    return routes
  }

  /// All that a firing of `correlation` can come to, each before what it feeds in turn.
  ///
  /// - Parameter fields: Where the values of the correlation's group stand in the event.
  func carriers(
    of correlation: Int, _ fields: [FieldID], depth: UInt32 = 1, _ lists: inout FieldLists
  ) -> [CarrierPlan] {
    var carriers: [CarrierPlan] = []
    for edge in edges[correlation] {
      let group = edge.group.map { fields[$0] }
      carriers.append(
        CarrierPlan(
          correlation: UInt32(edge.outer), depth: depth, group: lists.place(group),
          values: edge.values.isEmpty
            ? FeedPlan.noValues : lists.place(edge.values.map { fields[$0] }),
          value: edge.value))
      carriers += self.carriers(of: edge.outer, group, depth: depth + 1, &lists)
    }
    return carriers
  }
}

/// What one correlation, by firing, would give to another for the event under way.
struct CarrierPlan: Sendable {
  /// The one that is fed.
  let correlation: UInt32
  /// 1 for what the event's own correlation feeds, 2 for what that one feeds, and so on.
  let depth: UInt32
  /// The lists of the fields of its key, and of the values that it counts or `FeedPlan.noValues`.
  let group: UInt32
  let values: UInt32
  /// What the firing counts as where no values are read.
  let value: UInt64
}

/// Lists of fields without duplicates. Lives while a program is built.
struct FieldLists {
  private(set) var all: [[FieldID]] = []
  private var places: [[FieldID]: UInt32] = [:]

  mutating func place(_ fields: [FieldID]) -> UInt32 {
    if let place = places[fields] { return place }
    let place = UInt32(all.count)
    places[fields] = place
    all.append(fields)
    return place
  }
}
