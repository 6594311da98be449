import Detect
import Logs
import Response

/// What a block's records are read with, and how they are called. It goes with the block and never
/// changes: after a reload, or in a new minute, blocks have a new one.
final class Origin: Sendable {
  let detection: Detection
  /// Counts the detections of a run. Matchers and windows are made anew where it moves.
  let generation: Int
  /// The input's place in the configuration of a run; nil for what is none of its inputs.
  let place: Int?
  let decoder: RecordDecoder
  /// What counts as now, Unix seconds.
  let nowSeconds: Int64
  /// What evidence calls the input.
  let input: String
  let naming: RecordNaming
  /// Whether alerts of these records may lead to blocks.
  let isTrusted: Bool

  /// What a run over files reads an input with.
  init(_ detection: Detection, input: String) {
    self.detection = detection
    generation = 0
    place = nil
    decoder = detection.decoder
    nowSeconds = detection.nowSeconds
    self.input = input
    naming = .offset
    isTrusted = true
  }

  init(
    _ detection: Detection, generation: Int, place: Int?, decoder: RecordDecoder,
    nowSeconds: Int64, input: String, naming: RecordNaming, isTrusted: Bool
  ) {
    self.detection = detection
    self.generation = generation
    self.place = place
    self.decoder = decoder
    self.nowSeconds = nowSeconds
    self.input = input
    self.naming = naming
    self.isTrusted = isTrusted
  }
}

/// What tells a record apart from all others, so that its alerts have the same identifiers whenever
/// it is read again.
enum RecordNaming: Hashable, Sendable {
  /// The input's name and the offset: for files that are read once.
  case offset
  /// What identifies the file whatever it is called now, the offset, and the record itself: for
  /// files that are rotated and copied, and for streams.
  case identity(String)
  /// The record itself and its time: for sources that number their records.
  case content

  /// The place for ``AlertID``.
  func place(of record: borrowing RaisingRecord, timeNanoseconds: Int64) -> AlertID.Place {
    switch self {
    case .offset: .offset(input: record.origin.input, offset: record.offset)
    case .identity(let identity):
      .offset(input: "\(identity):\(SHA256.hex(of: record.bytes))", offset: record.offset)
    case .content: .content(bytes: record.bytes, timeNanoseconds: timeNanoseconds)
    }
  }
}
