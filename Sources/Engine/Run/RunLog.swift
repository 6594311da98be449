private import Logging
private import Glibc
private import Response

/// What a run says of itself, to standard error.
package struct RunLog: Sendable {
  private let logger: Logger

  package init(level: LogLevel) {
    var logger = Logger(label: "detectd") { _ in StandardErrorLog() }
    logger.logLevel =
      switch level {
      case .debug: .debug
      case .info: .info
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      }
    self.logger = logger
  }

  private static func metadata(_ details: [String: String]) -> Logger.Metadata {
    details.mapValues { .string($0) }
  }

  package func debug(_ message: String, _ details: [String: String] = [:]) {
    logger.debug("\(message)", metadata: RunLog.metadata(details))
  }
  package func info(_ message: String, _ details: [String: String] = [:]) {
    logger.info("\(message)", metadata: RunLog.metadata(details))
  }
  package func notice(_ message: String, _ details: [String: String] = [:]) {
    logger.notice("\(message)", metadata: RunLog.metadata(details))
  }
  package func warning(_ message: String, _ details: [String: String] = [:]) {
    logger.warning("\(message)", metadata: RunLog.metadata(details))
  }
  package func error(_ message: String, _ details: [String: String] = [:]) {
    logger.error("\(message)", metadata: RunLog.metadata(details))
  }
}

/// One line a message on standard error: `<4>warning: text key=value`, the number only where the
/// journal reads (sd-daemon(3)), and the time only elsewhere, since the journal has its own.
private struct StandardErrorLog: LogHandler {
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  private let isJournal = getenv("JOURNAL_STREAM") != nil

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let priority =
      switch event.level {
      case .trace, .debug: 7
      case .info: 6
      case .notice: 5
      case .warning: 4
      case .error: 3
      case .critical: 2
      }
    let head =
      isJournal ? "<\(priority)>" : TimeText.utc(seconds: RunClock.nowSeconds) + " "
    var line = "\(head)\(event.level): \(TerminalText.clean("\(event.message)"))"
    for (key, value) in (event.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
      line += " \(key)=\(StandardErrorLog.quoted("\(value)"))"
    }
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Log text is hostile: nothing in it may look like another key or another line.
  private static func quoted(_ text: String) -> String {
    let clean = TerminalText.clean(text)
    let isPlain = !clean.isEmpty && !clean.contains { $0 == " " || $0 == "\"" || $0 == "=" }
    return isPlain ? clean : "\"" + clean.replacing("\"", with: "'") + "\""
  }
}
