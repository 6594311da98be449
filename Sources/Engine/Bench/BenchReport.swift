private import Foundation

/// What `detectd rules bench` measured: also the shape of its JSON, in which names are written with
/// underscores.
package struct BenchReport: Codable, Sendable {
  package struct Rule: Codable, Sendable {
    package let id: String
    package let name: String
    package let level: String
    package let pack: String
    /// Events whose log source the rule is for.
    package let considered: Int
    /// Events for which what the rule needs was there.
    package let candidates: Int
    package let matches: Int
    /// What the rule itself cost, spread over all records.
    package let nsPerRecord: Double
    /// Of the cost of all rules, with looking values up: 0 to 1.
    package let share: Double
    /// What has to be in an event for the rule to be looked at.
    package let witness: String

    /// How often the witness fired in vain.
    package var inVain: Int { candidates - matches }
  }

  package struct Correlation: Codable, Sendable {
    package let id: String
    package let name: String
    package let inputs: Int
    package let firings: Int
    /// Groups it held at the end.
    package let keys: Int
  }

  /// Nanoseconds a record, by stage.
  package struct Stages: Codable, Sendable {
    package var decode = 0.0
    package var match = 0.0
    package var correlate = 0.0

    package var all: Double { decode + match + correlate }
  }

  /// What the correlator holds and what it let go.
  package struct Windows: Codable, Sendable {
    package let keys: Int
    package let bytes: Int
    package let expired: Int
    package let evicted: Int
    package let late: Int
  }

  package let inputs: [String]
  package let records: Int
  package let bytes: Int
  package let stages: Stages
  /// Looking the values of events up, which serves all rules at once.
  package let indexNsPerRecord: Double
  /// The costliest first.
  package let rules: [Rule]
  package let correlations: [Correlation]
  package let windows: Windows

  /// What the rules cost a record: looking up, evaluating and correlating.
  package var nsPerRecord: Double { stages.match + stages.correlate }
  package var recordsPerSecond: Double { stages.all > 0 ? 1e9 / stages.all : 0 }
  package var megabytesPerSecond: Double {
    records > 0 ? recordsPerSecond * Double(bytes) / Double(records) / 1e6 : 0
  }
}

extension BenchReport {
  /// The report as JSON with sorted keys.
  package func json() throws(BenchError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { throw .noNumber }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// Reads a report that was written before.
  package init(path: String) throws(BenchError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw .missing(path) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(BenchReport.self, from: data)
    } catch {
      throw .notAReport(path)
    }
  }
}

/// Why a pack cannot be measured or compared. The message says what to write instead.
package enum BenchError: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(String)
  case notAReport(String)
  case noRecords
  case noNumber

  package var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; write one with --output json > \(path)"
    case .notAReport(let path):
      "\(path): this is no report of rules bench; write one with --output json > \(path)"
    case .noRecords: "the input has no records; name a log with --input FILE"
    case .noNumber: "a figure of the report is no number"
    }
  }
}
