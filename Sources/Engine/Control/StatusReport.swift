private import Foundation

/// How a run is doing, as `detectd status` tells it. Times are Unix seconds.
package struct StatusReport: Codable, Sendable, Equatable {
  package struct Input: Codable, Sendable, Equatable {
    package var name: String
    package var type: String
    package var records: Int
    package var bytes: Int
    /// Over the last minute.
    package var recordsPerSecond: Double
    /// Bytes that are there and were not read yet.
    package var lagBytes: Int
    package var lastRecord: Int64?
    package var cut: Int
    package var dropped: Int
    package var refused: Int
    package var closed: Int
    package var connections: Int
    package var files: Int
    package var isQuiet: Bool
    /// How far its records are ahead of the clock; nil while they agree.
    package var skewSeconds: Int64?
    package var problem: String?
  }

  package struct Rules: Codable, Sendable, Equatable {
    package var rules: Int
    package var correlations: Int
    package var filters: Int
    /// Documents that did not load.
    package var refused: Int
    /// What is wrong with them, at most ``problemLimit``.
    package var problems: [String]
    package var loaded: Int64

    package static let problemLimit = 20
  }

  /// What rules cost, by samples: some of the blocks are matched once more, with an eye on the clock.
  package struct Costs: Codable, Sendable, Equatable {
    package struct Rule: Codable, Sendable, Equatable {
      package var id: String
      package var name: String
      /// Of all records, not only of its own.
      package var nsPerRecord: Double
      /// Of the time of matching, 0 to 1.
      package var share: Double
      package var candidates: Int
      package var matches: Int
    }

    package var sampledRecords: Int
    /// Looking up the values of a record, which serves all rules at once.
    package var indexNsPerRecord: Double
    /// The costliest first, at most ``ruleLimit``.
    package var rules: [Rule]

    package static let ruleLimit = 10
  }

  package struct Feed: Codable, Sendable, Equatable {
    package var name: String
    package var path: String
    package var indicators: Int
    package var confidence: Int
  }

  package struct Decisions: Codable, Sendable, Equatable {
    package var blocks: Int
    package var watches: Int
    package var refused: Int
    /// Changes of blocks since the first start.
    package var changes: Int64
    /// Nil while blocks are made.
    package var breaker: Breaker?
  }

  /// A breaker that has tripped.
  package struct Breaker: Codable, Sendable, Equatable {
    package var since: Int64
    package var reason: String
  }

  package struct Output: Codable, Sendable, Equatable {
    package var name: String
    package var alerts: Int
    /// Bytes that wait.
    package var heldBytes: Int
    package var lost: Int
    package var problem: String?
  }

  /// A set of the kernel, or one who pulls lists.
  package struct Consumer: Codable, Sendable, Equatable {
    package var name: String
    package var kind: String
    /// When it last was served, or its sets were last written.
    package var last: Int64?
    /// It was not served for longer than it should be.
    package var isQuiet = false
    package var problem: String?
  }

  package struct Event: Codable, Sendable, Equatable {
    package var time: Int64
    package var level: String
    package var text: String
  }

  package struct Memory: Codable, Sendable, Equatable {
    package var residentBytes: Int
    package var peakBytes: Int
    package var indicatorBytes: Int
  }

  package var version: String
  package var pid: Int32
  package var configuration: String
  package var started: Int64
  package var now: Int64
  package var inputs: [Input]
  package var records: Int
  package var unrecognised: Int
  /// Alerts that rules kept back because they had just raised one about the same.
  package var suppressed: Int?
  /// Alerts that silences of operators covered.
  package var silenced: Int?
  /// Alerts that are held back, since others like them were just told.
  package var held: Int?
  /// Silences in force.
  package var silences: Int?
  /// Incidents that may go on.
  package var incidents: Int?
  package var alerts: [String: Int]
  package var rules: Rules
  package var costs: Costs?
  package var feeds: [Feed]
  package var decisions: Decisions
  package var outputs: [Output]
  package var consumers: [Consumer]
  package var memory: Memory
  package var reload: ReloadReport?
  /// The last warnings and errors of the log, the newest last.
  package var warnings: [Event]
}

extension StatusReport {
  /// The answer of a run; nil when it is of another version of detectd.
  package init?(json: [UInt8]) {
    guard let report = try? ControlSocket.decoder().decode(Self.self, from: Data(json)) else {
      return nil
    }
    self = report
  }
}

extension ReloadReport {
  /// The answer of a run; nil when it is of another version of detectd.
  package init?(json: [UInt8]) {
    guard let report = try? ControlSocket.decoder().decode(Self.self, from: Data(json)) else {
      return nil
    }
    self = report
  }
}

/// What came of a reload.
package struct ReloadReport: Codable, Sendable, Equatable {
  package var isLoaded: Bool
  package var time: Int64
  package var rules: Int
  package var correlations: Int
  package var refused: Int
  package var indicators: Int
  /// Every error and warning, with its place.
  package var problems: [String]
}
