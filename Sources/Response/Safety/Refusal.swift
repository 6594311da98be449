package import Detect

/// Why a target may not be blocked. The message says what stands against it.
package enum RefusalCause: Error, Hashable, Sendable {
  case protected(NeverBlock.Entry)
  case protectedDomain(NeverBlock.Domain)
  case tooWide(Prefix, minimumLength: Int)
  /// `external` was asked for, and both ends are.
  case bothExternal
  /// The breaker has tripped, for this reason; the target is on watch instead.
  case breaker(reason: String)
  /// The book holds as many targets as it may.
  case full(maximum: Int)
  case notADomain
  case notAUser
}

extension RefusalCause: CustomStringConvertible {
  package var description: String {
    switch self {
    case .protected(let entry): "\(entry.network) is never blocked: \(entry.reason)"
    case .protectedDomain(let domain): "\(domain.name) is never blocked: \(domain.reason)"
    case .tooWide(let network, let minimum):
      "\(network) is too wide; block at most a /\(minimum)"
    case .bothExternal:
      "both ends are external, so that neither is surely the hostile one; "
        + "name your own networks in the never-block list"
    case .breaker(let reason): "\(reason); only watching until the breaker is reset"
    case .full(let maximum): "there are \(maximum) decisions already"
    case .notADomain: "not a domain name of letters, digits, hyphens and dots"
    case .notAUser: "not a user name of 1 to 256 bytes"
    }
  }
}

/// A block that was asked for and not made.
package struct Refusal: Hashable, Sendable {
  package let target: Decision.Target
  package let cause: RefusalCause
  /// The rule and the first alert that asked; nil when an operator or a feed did.
  package let ruleID: String?
  package let alertID: String?
  package let firstSeconds: Int64
  /// How often it was asked for.
  package let count: Int
}

/// Refusals by target and cause, so that a flood of the same one is one line with a count.
///
/// Holds at most `maximum` different ones; what comes after is only counted.
package struct RefusalLog: Sendable {
  private struct Key: Hashable {
    let target: Decision.Target
    let cause: RefusalCause
  }
  private struct Value {
    var ruleID: String?
    var alertID: String?
    var firstSeconds: Int64
    var count: Int
  }

  private var entries: [Key: Value] = [:]
  private let maximum: Int
  /// Every refusal, also those that no entry is held for.
  package private(set) var total = 0

  package init(maximum: Int = 10_000) { self.maximum = maximum }

  /// How many different refusals are held.
  package var count: Int { entries.count }

  /// - Returns: The entry as it stands now.
  mutating func record(
    _ target: Decision.Target, _ cause: RefusalCause, ruleID: String?, alertID: String?,
    atSeconds: Int64
  ) -> Refusal {
    total += 1
    let key = Key(target: target, cause: cause)
    var value =
      entries[key]
      ?? Value(ruleID: ruleID, alertID: alertID, firstSeconds: atSeconds, count: 0)
    if (atSeconds, alertID ?? "") < (value.firstSeconds, value.alertID ?? "") {
      value = Value(
        ruleID: ruleID, alertID: alertID, firstSeconds: atSeconds, count: value.count)
    }
    value.count += 1
    if value.count > 1 || entries.count < maximum { entries[key] = value }
    return RefusalLog.refusal(key, value)
  }

  /// All that are held, by target, then by message.
  package var sorted: [Refusal] {
    entries.map { RefusalLog.refusal($0.key, $0.value) }.sorted { a, b in
      a.target == b.target ? a.cause.description < b.cause.description : a.target < b.target
    }
  }

  private static func refusal(_ key: Key, _ value: Value) -> Refusal {
    Refusal(
      target: key.target, cause: key.cause, ruleID: value.ruleID, alertID: value.alertID,
      firstSeconds: value.firstSeconds, count: value.count)
  }
}
