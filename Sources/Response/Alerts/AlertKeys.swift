import Detect

/// What CEF and LEEF say of an alert, each under its own key.
struct AlertKeys {
  let rule: Alert.Rule
  let timeMilliseconds: Int64?
  let source: Address?
  let destination: Address?
  let sourcePort: String?
  let destinationPort: String?
  let user: String?
  let transport: String?
  let action: String?
  let host: String?
  let count: Int
  let techniques: String
  let entity: String?
  let indicator: Alert.Indicator?
  /// How many alerts like it were held back.
  let repeats: String?
  let incident: String?
  /// The record that completed it.
  let text: [UInt8]?

  init(_ alert: Alert, receivedNanoseconds: Int64) {
    rule = alert.rule
    timeMilliseconds = (alert.timeNanoseconds ?? receivedNanoseconds) / 1_000_000
    source = alert.source
    destination = alert.destination
    sourcePort = alert.fields.texts("source.port").first
    destinationPort = alert.fields.texts("destination.port").first
    user = alert.userName
    transport = alert.fields.texts("network.transport").first
    action = alert.fields.texts("event.action").first
    host = alert.fields.texts("host.name").first
    count = alert.count
    techniques = alert.attribution.techniques.joined(separator: ",")
    entity = alert.entity?.text
    indicator = alert.indicator
    repeats = alert.repeats.map { "\($0.count)" }
    incident = alert.incident?.id
    text = alert.evidence.last?.text
  }
}

extension Level {
  /// 0 to 10, as CEF and LEEF count.
  var tenths: Int {
    switch self {
    case .informational: 1
    case .low: 3
    case .medium: 5
    case .high: 8
    case .critical: 10
    }
  }
}
