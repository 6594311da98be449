/// The windows of a shard's keys that ask more than a count.
///
/// They take far more room and time than ``WindowStore``'s, and few rules need them.
struct GeneralWindows {
  private struct Key: Hashable {
    let high: UInt64
    let low: UInt64

    // Both are keyed hashes already.
    func hash(into hasher: inout Hasher) { hasher.combine(low) }
  }

  private struct Slot {
    var key: Key
    var correlation: UInt32
    /// How long after its newest event it is of use.
    let heldNanoseconds: Int64
    var window = GeneralWindow()

    var end: Int64 { window.newest &+ heldNanoseconds }
  }

  private var places: [Key: Int] = [:]
  private var slots: [Slot] = []
  /// Where the search for a stale key goes on.
  private var hand = 0
  private(set) var bytes = 0
  private(set) var forgotten = 0

  /// Bytes of a key beside its window.
  private static let keyBytes = 128
  /// How many keys are compared when one must go.
  private static let compared = 16

  var count: Int { slots.count }

  /// Adds what each correlation has to a list of counts.
  func count(into counts: inout [Int]) {
    for slot in slots { counts[Int(slot.correlation)] += 1 }
  }

  /// Gives each key and its window.
  func forEach(
    _ body: (_ correlation: UInt32, _ high: UInt64, _ low: UInt64, GeneralWindow) -> Void
  ) {
    for slot in slots { body(slot.correlation, slot.key.high, slot.key.low, slot.window) }
  }

  /// Adds a key with its window, if it is not there.
  mutating func insert(
    _ window: GeneralWindow, high: UInt64, low: UInt64, correlation: UInt32, _ plan: GeneralPlan
  ) {
    let key = Key(high: high, low: low)
    guard places[key] == nil else { return }
    places[key] = slots.count
    let silence = plan.rearming.silence(spanNanoseconds: plan.spanNanoseconds)
    slots.append(
      Slot(
        key: key, correlation: correlation,
        heldNanoseconds: max(plan.spanNanoseconds, silence), window: window))
    bytes += GeneralWindows.keyBytes + window.byteCount
    forgotten += window.forgotten
  }

  /// - Parameter maximum: The most events of one window.
  /// - Complexity: O(√events) for a number, O(feeds) for a condition or an order; O(events) for
  ///   an event of those that comes late.
  mutating func add(
    _ input: CorrelationInput, _ plan: GeneralPlan, maximum: Int
  ) -> GeneralWindow.Result {
    let key = Key(high: input.keyHigh, low: input.keyLow)
    if places[key] == nil {
      insert(
        GeneralWindow(), high: key.high, low: key.low, correlation: input.correlation, plan)
    }
    let place = places[key] ?? 0
    bytes -= slots[place].window.byteCount
    forgotten -= slots[place].window.forgotten
    let result = slots[place].window.add(WindowEntry(input), plan, maximum: maximum)
    bytes += slots[place].window.byteCount
    forgotten += slots[place].window.forgotten
    return result
  }

  /// The newest time of an input's key, if there is such a key.
  func newest(of input: CorrelationInput) -> Int64? {
    places[Key(high: input.keyHigh, low: input.keyLow)].map { slots[$0].window.newest }
  }

  /// Lets an input's key go.
  mutating func remove(_ input: CorrelationInput) {
    if let place = places[Key(high: input.keyHigh, low: input.keyLow)] { remove(place) }
  }

  /// Lets go the key, of some that stand side by side, whose window ends first.
  ///
  /// - Returns: When that window ends; nil when there is no key.
  /// - Complexity: O(1).
  mutating func removeStale() -> Int64? {
    guard !slots.isEmpty else { return nil }
    var stalest = hand % slots.count
    for step in 1..<max(2, min(GeneralWindows.compared, slots.count)) {
      let place = (hand + step) % slots.count
      if slots[place].end < slots[stalest].end { stalest = place }
    }
    hand = (hand + GeneralWindows.compared) % slots.count
    let end = slots[stalest].end
    remove(stalest)
    return end
  }

  /// Gives each key to the correlation that has its place now, or lets it go.
  mutating func move(_ moves: [CorrelationMove?]) {
    let all = slots
    self = GeneralWindows()
    for var slot in all {
      guard let move = moves[Int(slot.correlation)] else { continue }
      slot.correlation = move.correlation
      slot.key = Key(high: slot.key.high ^ move.high, low: slot.key.low ^ move.low)
      places[slot.key] = slots.count
      bytes += slot.window.byteCount + GeneralWindows.keyBytes
      slots.append(slot)
    }
  }

  private mutating func remove(_ place: Int) {
    let gone = slots[place]
    bytes -= gone.window.byteCount + GeneralWindows.keyBytes
    places[gone.key] = nil
    if place < slots.count - 1 {
      slots[place] = slots[slots.count - 1]
      places[slots[place].key] = place
    }
    slots.removeLast()
  }
}

extension CorrelationFiring {
  /// A firing of `input` with the events that fulfil its condition, by time.
  init(_ input: CorrelationInput, _ events: [WindowEntry]) {
    let half = WindowStore.evidenceHalf
    let named = events.count > half * 2 ? events.prefix(half) + events.suffix(half) : events[...]
    self.init(
      correlation: Int(input.correlation), keyHigh: input.keyHigh, keyLow: input.keyLow,
      count: Int64(events.count),
      firstNanoseconds: events.first?.timeNanoseconds ?? input.timeNanoseconds,
      lastNanoseconds: events.last?.timeNanoseconds ?? input.timeNanoseconds,
      position: input.position, completing: input.evidence, evidence: named.map(\.evidence))
  }
}
