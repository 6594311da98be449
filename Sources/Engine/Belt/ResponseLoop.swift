import Detect
import Response
import Rules

/// The end of the belt: takes batches in the order of the records, makes alerts of what the
/// correlator fired, and hands all alerts on in order.
struct ResponseLoop: ~Copyable {
  private let detection: Detection
  private var builder: AlertBuilder
  private var texts = EvidenceTexts()
  private var isStopped = false

  init(_ detection: Detection) {
    self.detection = detection
    builder = AlertBuilder(detection)
  }

  /// - Returns: False once `onAlert` has asked to stop; nothing is handed on after that.
  mutating func process(
    _ batch: Batch, _ inputs: (Int) -> Reading.OpenInput, _ onAlert: (Alert) -> Bool
  ) -> Bool {
    guard !isStopped else { return false }
    texts.take(batch.block, of: inputs(batch.block.input))
    var placed = batch.alerts
    for firings in batch.firings {
      for firing in firings where detection.rules.correlations[firing.correlation].alerts {
        placed.append(alert(firing, batch, inputs))
      }
    }
    placed.sort { ($0.record, $0.order, $0.alert.id) < ($1.record, $1.order, $1.alert.id) }
    for alert in placed where !isStopped { isStopped = !onAlert(alert.alert) }
    return !isStopped
  }

  private mutating func alert(
    _ firing: CorrelationFiring, _ batch: Batch, _ inputs: (Int) -> Reading.OpenInput
  ) -> PlacedAlert {
    let last = firing.completing
    let end = last.offset + last.length
    let start = Block.recordsStart + last.offset - batch.block.firstByteOffset
    let record = RaisingRecord(
      range: start..<start + last.length, isCut: last.length == RecordCursor.recordBytesMaximum,
      ordinal: last.recordNumber - batch.block.firstRecordNumber, in: batch.block,
      input: inputs(last.input).path)
    builder.begin(record)
    var evidence: [Evidence] = []
    for reference in firing.evidence {
      let open = inputs(reference.input)
      let text = texts.text(
        input: reference.input, offset: reference.offset, count: reference.length,
        completedAt: (last.input, end), open)
      evidence.append(
        Evidence(
          input: open.path, record: reference.recordNumber, offset: reference.offset, text: text))
    }
    let alert = builder.alert(
      .correlation, detection.rules.correlationInfo[firing.correlation], about: record,
      count: Int(firing.count), evidence: evidence)
    return PlacedAlert(
      record: record.ordinal, order: PlacedAlert.order(.correlation, index: firing.correlation),
      alert: alert)
  }
}
