import Detect
import Glibc

/// An input of a run without end. The reader thread alone uses it; it never waits.
protocol LiveInput: AnyObject {
  /// Its place in the configuration.
  var place: Int { get }
  /// Whether nothing will come any more.
  var isDone: Bool { get }
  /// Whether what is not read now can be read after a restart.
  var isReplayable: Bool { get }
  /// The longest time between two looks while nothing comes, in milliseconds.
  var lookMilliseconds: Int32 { get }
  /// Adds what to wait for. What is found there is handed to ``attend(_:)``.
  func addDescriptors(to list: inout [pollfd])
  /// Takes note of which of its descriptors are ready, in the order they were added.
  func attend(_ ready: ArraySlice<pollfd>)
  /// Fills the batch's block with what is at hand, and sets its checkpoint.
  ///
  /// - Returns: What the records are from; nil when there is nothing now, and the block is not to
  ///   be used then. The block may be empty, when only the checkpoint matters.
  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit?
  /// Takes no more, and lets go of what it has opened.
  func close()
}

/// What records are from: one file, under whatever name, or one stream.
final class LiveUnit: Sendable {
  /// ``Block/input``.
  let number: Int
  /// The input's place in the configuration.
  let place: Int
  let name: String
  let naming: RecordNaming
  let texts: TextSource

  init(number: Int, place: Int, name: String, naming: RecordNaming, texts: TextSource) {
    self.number = number
    self.place = place
    self.name = name
    self.naming = naming
    self.texts = texts
  }
}

/// The monotonic clock.
enum MonotonicClock {
  static var nanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
