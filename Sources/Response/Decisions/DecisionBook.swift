import Detect

/// What happened to a decision.
package enum DecisionChange: Hashable, Sendable {
  case added(Decision)
  /// It lasts longer, or more alerts speak for it.
  case refreshed(Decision)
  /// It ended (``Decision/State/expired``), was withdrawn (``Decision/State/deleted``), or became
  /// part of one that started earlier (also deleted).
  case removed(Decision)
  /// It was asked for and not made (``Decision/State/refused``).
  case refused(Decision, RefusalCause)

  /// As it is after the change.
  package var decision: Decision {
    switch self {
    case .added(let decision), .refreshed(let decision), .removed(let decision),
      .refused(let decision, _):
      decision
    }
  }
}

/// All decisions: the only maker of them.
///
/// Any order of the same alerts, with the same times, gives the same decisions, identifiers and
/// reasons. Order matters only where something is forgotten or cut off: across
/// ``expire(atSeconds:)`` (alerts older than a target's memory), deletions by hand (they hold for
/// alerts before them), the breaker, the limit on targets, the limit of 256 sightings kept for
/// one target, and those of ``RiskTable`` and ``WideningTable``.
///
/// Not safe to share: one owner, the response loop.
package struct DecisionBook: Sendable {
  struct TrackKey: Hashable, Sendable {
    let action: Decision.Action
    let origin: Decision.Origin
    let target: Decision.Target
  }

  var tracks: [TrackKey: Track] = [:]
  /// What ``takeChangedTracks()`` returns next; nil while nobody asks for it.
  var changedKeys: Set<TrackKey>?
  /// Blocks that were asked for and not made.
  package private(set) var refusals = RefusalLog()
  /// Nil lets any number of new blocks through.
  package var breaker: Breaker?
  /// Targets held at most; further ones are refused.
  package let maximumTargets: Int
  private var expiredThroughSeconds = Int64.min
  /// The targets of which something ends until ``soonThroughSeconds``: only they are looked at.
  private var soon: Set<TrackKey> = []
  private var soonThroughSeconds = Int64.min
  /// Of the blocks that have not ended.
  package private(set) var blockedSpace = BlockedSpace()
  package private(set) var risk = RiskTable()
  private var widening = WideningTable()

  package init(maximumTargets: Int = 1_000_000, breaker: Breaker? = nil) {
    self.maximumTargets = maximumTargets
    self.breaker = breaker
  }
}

/// Something that asks for a decision.
struct DecisionRequest: Sendable {
  let action: Decision.Action
  let origin: Decision.Origin
  /// The first that the never-block list lets through is taken; never empty.
  var targets: [Decision.Target]
  let sighting: Sighting
  /// Nil when no policy asks.
  var rule: PolicyRule?
  var isAmbiguous = false
}

// What asks for decisions.
extension DecisionBook {
  /// Asks the policy about an alert, and the never-block list about what the policy says.
  ///
  /// - Parameter atSeconds: When the offence happened, Unix seconds. Decisions run from it and are
  ///   in no list before it, so a live caller passes the earlier of the alert's time and the
  ///   clock's, and the clock's where the alert has none.
  /// - Returns: What changed; empty when the policy wants nothing.
  package mutating func apply(
    _ alert: Alert, policy: Policy, neverBlock: NeverBlock, atSeconds: Int64
  ) -> [DecisionChange] {
    requests(alert, policy, neverBlock, atSeconds: atSeconds).flatMap { request in
      if request.isAmbiguous { return [refuse(request, because: .bothExternal)] }
      let changes = decide(request, neverBlock: neverBlock)
      return changes + widen(request, after: changes, neverBlock)
    }
  }

  /// Takes an alert into account that was decided on before, by a run that has ended: for the risk
  /// of entities, and for how many hosts of a network misbehaved.
  package mutating func recall(
    _ alert: Alert, policy: Policy, neverBlock: NeverBlock, atSeconds: Int64
  ) {
    for request in requests(alert, policy, neverBlock, atSeconds: atSeconds) {
      guard let (rule, host) = request.misbehaviour, neverBlock.entry(against: host) == nil else {
        continue
      }
      _ = widening.add(
        rule, host: host.address, request.sighting, isSimulated: request.action == .simulated)
    }
  }

  /// Takes alerts out again that an operator took back from a run that has ended, so that they do
  /// not count for scores and networks to come. Decisions stay: they were undone then.
  ///
  /// - Parameter atSeconds: When that was. Alerts of later times count.
  /// - Complexity: O(alerts that are remembered).
  package mutating func recall(undone scope: UndoScope, atSeconds: Int64) {
    let isUndone = { (subject: Entity, cause: Cause, seconds: Int64) in
      seconds <= atSeconds && scope.covers(subject, cause, seconds)
    }
    _ = risk.withdraw(where: isUndone)
    _ = widening.withdraw { isUndone(.address($0), $1, $2) }
  }

  /// Forgets what waits for a score: another policy asks now.
  package mutating func dropWaiting() { risk.dropWaiting() }

  /// What an alert asks for: the rule that matches it, and what earlier alerts waited for whose
  /// entity has reached its score now.
  private mutating func requests(
    _ alert: Alert, _ policy: Policy, _ neverBlock: NeverBlock, atSeconds: Int64
  ) -> [DecisionRequest] {
    let choices = policy.choices(for: alert, isInternal: neverBlock.protects)
    var ready: [DecisionRequest] = []
    var waiting: [RiskTable.Pending] = []
    for choice in choices {
      let action = policy.action(of: choice.rule, on: alert)
      let request = DecisionBook.request(choice, action, alert, atSeconds: atSeconds)
      if let minimum = choice.rule.match.minimumRisk {
        waiting.append(RiskTable.Pending(minimum: minimum, request: request))
      } else {
        ready.append(request)
      }
    }
    guard policy.asksForRisk else { return ready }
    return risk.add(
      alert, waiting, atSeconds: atSeconds, policy.risk,
      hasPoints: !policy.simulation.covers(alert)) + ready
  }

  private static func request(
    _ choice: PolicyChoice, _ action: Decision.Action, _ alert: Alert, atSeconds: Int64
  ) -> DecisionRequest {
    let rule = choice.rule
    let grounds = Grounds(
      cause: Cause(of: alert, policyRule: rule.name),
      term: Term(
        durationSeconds: rule.durationSeconds, escalation: rule.escalation,
        coolDownSeconds: rule.coolDownSeconds))
    return DecisionRequest(
      action: action, origin: .policy,
      targets: DecisionBook.targets(choice.target, in: rule.scope),
      sighting: Sighting(seconds: atSeconds, grounds: grounds, alertID: alert.id), rule: rule,
      isAmbiguous: choice.isAmbiguous)
  }

  /// Asks for the networks around a host that was blocked, where enough of their hosts were.
  private mutating func widen(
    _ request: DecisionRequest, after changes: [DecisionChange], _ neverBlock: NeverBlock
  ) -> [DecisionChange] {
    guard let (rule, host) = request.misbehaviour else { return [] }
    let isRefused = changes.contains { if case .refused = $0 { true } else { false } }
    guard !isRefused else { return [] }
    let found = widening.add(
      rule, host: host.address, request.sighting, isSimulated: request.action == .simulated)
    return found.flatMap { network, sighting in
      let wide = DecisionRequest(
        action: request.action, origin: .policy, targets: [.network(network)], sighting: sighting)
      return decide(wide, neverBlock: neverBlock)
    }
  }

  /// Takes a decision that an operator or a feed asks for; the never-block list is asked all the
  /// same.
  ///
  /// - Parameters:
  ///   - durationSeconds: Nil does not expire.
  ///   - isSimulated: A block is only simulated.
  package mutating func add(
    _ action: Decision.Action, _ target: Decision.Target, origin: Decision.Origin, cause: Cause,
    atSeconds: Int64, durationSeconds: Int64?, neverBlock: NeverBlock, isSimulated: Bool = false
  ) -> [DecisionChange] {
    let action = isSimulated && action == .block ? .simulated : action
    let term = Term(durationSeconds: durationSeconds ?? .max, escalation: nil)
    let sighting = Sighting(
      seconds: atSeconds, grounds: Grounds(cause: cause, term: term), alertID: nil)
    return decide(
      DecisionRequest(action: action, origin: origin, targets: [target], sighting: sighting),
      neverBlock: neverBlock)
  }

  /// The network of the scope, and the address alone for when that is refused.
  private static func targets(
    _ target: Decision.Target, in scope: PolicyScope
  ) -> [Decision.Target] {
    guard case .network(let host) = target else { return [target] }
    let network = scope.network(of: host.address)
    return network == host ? [target] : [.network(network), target]
  }
}

extension DecisionRequest {
  /// The rule that widens, and the host that counts for it; nil where nothing is widened.
  var misbehaviour: (rule: PolicyRule, host: Prefix)? {
    guard let rule, action != .watch, !rule.widening.isEmpty, !isAmbiguous,
      case .network(let host)? = targets.last, host.isHost
    else { return nil }
    return (rule, host)
  }
}

// The gate.
extension DecisionBook {
  /// The only function that makes or prolongs a decision. A block needs a ``ClearedTarget``.
  private mutating func decide(_ request: DecisionRequest, neverBlock: NeverBlock)
    -> [DecisionChange]
  {
    guard request.action != .watch else { return record(request, on: request.targets[0]) }
    var cause: RefusalCause?
    for target in request.targets {
      do throws(RefusalCause) {
        let cleared = try neverBlock.clear(target)
        return request.action == .block
          ? block(request, cleared) : record(request, on: cleared.target)
      } catch {
        cause = cause ?? error
      }
    }
    return cause.map { [refuse(request, because: $0)] } ?? []
  }

  private mutating func block(_ request: DecisionRequest, _ cleared: ClearedTarget)
    -> [DecisionChange]
  {
    let key = TrackKey(action: .block, origin: request.origin, target: cleared.target)
    let seconds = request.sighting.seconds
    let isNew = tracks[key]?.spans.contains { seconds < $0.expiresSeconds } != true
    if isNew, let reason = trip(cleared.target, atSeconds: seconds) {
      let refusal = refuse(request, because: .breaker(reason: reason))
      let watch = DecisionRequest(
        action: .watch, origin: request.origin, targets: [cleared.target],
        sighting: request.sighting)
      return [refusal] + record(watch, on: cleared.target)
    }
    return record(request, on: cleared.target)
  }

  /// Why the breaker does not let a new block through; nil when it does.
  private mutating func trip(_ target: Decision.Target, atSeconds: Int64) -> String? {
    var space = blockedSpace
    if case .network(let network) = target { space = space + BlockedSpace(network) }
    // A log may be read long after it was written: what counts is the time of the decision.
    let now = max(atSeconds, expiredThroughSeconds)
    guard breaker?.admit(atSeconds: now, space: space) == false else { return nil }
    return breaker?.trip?.reason
  }

  private mutating func record(
    _ request: DecisionRequest, on target: Decision.Target
  ) -> [DecisionChange] {
    let key = TrackKey(action: request.action, origin: request.origin, target: target)
    if tracks[key] == nil, tracks.count >= maximumTargets {
      return [refuse(request, because: .full(maximum: maximumTargets))]
    }
    return change(key, atSeconds: request.sighting.seconds) { $0.add(request.sighting) }
  }

  private mutating func refuse(
    _ request: DecisionRequest, because cause: RefusalCause
  ) -> DecisionChange {
    let sighting = request.sighting
    _ = refusals.record(
      request.targets[0], cause, ruleID: sighting.grounds.cause.ruleID,
      alertID: sighting.alerts.first?.id, atSeconds: sighting.seconds)
    return .refused(
      Decision(
        refused: request.action, request.targets[0], origin: request.origin, sighting: sighting),
      cause)
  }
}

// What ends decisions.
extension DecisionBook {
  /// Withdraws the decisions on a target for good: alerts up to this time cannot bring them back.
  package mutating func delete(
    _ target: Decision.Target, action: Decision.Action = .block, atSeconds: Int64
  ) -> [DecisionChange] {
    let own = Decision.Origin.allCases.flatMap { origin in
      let key = TrackKey(action: action, origin: origin, target: target)
      guard tracks[key] != nil else { return [DecisionChange]() }
      return change(key, atSeconds: atSeconds) { track in
        track.clear(throughSeconds: atSeconds)
        return true
      }
    }
    return own
      + withdrawAlerts(atSeconds: atSeconds) { subject, _, seconds in
        seconds <= atSeconds && target.holds(subject)
      }
  }

  /// Takes back what these causes led to (a rule, a feed, an indicator), as if their alerts had
  /// never been. What other causes say stays.
  ///
  /// - Complexity: O(targets).
  package mutating func undo(
    atSeconds: Int64, where isWithdrawn: (Cause) -> Bool
  ) -> [DecisionChange] {
    let keys = tracks.filter { entry in
      entry.value.sightings.contains { isWithdrawn($0.grounds.cause) }
    }.keys.sorted()
    let own = keys.flatMap { key in
      change(key, atSeconds: atSeconds) { track in
        track.withdraw(where: isWithdrawn)
        return true
      }
    }
    return own + withdrawAlerts(atSeconds: atSeconds) { _, cause, _ in isWithdrawn(cause) }
  }

  /// Takes alerts out of what scores and networks hang on, and with them the decisions that would
  /// not be without them.
  ///
  /// - Parameter isWithdrawn: By the entity, the alert's cause and its time.
  mutating func withdrawAlerts(
    atSeconds: Int64, where isWithdrawn: (Entity, Cause, Int64) -> Bool
  ) -> [DecisionChange] {
    let ended =
      risk.withdraw(where: isWithdrawn)
      + widening.withdraw { isWithdrawn(.address($0), $1, $2) }
    var keys: [TrackKey: Set<String>] = [:]
    for (rule, target) in ended {
      for action in Decision.Action.allCases {
        keys[TrackKey(action: action, origin: .policy, target: target), default: []].insert(rule)
      }
    }
    return keys.keys.sorted().filter { tracks[$0] != nil }.flatMap { key in
      change(key, atSeconds: atSeconds) { track in
        track.withdraw { cause in cause.policyRule.map { keys[key]?.contains($0) ?? false } ?? false
        }
        return true
      }
    }
  }

  /// Withdraws the blocks that a changed never-block list forbids.
  ///
  /// - Complexity: O(targets).
  package mutating func enforce(_ neverBlock: NeverBlock, atSeconds: Int64) -> [DecisionChange] {
    let keys = tracks.keys.filter { key in
      guard key.action != .watch else { return false }
      do throws(RefusalCause) {
        _ = try neverBlock.clear(key.target)
        return false
      } catch {
        return true
      }
    }.sorted()
    return keys.flatMap { key in
      change(key, atSeconds: atSeconds) { track in
        track.withdraw { _ in true }
        return true
      }
    }
  }

  /// Reports what has ended since the last call, and forgets targets that cannot matter any more.
  ///
  /// - Complexity: O(targets of which something ends within a minute), and once in a minute
  ///   O(targets).
  package mutating func expire(atSeconds: Int64) -> [DecisionChange] {
    guard atSeconds > expiredThroughSeconds else { return [] }
    if atSeconds > soonThroughSeconds { lookAhead(fromSeconds: atSeconds) }
    var ended: [Decision] = []
    for key in soon {
      guard let track = tracks[key] else {
        soon.remove(key)
        continue
      }
      for span in track.spans
      where span.expiresSeconds <= atSeconds && span.expiresSeconds > expiredThroughSeconds {
        ended.append(decision(key, track, span, atSeconds: atSeconds))
      }
      blockedSpace =
        blockedSpace - key.space(track, afterSeconds: expiredThroughSeconds)
        + key.space(track, afterSeconds: atSeconds)
      if track.forgottenSeconds <= atSeconds {
        tracks[key] = nil
        soon.remove(key)
        changedKeys?.insert(key)
      } else if track.nextEndSeconds(after: atSeconds) > soonThroughSeconds {
        soon.remove(key)
      }
    }
    expiredThroughSeconds = atSeconds
    widening.expire(atSeconds: atSeconds)
    return ended.sorted(by: Decision.isBefore).map(DecisionChange.removed)
  }

  /// Finds the targets of which something ends until a minute after a time.
  private mutating func lookAhead(fromSeconds: Int64) {
    soonThroughSeconds = Track.sum(fromSeconds, DecisionBook.lookAheadSeconds)
    soon.removeAll(keepingCapacity: true)
    for (key, track) in tracks
    where track.nextEndSeconds(after: expiredThroughSeconds) <= soonThroughSeconds {
      soon.insert(key)
    }
  }

  private static let lookAheadSeconds: Int64 = 60

  /// Changes one track and says what that did to its decisions.
  mutating func change(
    _ key: TrackKey, atSeconds: Int64, _ body: (inout Track) -> Bool
  ) -> [DecisionChange] {
    var track = tracks[key] ?? Track()
    let old = track
    guard body(&track) else { return [] }
    track.identify(old.spans) { key.id(createdSeconds: $0) }
    tracks[key] = track.isEmpty ? nil : track
    count(key, old, track)
    changedKeys?.insert(key)
    let atSeconds = max(atSeconds, expiredThroughSeconds)
    var changes: [DecisionChange] = []
    for span in old.spans where !track.spans.contains(where: span.isSameDecision) {
      changes.append(
        .removed(decision(key, old, span, state: .deleted, atSeconds: atSeconds)))
    }
    for span in track.spans {
      guard let before = old.spans.first(where: span.isSameDecision) else {
        changes.append(.added(decision(key, track, span, atSeconds: atSeconds)))
        continue
      }
      if before.expiresSeconds != span.expiresSeconds || before.alertCount != span.alertCount {
        changes.append(.refreshed(decision(key, track, span, atSeconds: atSeconds)))
      }
    }
    return changes
  }
}

// What the breaker counts.
extension DecisionBook {
  /// Counts a track that has changed.
  mutating func count(_ key: TrackKey, _ old: Track, _ new: Track) {
    if new.nextEndSeconds(after: expiredThroughSeconds) <= soonThroughSeconds { soon.insert(key) }
    blockedSpace =
      blockedSpace - key.space(old, afterSeconds: expiredThroughSeconds)
      + key.space(new, afterSeconds: expiredThroughSeconds)
  }
}

extension DecisionBook.TrackKey {
  /// What a track blocks after a time.
  fileprivate func space(_ track: Track, afterSeconds: Int64) -> BlockedSpace {
    guard action == .block, case .network(let network) = target,
      (track.spans.last?.expiresSeconds ?? .min) > afterSeconds
    else { return BlockedSpace() }
    return BlockedSpace(network)
  }
}

extension Track.Span {
  /// The identifier hangs on the start.
  func isSameDecision(_ other: Self) -> Bool { createdSeconds == other.createdSeconds }
}

extension DecisionBook.TrackKey {
  func id(createdSeconds: Int64) -> DecisionID {
    DecisionID(action: action, origin: origin, target: target, createdSeconds: createdSeconds)
  }
}

extension Decision.Target {
  /// Whether an entity is the target, or in its network.
  func holds(_ entity: Entity) -> Bool {
    switch (self, entity) {
    case (.network(let network), .address(let address)): network.contains(address)
    case (.user(let name), .user(let other)): name == other
    default: false
    }
  }
}

extension DecisionBook.TrackKey: Comparable {
  static func < (a: Self, b: Self) -> Bool {
    if a.target != b.target { return a.target < b.target }
    return (a.action.rawValue, a.origin.rawValue) < (b.action.rawValue, b.origin.rawValue)
  }
}
