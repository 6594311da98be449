private import Detect
package import Response

extension AlertFormat {
  /// The alert as one line of this format, without its end; as NDJSON for ``human``.
  ///
  /// - Parameters:
  ///   - receivedNanoseconds: The time of an alert whose record has none.
  ///   - limit: Bytes that the line should not exceed; what is less needed is left out then: the
  ///     texts of the evidence first, then the fields of the record.
  package func line(
    _ alert: Alert, receivedNanoseconds: Int64, limit: Int = .max
  ) -> [UInt8] {
    switch self {
    case .cef: return alert.cef(receivedNanoseconds: receivedNanoseconds, limit: min(limit, 8192))
    case .leef: return alert.leef(receivedNanoseconds: receivedNanoseconds, limit: min(limit, 8192))
    case .human, .ndjson, .ecs, .ocsf: break
    }
    var alert = alert
    var line = json(alert, receivedNanoseconds)
    if line.count > limit {
      alert.evidence = alert.evidence.map { piece in
        Evidence(input: piece.input, record: piece.record, offset: piece.offset, text: nil)
      }
      line = json(alert, receivedNanoseconds)
    }
    if line.count > limit {
      alert.fields = Document()
      alert.evidence = Array(alert.evidence.suffix(1))
      line = json(alert, receivedNanoseconds)
    }
    return line
  }

  private func json(_ alert: Alert, _ receivedNanoseconds: Int64) -> [UInt8] {
    self == .ocsf
      ? alert.ocsf(receivedNanoseconds: receivedNanoseconds).json()
      : alert.document(receivedNanoseconds: receivedNanoseconds).json()
  }
}
