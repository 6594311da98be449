private import Foundation
import Store

extension Checkpoint {
  /// What has no column of its own.
  private struct Rest: Codable {
    var path: String
    var record: Int
    var skipping: Bool
    var finished: Bool
    var seconds: Int64
  }

  var record: CheckpointRecord {
    let rest = Rest(
      path: path, record: recordNumber, skipping: isSkipping, finished: isFinished,
      seconds: seconds)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = (try? encoder.encode(rest)).map { String(decoding: $0, as: UTF8.self) }
    return CheckpointRecord(
      input: input, identity: identity, device: device, inode: inode, offset: offset,
      preceding: preceding, document: document ?? "")
  }

  /// Nil when the record was not made from a checkpoint.
  init?(_ record: CheckpointRecord) {
    guard
      let rest = try? JSONDecoder().decode(Rest.self, from: Data(record.document.utf8))
    else { return nil }
    self.init(
      input: record.input, path: rest.path, device: record.device, inode: record.inode,
      identity: record.identity, offset: record.offset, recordNumber: rest.record,
      preceding: record.preceding, isSkipping: rest.skipping, isFinished: rest.finished,
      seconds: rest.seconds)
  }
}
