/// What a run read, and what it could not.
package struct ScanStatistics: Sendable {
  package var records = 0
  /// Bytes of the records, decompressed, without line ends.
  package var bytes = 0
  /// Bytes taken from the inputs, compressed ones where they are.
  package var bytesTaken = 0
  /// Events by decoder, in the order of the table of decoders.
  package var byDecoder: [Int] = []
  package var unrecognised = 0
  package var malformed = 0
  /// Records over the length limit.
  package var cut = 0
  /// Events with more fields than the limit, or with text that had no room.
  package var limited = 0
  /// Correlation inputs that came too late for their window.
  package var late = 0
  /// Those of a time that is yet to come, for a key that has had true ones.
  package var ahead = 0
  /// Entries that left their window early because it was full.
  package var forgotten = 0
  /// Correlation inputs that lacked a field of the group.
  package var ungrouped = 0
  /// Windows given up for lack of memory.
  package var evicted = 0
  /// Regular expressions that were stopped at their limit.
  package var expressionLimits = 0
  /// Alerts of rules that were silent about their entity.
  package var suppressed = 0
  /// The inputs that were opened.
  package var inputs: [String] = []
  package var problems: [InputError] = []

  package init() {}

  mutating func add(_ batch: BatchStatistics) {
    records += batch.records
    bytes += batch.bytes
    unrecognised += batch.unrecognised
    malformed += batch.malformed
    cut += batch.cut
    limited += batch.limited
    expressionLimits += batch.expressionLimits
    ungrouped += batch.ungrouped
    suppressed += batch.suppressed
    if byDecoder.count < batch.byDecoder.count {
      byDecoder += Array(repeating: 0, count: batch.byDecoder.count - byDecoder.count)
    }
    for (place, count) in batch.byDecoder.enumerated() { byDecoder[place] += count }
  }
}
