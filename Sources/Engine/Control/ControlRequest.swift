package import Detect
private import Foundation
package import Response

/// What is asked of a run over its control socket: one JSON object a line.
///
///     {"command":"status"}
///     {"command":"reload"}
///     {"command":"tail","last":10,"level":"high","rule":"brute","source":"203.0.113.0/24"}
package struct ControlRequest: Codable, Sendable, Equatable {
  package enum Command: String, Codable, Sendable, CaseIterable { case status, reload, tail }

  package var command: Command
  /// `tail`: how many of the alerts before now are told too.
  package var last: Int?
  /// `tail`: only alerts of this level and above.
  package var level: String?
  /// `tail`: only alerts of the rule with this identifier, or with this in its name.
  package var rule: String?
  /// `tail`: only alerts whose source is this address or in this network.
  package var source: String?

  package init(_ command: Command) { self.command = command }

  /// The longest request, in bytes.
  static let byteLimit = 4096

  /// - Throws: ``ControlError`` with what to write instead.
  init(line: some Sequence<UInt8>) throws(ControlError) {
    let data = Data(line)
    guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
      throw ControlError(#"not a request; write such as {"command":"status"}"#)
    }
    guard Command(rawValue: head.command) != nil else {
      let all = Command.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlError("there is no command '\(head.command)'; write one of \(all)")
    }
    guard let request = try? JSONDecoder().decode(ControlRequest.self, from: data) else {
      throw ControlError("'last' takes a number; 'level', 'rule' and 'source' take texts")
    }
    self = request
  }

  private struct Head: Decodable { let command: String }

  /// The request as a line.
  var line: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8]((try? encoder.encode(self)) ?? Data()) + [UInt8(ascii: "\n")]
  }
}

/// Why a request over the control socket is not answered. The message says what to do instead.
package struct ControlError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// Which alerts are told.
package struct AlertFilter: Sendable, Equatable {
  package var minimumLevel = Level.informational
  /// A rule's identifier, or a part of its name in any case.
  package var rule: String?
  package var source: Prefix?

  package init() {}

  /// - Throws: ``ControlError`` with what to write instead.
  package init(_ request: ControlRequest) throws(ControlError) {
    if let name = request.level {
      guard let level = Level(name: name) else {
        let all = Level.allCases.map(\.name).joined(separator: ", ")
        throw ControlError("there is no level '\(name)'; write one of \(all)")
      }
      minimumLevel = level
    }
    rule = request.rule?.lowercased()
    if let text = request.source {
      let network = (try? Prefix(parsing: text)) ?? Address(text).map { Prefix(host: $0) }
      guard let network else {
        throw ControlError(
          "'\(text)' is not an address or a network; write such as 192.0.2.1 or 192.0.2.0/24")
      }
      source = network
    }
  }

  package func admits(_ alert: Alert) -> Bool {
    if alert.rule.level < minimumLevel { return false }
    if let rule, alert.rule.id.lowercased() != rule, !alert.rule.name.lowercased().contains(rule) {
      return false
    }
    guard let source else { return true }
    return alert.source.map { source.contains($0) } ?? false
  }
}
