package import Detect

/// What an operator does not want to hear of for a time: alerts of a rule, about an entity, or both.
///
/// A silenced alert is kept and counted, but nobody is told of it and nothing is decided on it.
package struct Silence: Hashable, Sendable {
  /// Whom alerts are about.
  package enum Subject: Hashable, Sendable {
    /// A host is a network of one address.
    case network(Prefix)
    case user(String)
    case host(String)
  }

  /// 8 hexadecimal digits.
  package let id: String
  /// A rule's identifier or title; nil is every rule.
  package let rule: String?
  /// Nil is everybody.
  package let subject: Subject?
  /// Unix seconds, in the time of the events.
  package let fromSeconds: Int64
  package let untilSeconds: Int64
  package let reason: String
  package let actor: String
  package let createdSeconds: Int64

  package init(
    rule: String?, subject: Subject?, fromSeconds: Int64, untilSeconds: Int64, reason: String,
    actor: String, createdSeconds: Int64, id: String? = nil
  ) {
    self.rule = rule
    self.subject = subject
    self.fromSeconds = fromSeconds
    self.untilSeconds = untilSeconds
    self.reason = reason
    self.actor = actor
    self.createdSeconds = createdSeconds
    let parts = [
      rule ?? "", subject?.description ?? "", "\(fromSeconds)", "\(untilSeconds)", reason, actor,
      "\(createdSeconds)",
    ]
    self.id =
      id ?? Hex.text(SHA256.digest(of: Array(parts.joined(separator: "\n").utf8)).prefix(4))
  }

  /// Whether it covers an alert.
  ///
  /// An address covers alerts about it and those that it is the source of. A destination is never
  /// looked at: who attacks what is silenced is told.
  ///
  /// - Parameter atSeconds: The alert's time.
  package func covers(_ alert: Alert, atSeconds: Int64) -> Bool {
    guard atSeconds >= fromSeconds, atSeconds < untilSeconds else { return false }
    if let rule, rule != alert.rule.id, rule != alert.rule.name { return false }
    switch subject {
    case nil: return true
    case .network(let network):
      if case .address(let address) = alert.entity, network.contains(address) { return true }
      return alert.source.map { network.contains($0) } ?? false
    case .user(let name): return alert.entity == .user(name)
    case .host(let name): return alert.entity == .host(name)
    }
  }
}

extension Silence.Subject: CustomStringConvertible {
  /// `192.0.2.7`, `192.0.2.0/24`, `user:NAME` or `host:NAME`.
  package var description: String {
    switch self {
    case .network(let network): network.isHost ? "\(network.address)" : "\(network)"
    case .user(let name): "user:\(name)"
    case .host(let name): "host:\(name)"
    }
  }

  /// Nil for a text that is none of these.
  package init?(_ text: String) {
    for (prefix, make) in [("user:", Self.user), ("host:", Self.host)] {
      guard text.hasPrefix(prefix) else { continue }
      let name = String(text.dropFirst(prefix.count))
      guard !name.isEmpty else { return nil }
      self = make(name)
      return
    }
    if let address = Address(text) {
      self = .network(Prefix(host: address))
    } else if let network = try? Prefix(parsing: text) {
      self = .network(network)
    } else {
      return nil
    }
  }
}

/// The silences that are known, to be asked about each alert.
package struct Silences: Sendable {
  /// More are refused.
  package static let limit = 1000

  /// By the rule that they name.
  private var ofRules: [String: [Silence]] = [:]
  private var ofAll: [Silence] = []
  package let all: [Silence]

  package init(_ all: [Silence] = []) {
    self.all = all
    for silence in all {
      if let rule = silence.rule {
        ofRules[rule, default: []].append(silence)
      } else {
        ofAll.append(silence)
      }
    }
  }

  /// The silence that covers an alert, if any: of several the one that ends last.
  package func covering(_ alert: Alert, atSeconds: Int64) -> Silence? {
    guard !all.isEmpty else { return nil }
    var found: Silence?
    func look(_ silences: [Silence]?) {
      for silence in silences ?? []
      where silence.untilSeconds > found?.untilSeconds ?? .min
        && silence.covers(alert, atSeconds: atSeconds)
      {
        found = silence
      }
    }
    look(ofAll)
    look(ofRules[alert.rule.id])
    if alert.rule.name != alert.rule.id { look(ofRules[alert.rule.name]) }
    return found
  }
}

extension Silence {
  /// `rule ID about 192.0.2.7`, as people are told.
  package var title: String {
    [rule.map { "rule \($0)" }, subject.map { "about \($0)" }].compactMap(\.self)
      .joined(separator: " ")
  }
}
