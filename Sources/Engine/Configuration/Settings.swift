internal import Detect
package import Logs
private import Foundation

/// What a user asks of a run, checked but not yet loaded.
package struct Settings: Sendable {
  package var rulePaths: [String] = []
  /// Files with processing pipelines, applied to every rule.
  package var pipelinePaths: [String] = []
  package var unknownLogSource = UnknownLogSource.skip
  /// Whether one rule with an error is too many.
  package var isStrict = false
  package var indicators: [IndicatorArgument] = []
  package var policyPath: String?
  /// Files and folders of the user's own decoders.
  package var decoderPaths: [String] = []
  /// A decoder's name, or nil to recognise each record.
  package var format: String?
  package var clock: TimeReference
  package var workers = Hardware.processorCount

  package init(clock: TimeReference) { self.clock = clock }
}

/// What becomes of records of which nobody can say what product or service wrote them.
package enum UnknownLogSource: String, CaseIterable, Sendable {
  /// Only rules that ask for no log source see them.
  case skip
  /// Every rule sees them.
  case match
}

extension RecordDecoder {
  /// The log sources of its events, by number, as rules are to see them.
  func logSources(unknown: UnknownLogSource) -> [LogSource] {
    guard unknown == .match else { return logSources }
    return logSources.map { $0 == LogSource() ? .any : $0 }
  }
}

/// Why settings cannot be used. The message says what to write instead.
package enum SettingsError: Error, Equatable, Sendable {
  case unknownTimeZone(String)
  case yearOutOfRange(Int)
  case badIndicatorOption(argument: String, option: String)
}

extension SettingsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownTimeZone(let name):
      "the time zone '\(name)' is not known; write UTC, a name such as Asia/Taipei, or +08:00"
    case .yearOutOfRange(let year): "the year \(year) is not one of 1970 to 2200"
    case .badIndicatorOption(let argument, let option):
      "'\(option)' in '\(argument)' is not understood; "
        + "write name=NAME, confidence=0…100 or expires=2026-12-31"
    }
  }
}

extension TimeReference {
  /// How times without year or zone are read.
  ///
  /// - Parameter nowSeconds: What counts as now; the system's clock when nil.
  package init(timezone: String, year: Int?, nowSeconds: Int?) throws(SettingsError) {
    guard let zone = Zone(named: timezone) else { throw .unknownTimeZone(timezone) }
    if let year, !(1970...2200).contains(year) { throw .yearOutOfRange(year) }
    let now = nowSeconds ?? Int(Date().timeIntervalSince1970)
    self.init(nowSeconds: Int64(now), year: year, zone: zone)
  }
}

/// `PATH[,key=value…]`: an indicator list and what is said of it on the command line.
package struct IndicatorArgument: Sendable, Equatable {
  package let path: String
  package var name: String?
  package var confidence: Int?
  package var expiresSeconds: Int64?

  /// - Throws: ``SettingsError/badIndicatorOption(argument:option:)``.
  package init(_ argument: String) throws(SettingsError) {
    var parts = argument.split(separator: ",", omittingEmptySubsequences: false)[...]
    path = parts.popFirst().map(String.init) ?? argument
    for part in parts {
      let pair = part.split(separator: "=", maxSplits: 1)
      let error = SettingsError.badIndicatorOption(argument: argument, option: String(part))
      guard pair.count == 2 else { throw error }
      switch pair[0] {
      case "name": name = String(pair[1])
      case "confidence":
        guard let value = Int(pair[1]), (0...100).contains(value) else { throw error }
        confidence = value
      case "expires":
        guard let seconds = Self.endOfDay(pair[1]) else { throw error }
        expiresSeconds = seconds
      default: throw error
      }
    }
  }

  /// `2026-12-31` as the instant after that day in UTC, or an RFC 3339 time as it is.
  package static func endOfDay(_ text: Substring) -> Int64? {
    if let date = try? Date.ISO8601FormatStyle().parse(String(text)) {
      return Int64(date.timeIntervalSince1970)
    }
    let style = Date.ISO8601FormatStyle().year().month().day()
    return (try? style.parse(String(text))).map { Int64($0.timeIntervalSince1970) + 86400 }
  }
}

/// What the machine has.
package enum Hardware {
  /// Processors this process may run on.
  package static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }
}
