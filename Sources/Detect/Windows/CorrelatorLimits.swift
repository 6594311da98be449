/// What a shard may use, and when a key leaves.
package struct CorrelatorLimits: Sendable {
  /// Bytes of keys and windows of one shard. The keys alone take at most half; one input may
  /// overshoot it by 4 KiB, and a table that grows holds both sizes for a moment.
  package var budgetBytes = 64 << 20
  /// Nil: a key leaves only when its room is needed, so that inputs of different years correlate
  /// alike whatever their order. Else a key also leaves, when the table would grow, once its window
  /// ended this long before the newest event of the shard: right for a daemon.
  package var latenessNanoseconds: Int64?
  /// The most entries of one window; the oldest are forgotten. A correlation with a greater bound
  /// has twice that.
  package var entriesPerKey = 65_536

  package init() {}
}

package struct CorrelatorStatistics: Hashable, Sendable {
  /// Inputs of this shard.
  package var inputs = 0
  /// Inputs at least one span older than the newest of their key: not counted.
  package var late = 0
  /// Inputs of a time that is yet to come, for keys whose times were past ones: not counted.
  package var ahead = 0
  /// Keys that left after their window had ended, and before.
  package var expiredKeys = 0
  package var evictedKeys = 0
  /// Entries that left their window early because it was full.
  package var forgottenEntries = 0
  package var firings = 0
  /// Keys and bytes now.
  package var keys = 0
  package var bytes = 0

  package init() {}
}
