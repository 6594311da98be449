import Detect
import Response
import Rules

/// The end of the belt: takes batches in the order of the records, makes alerts of what the
/// correlator fired, and hands all alerts on in order.
struct ResponseLoop: ~Copyable {
  private var detection: Detection
  private var generation: Int
  private var builder: AlertBuilder
  private var texts: EvidenceTexts
  /// Outlasts a reload: what a rule has said about somebody is said.
  private var suppression = SuppressionTable()
  /// How long rules are silent after an alert, by their id; only those that are.
  private var silences: [String: Int64] = [:]
  /// What evidence calls the inputs, and whether they may lead to blocks.
  private var inputs: [Int: KnownInput]

  init(_ detection: Detection, _ windows: WindowOptions) {
    self.detection = detection
    generation = 0
    builder = AlertBuilder(detection)
    texts = EvidenceTexts(isLive: windows.isLive)
    inputs = windows.start.known
    silences = ResponseLoop.silences(detection)
    suppression.restore(windows.start.suppression)
  }

  private static func silences(_ detection: Detection) -> [String: Int64] {
    let silent = detection.rules.ruleInfo.filter { $0.suppressNanoseconds > 0 }
    return Dictionary(
      silent.map { ($0.id, $0.suppressNanoseconds) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Returns: The batch's alerts, in the order of the records.
  mutating func process(_ batch: Batch, _ source: any BlockSource) -> [Alert] {
    if batch.origin.generation != generation {
      generation = batch.origin.generation
      detection = batch.origin.detection
      builder = AlertBuilder(detection)
      silences = ResponseLoop.silences(detection)
    }
    note(batch)
    texts.take(batch.block, of: source.texts(of: batch.block.input))
    if !silences.isEmpty { suppress(batch) }
    if batch.savesWindows { batch.suppression = suppression.entries }
    var placed = batch.alerts
    for firings in batch.firings {
      for firing in firings where detection.rules.correlations[firing.correlation].alerts {
        placed.append(alert(firing, batch, source))
      }
    }
    placed.sort { ($0.record, $0.order, $0.alert.id) < ($1.record, $1.order, $1.alert.id) }
    return placed.map(\.alert)
  }

  /// Takes out the alerts of rules that are silent about their entity.
  private mutating func suppress(_ batch: Batch) {
    let count = batch.alerts.count
    batch.alerts.removeAll { placed in
      guard placed.alert.kind == .rule, let silence = silences[placed.alert.rule.id] else {
        return false
      }
      batch.hasSilentRules = true
      return !suppression.raises(placed.alert, silence: silence)
    }
    batch.statistics.suppressed += count - batch.alerts.count
  }

  private mutating func note(_ batch: Batch) {
    let input = batch.block.input
    let known = inputs[input]
    if known?.name != batch.origin.input || known?.naming != batch.origin.naming {
      inputs[input] = KnownInput(
        name: batch.origin.input,
        isTrusted: batch.origin.isTrusted || known?.isTrusted == true,
        naming: batch.origin.naming)
    }
    guard batch.savesWindows else { return }
    let named = batch.windows.reduce(into: Set<Int>()) { $0.formUnion($1?.inputs ?? []) }
    batch.windowInputs = named.sorted().compactMap { number in
      inputs[number].map { SavedWindows.Input($0, number: number) }
    }
  }

  private mutating func alert(
    _ firing: CorrelationFiring, _ batch: Batch, _ source: any BlockSource
  ) -> PlacedAlert {
    let last = firing.completing
    let end = last.offset + last.length
    let start = Block.recordsStart + last.offset - batch.block.firstByteOffset
    let record = RaisingRecord(
      range: start..<start + last.length, isCut: last.length == RecordCursor.recordBytesMaximum,
      ordinal: last.recordNumber - batch.block.firstRecordNumber, in: batch)
    builder.begin(record)
    var evidence: [Evidence] = []
    for reference in firing.evidence {
      let text = texts.text(
        input: reference.input, offset: reference.offset, count: reference.length,
        completedAt: (last.input, end), source.texts(of: reference.input))
      evidence.append(
        Evidence(
          input: inputs[reference.input]?.name ?? "", record: reference.recordNumber,
          offset: reference.offset, text: text))
    }
    var alert = builder.alert(
      .correlation, detection.rules.correlationInfo[firing.correlation], about: record,
      count: Int(firing.count), evidence: evidence)
    alert.trust = trust(of: firing)
    return PlacedAlert(
      record: record.ordinal, order: PlacedAlert.order(.correlation, index: firing.correlation),
      alert: alert)
  }

  /// Believed as far as the records behind it are, so that one record of a trusted input does not
  /// lend its trust to a hundred that anybody may have sent.
  private func trust(of firing: CorrelationFiring) -> Alert.Trust {
    let numbers = firing.evidence.map(\.input) + [firing.completing.input]
    let count = numbers.count { inputs[$0]?.isTrusted == true }
    return count == numbers.count ? .trusted : count == 0 ? .untrusted : .mixed
  }
}
