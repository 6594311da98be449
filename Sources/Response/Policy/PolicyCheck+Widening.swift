// The steps of `widen`.
extension PolicyCheck {
  mutating func widening(_ action: PolicyRule.Action) -> [WideningStep] {
    guard !draft.widening.isEmpty else { return [] }
    if action != .block { report("widen", .needsBlock("widens")) }
    var steps: [WideningStep] = []
    for (place, draft) in draft.widening.enumerated() {
      let step = step(draft, number: place + 1)
      if let before = steps.last, draft.ipv4Length != nil, draft.ipv6Length != nil {
        if step.ipv4Length >= before.ipv4Length {
          report("widen.\(place + 1)", .notWider("/\(before.ipv4Length)"))
        } else if step.ipv6Length >= before.ipv6Length {
          report("widen.\(place + 1)", .notWider("/\(before.ipv6Length)"))
        }
      }
      steps.append(step)
    }
    return steps
  }

  /// - Parameter number: From 1, as in the field's name: `widen.2.hosts`.
  private mutating func step(_ draft: PolicyRuleDraft.Step, number: Int) -> WideningStep {
    let field = "widen.\(number)"
    if draft.hosts == nil { report("\(field).hosts", .missing(example: "hosts: 5")) }
    if draft.within == nil { report("\(field).within", .missing(example: "within: 1h")) }
    if number > 1, draft.ipv4Length == nil || draft.ipv6Length == nil {
      report(field, .needsOneOf(["ipv4 and ipv6, such as ipv4: 22, ipv6: 56"]))
    }
    let hosts = draft.hosts ?? 2
    if !(2...WideningTable.hostLimit).contains(hosts) {
      report(
        "\(field).hosts",
        .outOfRange("\(hosts)", lowest: "2", highest: "\(WideningTable.hostLimit)"))
    }
    let within = duration("\(field).within", draft.within) ?? 3600
    if within > WideningTable.longestSeconds {
      report(
        "\(field).within", .outOfRange(draft.within ?? "", lowest: "1s", highest: "7d"))
    }
    return WideningStep(
      hosts: hosts, withinSeconds: within,
      ipv4Length: length("\(field).ipv4", draft.ipv4Length, in: 16...31) ?? 24,
      ipv6Length: length("\(field).ipv6", draft.ipv6Length, in: 32...127) ?? 64,
      needsBothHalves: number > 1)
  }
}
