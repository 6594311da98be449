import Detect

/// What one FortiGate record says, while its pairs are walked.
struct FortiGateRecord {
  private var seen: (low: UInt64, high: UInt64) = (0, 0)
  /// Whether a key that decides the event stood twice, with different values.
  private(set) var isContradictory = false
  // The values whose meaning other values decide.
  var date = 0..<0
  var time = 0..<0
  var zone = 0..<0
  var eventTime = 0..<0
  var timestamp = 0..<0
  var type = 0..<0
  var subtype = 0..<0
  var action = 0..<0
  var status = 0..<0
  var result = 0..<0
  var utmAction = 0..<0
  var source = 0..<0
  var destination = 0..<0
  var remote = 0..<0
  var local = 0..<0
  var remotePort = 0..<0
  var localPort = 0..<0
  var client = 0..<0
  var ui = 0..<0
  var user = 0..<0
  var otherUser = 0..<0
  var sent = 0..<0
  var received = 0..<0
  var sentPackets = 0..<0
  var receivedPackets = 0..<0
  var url = 0..<0
  var host = 0..<0
  var reason = 0..<0
  var message = 0..<0
  var direction = 0..<0
  var role = 0..<0
  var configuration = 0..<0

  /// Notes the key, and says whether it is the first of its name.
  mutating func isFirst(
    _ key: FortiGateKey, _ value: Range<Int>, in body: borrowing Line
  ) -> Bool {
    let code = UInt64(key.rawValue)
    let bit = UInt64(1) << (code & 63)
    let isNew = (code < 64 ? seen.low : seen.high) & bit == 0
    if code < 64 { seen.low |= bit } else { seen.high |= bit }
    if !isNew, let first = critical(key), !body.holdsSame(value, first) {
      isContradictory = true
    }
    return isNew
  }

  /// The first value of a key that says who did it, who is blamed or how it ended; nil for other
  /// keys. A device writes each of these once, but a name with a quote in it may write it again.
  private func critical(_ key: FortiGateKey) -> Range<Int>? {
    switch key {
    case .source: source
    case .remote: remote
    case .client: client
    case .ui: ui
    case .user: user
    case .action: action
    case .status: status
    case .utmAction: utmAction
    case .type: type
    case .subtype: subtype
    default: nil
    }
  }
}

extension FortiGateRecord {
  /// Writes the field of a pair, or keeps its value until the end.
  mutating func take(
    _ key: FortiGateKey, _ value: Range<Int>, isEscaped: Bool, in body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    switch key {
    case .date: date = value
    case .time: time = value
    case .zone: zone = value
    case .eventTime: eventTime = value
    case .timestamp: timestamp = value
    case .type: type = value
    case .subtype: subtype = value
    case .action: action = value
    case .status: status = value
    case .result: result = value
    case .utmAction: utmAction = value
    case .source: source = value
    case .destination: destination = value
    case .remote: remote = value
    case .local: local = value
    case .remotePort: remotePort = value
    case .localPort: localPort = value
    case .client: client = value
    case .ui: ui = value
    case .user: user = value
    case .otherUser: otherUser = value
    case .sent: sent = value
    case .received: received = value
    case .sentPackets: sentPackets = value
    case .receivedPackets: receivedPackets = value
    case .url: url = value
    case .host: host = value
    case .reason: reason = value
    case .message: message = value
    case .direction: direction = value
    case .role: role = value
    case .configuration: configuration = value
    default: FortiGate.addField(key, value, isEscaped: isEscaped, in: body, &writer)
    }
  }
}
