internal import Detect

/// Sigma's words for what a packet filter did. Each device has its own verb, which `event.action`
/// keeps; `event.type` says `denied` or `allowed` for all.
enum Verdict {
  private static let denials: Set<String> = [
    "denied", "deny", "drop", "dropped", "block", "blocked", "reject", "rejected",
  ]
  private static let permissions: Set<String> = [
    "allowed", "allow", "accept", "accepted", "pass", "passed", "forward", "forwarded", "permit",
    "permitted",
  ]

  /// The test of `event.type` that means the same as this one of `action`, if there is one.
  static func type(for test: Test) -> Test? {
    guard case .text(let pattern) = test, pattern.tokens.count == 1,
      let bytes = pattern.tokens[0].literal
    else { return nil }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    let type = denials.contains(word) ? "denied" : permissions.contains(word) ? "allowed" : nil
    return type.map { .text(TextPattern([.literal(Array($0.utf8))])) }
  }
}
