private import Logging
private import Glibc
private import Response
private import Synchronization

/// What a run says of itself, to standard error.
package struct RunLog: Sendable {
  private let logger: Logger
  private let memory = RecentEvents()

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

  /// The last warnings and errors, the newest last.
  package var recent: [StatusReport.Event] { memory.events.withLock { $0 } }

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
    memory.add("warning", message, details)
    logger.warning("\(message)", metadata: RunLog.metadata(details))
  }
  package func error(_ message: String, _ details: [String: String] = [:]) {
    memory.add("error", message, details)
    logger.error("\(message)", metadata: RunLog.metadata(details))
  }
}

/// What was logged last, for those who ask how the run is doing.
private final class RecentEvents: Sendable {
  let events = Mutex<[StatusReport.Event]>([])

  private static let limit = 20

  func add(_ level: String, _ message: String, _ details: [String: String]) {
    let text = details.sorted { $0.key < $1.key }.reduce(message) { "\($0) \($1.key)=\($1.value)" }
    let event = StatusReport.Event(
      time: RunClock.nowSeconds, level: level, text: String(text.prefix(500)))
    events.withLock { events in
      if events.count == RecentEvents.limit { events.removeFirst() }
      events.append(event)
    }
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
