/// Where a contributing record stands, in 16 bytes.
@frozen
package struct EvidenceReference: Hashable, Sendable {
  /// The input in the high 20 bits, the byte offset in the low 44.
  @usableFromInline let place: UInt64
  /// The record number in the high 44 bits, the length in the low 20.
  @usableFromInline let record: UInt64

  /// - Parameters:
  ///   - input: Below 2^20.
  ///   - record: Its number in its input, from 1; kept modulo 2^44.
  ///   - offset: Of its first byte in its input; kept modulo 2^44 (16 TiB).
  ///   - length: In bytes, without the line end; at most 2^20 − 1 is kept.
  @inlinable package init(input: Int, record: Int, offset: Int, length: Int) {
    let mask: UInt64 = (1 << 44) - 1
    place = UInt64(truncatingIfNeeded: input) << 44 | UInt64(truncatingIfNeeded: offset) & mask
    self.record =
      UInt64(truncatingIfNeeded: record) << 20
      | UInt64(truncatingIfNeeded: Swift.min(length, 0xf_ffff))
  }

  package var input: Int { Int(place >> 44) }
  package var offset: Int { Int(place & ((1 << 44) - 1)) }
  package var recordNumber: Int { Int(record >> 20) }
  package var length: Int { Int(record & 0xf_ffff) }
}

/// One event for one correlation, on its way from the worker that matched it to the shard that owns
/// its key.
@frozen
package struct CorrelationInput: Hashable, Sendable {
  /// A keyed hash of the correlation and the group-by values.
  package let keyHigh: UInt64
  package let keyLow: UInt64
  /// The events it stands for, or the hash of the value to count.
  package let value: UInt64
  /// Unix nanoseconds, −2^62 to 2^62; nothing while ``needsTime``.
  package var timeNanoseconds: Int64
  /// The event's place in the order of all records of the run.
  package let position: UInt64
  package let evidence: EvidenceReference
  package let correlation: UInt32
  /// The lowest bit is 1 while the time is that of the last event of an earlier block; the others
  /// are of the hash of the group, and choose the shard.
  @usableFromInline var flags: UInt32

  package init(
    keyHigh: UInt64, keyLow: UInt64, value: UInt64, timeNanoseconds: Int64?, position: UInt64,
    evidence: EvidenceReference, correlation: UInt32, group: UInt64? = nil
  ) {
    self.keyHigh = keyHigh
    self.keyLow = keyLow
    self.value = value
    self.timeNanoseconds = timeNanoseconds ?? 0
    self.position = position
    self.evidence = evidence
    self.correlation = correlation
    let own = UInt32(truncatingIfNeeded: group ?? keyHigh) & ~1
    flags = own | (timeNanoseconds == nil ? 1 : 0)
  }

  package var needsTime: Bool { flags & 1 != 0 }

  private static let carrierBit: UInt32 = 1 << 31

  /// What `head`, by firing, gives to another correlation; it follows `head`.
  init(
    carriedBy head: CorrelationInput, _ plan: CarrierPlan, high: UInt64, low: UInt64, value: UInt64
  ) {
    self = CorrelationInput(
      keyHigh: high, keyLow: low, value: value, timeNanoseconds: head.timeNanoseconds,
      position: head.position, evidence: EvidenceReference(place: UInt64(plan.depth), record: 0),
      correlation: plan.correlation | CorrelationInput.carrierBit)
    flags = head.flags
  }

  /// Whether it is counted only when the correlation of the input before it fires.
  package var isCarrier: Bool { correlation & CorrelationInput.carrierBit != 0 }

  /// How many firings it takes to count it.
  var depth: UInt64 { isCarrier ? evidence.place : 0 }

  /// The input that it is once `head`, the last before it that is no carrier, has fired.
  func released(by head: CorrelationInput) -> CorrelationInput {
    var input = CorrelationInput(
      keyHigh: keyHigh, keyLow: keyLow, value: value, timeNanoseconds: head.timeNanoseconds,
      position: head.position, evidence: head.evidence,
      correlation: correlation & ~CorrelationInput.carrierBit)
    input.flags = head.flags
    return input
  }

  /// Which of `shards` owns the key: one for all correlations that group by the same values, so
  /// that one can feed another without leaving its shard.
  @inlinable package func shard(of shards: Int) -> Int {
    shards == 1 ? 0 : Int(flags >> 1) % shards
  }

  /// The place of an event in the order of all records: blocks first, then events.
  package static func position(sequence: Int, event: Int) -> UInt64 {
    UInt64(sequence) << 24 | UInt64(event)
  }
}

extension [CorrelationInput] {
  /// Gives the inputs of one block that need it the time of the latest event before the block, in
  /// the same input, that has one.
  ///
  /// They stand at the front, so this costs nothing for a block that begins with a time.
  package mutating func setTimes(carried nanoseconds: Int64) {
    for index in indices {
      guard self[index].needsTime else { return }
      self[index].timeNanoseconds = clampedTime(nanoseconds)
      self[index].flags &= ~1
    }
  }
}

/// Far from the ends of the type, so that a span can be taken from it.
func clampedTime(_ nanoseconds: Int64) -> Int64 { max(-(1 << 62), min(1 << 62, nanoseconds)) }

/// A correlation that fired for one key.
package struct CorrelationFiring: Hashable, Sendable {
  package let correlation: Int
  package let keyHigh: UInt64
  package let keyLow: UInt64
  /// The events or distinct values in the window: exact, also where evidence is cut.
  package let count: Int64
  /// Event times of the first and the last record that contributes.
  package let firstNanoseconds: Int64
  package let lastNanoseconds: Int64
  /// The place of the event that completed it in the order of all records.
  package let position: UInt64
  /// The record that completed it.
  package let completing: EvidenceReference
  /// The first five and the last five contributing records by time, then by order. Of a
  /// `value_count` the latest record of each value contributes (the first of several with one
  /// time).
  package let evidence: [EvidenceReference]

  package init(
    correlation: Int, keyHigh: UInt64, keyLow: UInt64, count: Int64, firstNanoseconds: Int64,
    lastNanoseconds: Int64, position: UInt64, completing: EvidenceReference,
    evidence: [EvidenceReference]
  ) {
    self.correlation = correlation
    self.keyHigh = keyHigh
    self.keyLow = keyLow
    self.count = count
    self.firstNanoseconds = firstNanoseconds
    self.lastNanoseconds = lastNanoseconds
    self.position = position
    self.completing = completing
    self.evidence = evidence
  }
}
