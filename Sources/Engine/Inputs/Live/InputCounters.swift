private import Synchronization

/// What an input counts, for status and metrics. The reader writes, others read.
package final class InputCounters: Sendable {
  package struct Values: Sendable {
    package var records = 0
    package var bytes = 0
    /// Records longer than the limit.
    package var cut = 0
    /// Datagrams that the kernel dropped because its buffer was full.
    package var dropped = 0
    /// Datagrams and connections from senders that are not allowed.
    package var refused = 0
    /// Connections that were closed for being idle or too many, and messages that broke off.
    package var closed = 0
    package var connections = 0
    package var files = 0
    /// Bytes that are there and were not read yet.
    package var lagBytes = 0
    /// When the last record came, Unix seconds; nil before the first.
    package var lastRecordSeconds: Int64?
    /// What is wrong now; nil when nothing is.
    package var problem: String?
  }

  private let values = Mutex(Values())

  package var now: Values { values.withLock { $0 } }

  func change(_ body: (inout Values) -> Void) { values.withLock { body(&$0) } }
}
