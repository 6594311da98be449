package import Detect

/// How bad: Sigma's levels, in order.
package enum Level: Int, Comparable, Sendable, CaseIterable {
  case informational, low, medium, high, critical

  package var name: String {
    switch self {
    case .informational: "informational"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }
  package init?(name: String) {
    guard let level = Level.allCases.first(where: { $0.name == name }) else { return nil }
    self = level
  }
  package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
}

/// Who and how, as far as the rule or the feed says.
package struct Attribution: Hashable, Sendable {
  /// ATT&CK technique identifiers: `T1110.001`.
  package var techniques: [String] = []
  /// ATT&CK tactic names: `Credential Access`.
  package var tactics: [String] = []
  /// ATT&CK group identifier or name.
  package var group: String?
  /// Malware or tool.
  package var software: String?

  package init() {}
}

/// What an alert is about.
package enum Entity: Hashable, Sendable {
  case address(Address)
  case user(String)
  case host(String)
}

/// A record that made an alert fire.
package struct Evidence: Hashable, Sendable {
  /// The input's name: a path, or `-`.
  package let input: String
  /// The record's number in its input, from 1.
  package let record: Int
  /// The offset of its first byte in its input's (decompressed) bytes.
  package let offset: Int
  /// Its bytes without the line end; nil when they are no longer held.
  package let text: [UInt8]?

  package init(input: String, record: Int, offset: Int, text: [UInt8]?) {
    self.input = input
    self.record = record
    self.offset = offset
    self.text = text
  }
}

/// A rule, correlation or indicator that fired.
package struct Alert: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case rule, correlation, indicator }
  package enum Phase: String, Sendable, CaseIterable {
    case earlyWarning = "early-warning"
    case response
  }

  /// How far its records can be believed: `mixed` when only some come from inputs that are trusted.
  package enum Trust: String, Sendable, CaseIterable { case trusted, mixed, untrusted }

  /// The rule that fired; for an indicator, one made from its feed.
  package struct Rule: Hashable, Sendable {
    package let id: String
    package let name: String
    /// The pack or feed it comes from.
    package let ruleset: String
    package let level: Level
    /// Sigma tags: `attack.t1110`.
    package let tags: [String]

    package init(id: String, name: String, ruleset: String, level: Level, tags: [String]) {
      self.id = id
      self.name = name
      self.ruleset = ruleset
      self.level = level
      self.tags = tags
    }
  }

  /// The indicator that was seen.
  package struct Indicator: Hashable, Sendable {
    package let feed: String
    /// As the feed lists it.
    package let listed: String
    /// As the record has it.
    package let seen: String
    /// The field it was seen in.
    package let field: String
    package let confidence: Int
    /// `ipv4-addr`, `ipv6-addr`, `domain-name`, `url`, `file`, `email-addr` (STIX names).
    package let type: String
    /// What the feed lists, typed; decisions are made from this and never from text.
    package let value: Detect.Indicator.Value?

    package init(
      feed: String, listed: String, seen: String, field: String, confidence: Int, type: String,
      value: Detect.Indicator.Value? = nil
    ) {
      self.feed = feed
      self.listed = listed
      self.seen = seen
      self.field = field
      self.confidence = confidence
      self.type = type
      self.value = value
    }
  }

  /// Deterministic: the same input gives the same identifier.
  package var id: String
  package var kind: Kind
  package var phase: Phase
  package var rule: Rule
  package var attribution: Attribution
  package var indicator: Indicator?
  /// Event time of the record that completed it, Unix nanoseconds; nil when it has none.
  package var timeNanoseconds: Int64?
  package var entity: Entity?
  /// Contributing events: exact, also when fewer are held as evidence.
  package var count: Int
  /// The addresses of the completing event, as the device or daemon wrote them.
  package var source: Address?
  package var destination: Address?
  package var userName: String?
  /// `host.name`, as the sender of the record says.
  package var hostName: String?
  package var trust: Trust
  /// ECS fields of the completing event.
  package var fields: Document
  package var evidence: [Evidence]
  /// Those like it that were held back, and that it tells of; nil when there are none.
  package var repeats: Repeats?
  /// Where it stands among the alerts about its entity; nil when nobody groups them.
  package var incident: IncidentPlace?

  package init(
    id: String, kind: Kind, phase: Phase, rule: Rule, attribution: Attribution,
    indicator: Indicator? = nil, timeNanoseconds: Int64?, entity: Entity? = nil, count: Int = 1,
    source: Address? = nil, destination: Address? = nil, userName: String? = nil,
    hostName: String? = nil, trust: Trust = .trusted, fields: Document = Document(),
    evidence: [Evidence] = []
  ) {
    self.id = id
    self.kind = kind
    self.phase = phase
    self.rule = rule
    self.attribution = attribution
    self.indicator = indicator
    self.timeNanoseconds = timeNanoseconds
    self.entity = entity
    self.count = count
    self.source = source
    self.destination = destination
    self.userName = userName
    self.hostName = hostName
    self.trust = trust
    self.fields = fields
    self.evidence = evidence
  }
}
