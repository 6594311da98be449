private import Detect
private import Foundation
package import Response

/// Reads alerts that were written as NDJSON (Documentation, "Alert").
package enum AlertReader {
  /// Why a line is no alert: what is missing or wrong, and what it should be.
  package struct Failure: Error, Equatable, Sendable {
    package let message: String
  }

  /// The alert of one line, without its other fields and its evidence: what a policy can ask for.
  ///
  /// - Throws: ``Failure``.
  package static func alert(_ line: some Sequence<UInt8>) throws(Failure) -> Alert {
    guard let read = try? JSONSerialization.jsonObject(with: Data(line)),
      let object = read as? [String: Any]
    else { throw Failure(message: "not a JSON object") }
    let own = Members(object)
    let rule = try rule(own)
    var attribution = Attribution()
    attribution.techniques = own.texts("threat.technique.id")
    attribution.tactics = own.texts("threat.tactic.name")
    return Alert(
      id: try own.required("detectd.alert.id"),
      kind: try own.word("detectd.alert.kind", Alert.Kind.allCases.map(\.rawValue)) {
        Alert.Kind(rawValue: $0)
      },
      phase: try own.word("detectd.alert.phase", Alert.Phase.allCases.map(\.rawValue)) {
        Alert.Phase(rawValue: $0)
      },
      rule: rule, attribution: attribution, indicator: indicator(own),
      timeNanoseconds: try time(own), entity: try entity(own),
      count: own.value("detectd.count") as? Int ?? 1, source: try address("source.ip", own),
      destination: try address("destination.ip", own), userName: own.texts("user.name").first,
      hostName: own.texts("host.name").first,
      trust: own.texts("detectd.trust").isEmpty
        ? .trusted
        : try own.word("detectd.trust", Alert.Trust.allCases.map(\.rawValue)) {
          Alert.Trust(rawValue: $0)
        })
  }

  private static func rule(_ own: Members) throws(Failure) -> Alert.Rule {
    Alert.Rule(
      id: try own.required("rule.id"), name: own.texts("rule.name").first ?? "",
      ruleset: own.texts("rule.ruleset").first ?? "",
      level: try own.word("rule.level", Level.allCases.map(\.name)) { Level(name: $0) },
      tags: own.texts("rule.tags"))
  }

  private static func indicator(_ own: Members) -> Alert.Indicator? {
    guard let listed = own.texts("detectd.indicator.listed").first else { return nil }
    let type = own.texts("threat.indicator.type").first ?? ""
    return Alert.Indicator(
      feed: own.texts("threat.feed.name").first ?? "", listed: listed,
      seen: own.texts("detectd.indicator.seen").first ?? "",
      field: own.texts("detectd.indicator.field").first ?? "",
      confidence: own.value("detectd.indicator.confidence") as? Int ?? 0, type: type,
      value: value(listed, type))
  }

  private static func value(_ listed: String, _ type: String) -> Indicator.Value? {
    if let network = (try? Prefix(parsing: listed)) ?? Address(listed).map({ Prefix(host: $0) }) {
      return .network(network)
    }
    return switch type {
    case "domain-name": .domain(listed)
    case "url": .url(listed)
    case "file": .digest(listed.lowercased())
    case "email-addr": .mail(listed.lowercased())
    default: nil
    }
  }

  private static func entity(_ own: Members) throws(Failure) -> Entity? {
    guard let text = own.texts("detectd.entity").first else { return nil }
    switch own.texts("detectd.entity_kind").first {
    case "user": return .user(text)
    case "host": return .host(text)
    default: return try address("detectd.entity", own).map { .address($0) }
    }
  }

  private static func address(_ name: String, _ own: Members) throws(Failure) -> Address? {
    guard let text = own.texts(name).first else { return nil }
    guard let address = Address(text) else {
      throw Failure(message: "\(name) is '\(text)', which is not an address")
    }
    return address
  }

  private static func time(_ own: Members) throws(Failure) -> Int64? {
    guard let text = own.texts("@timestamp").first else { return nil }
    let format = ISO8601DateFormatter()
    for options in [
      ISO8601DateFormatter.Options.withInternetDateTime,
      [.withInternetDateTime, .withFractionalSeconds],
    ] {
      format.formatOptions = options
      if let date = format.date(from: text) {
        return Int64((date.timeIntervalSince1970 * 1000).rounded()) * 1_000_000
      }
    }
    throw Failure(message: "@timestamp is '\(text)'; write a time such as 2026-01-05T01:00:00Z")
  }
}

/// The members of a JSON object by dotted names.
private struct Members {
  private let object: [String: Any]

  init(_ object: [String: Any]) { self.object = object }

  func value(_ name: String) -> Any? {
    if let value = object[name] { return value }
    guard let dot = name.firstIndex(of: "."),
      let inner = object[String(name[..<dot])] as? [String: Any]
    else { return nil }
    return Members(inner).value(String(name[name.index(after: dot)...]))
  }

  /// The texts of a name: one, or those of an array.
  func texts(_ name: String) -> [String] {
    switch value(name) {
    case let text as String: [text]
    case let list as [Any]: list.compactMap { $0 as? String }
    default: []
    }
  }

  func required(_ name: String) throws(AlertReader.Failure) -> String {
    guard let text = texts(name).first, !text.isEmpty else {
      throw AlertReader.Failure(message: "\(name) is missing; is this an alert of detectd?")
    }
    return text
  }

  func word<Value>(
    _ name: String, _ allowed: [String], _ make: (String) -> Value?
  ) throws(AlertReader.Failure) -> Value {
    let text = try required(name)
    guard let value = make(text) else {
      throw AlertReader.Failure(
        message: "\(name) is '\(text)'; it can be \(allowed.joined(separator: ", "))")
    }
    return value
  }
}
