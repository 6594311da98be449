package import Detect
package import Response
package import Rules

/// A policy file: rules from alerts to decisions, and networks that must never be blocked.
///
///     never-block:
///       - 203.0.113.0/28            # or: { network: 203.0.113.0/28, reason: our office }
///     rules:
///       - name: hostile source
///         match: { level: high, phases: [response], source: external }
///         action: block
///         target: source
///         duration: 4h
///         escalation: { multiplier: 2, memory: 30d, maximum: 7d }
package struct PolicyFile: Sendable {
  package var policy: Policy
  /// Networks beside the defaults, with why.
  package var neverBlock: [(network: Prefix, reason: String)] = []

  /// Domains that must not be blocked, with why.
  package var neverBlockDomains: [NeverBlock.Domain] = []

  /// The policy that ships.
  package static let standard = PolicyFile(policy: .standard)

  /// What this machine must never block now: the special-purpose space, what it needs to stay
  /// reachable, and what the file names.
  func neverBlockList(
    machine: [NeverBlock.Entry] = MachineAddresses().entries
  ) -> NeverBlock {
    .standard(
      machine: machine,
      configured: neverBlock.map { NeverBlock.Entry($0.network, reason: $0.reason) },
      domains: neverBlockDomains)
  }

  /// Reads the policy file, or gives the policy that ships when there is no path.
  static func load(_ path: String?, _ problems: inout Problems) -> PolicyFile? {
    guard let path else { return .standard }
    guard let bytes = RuleFiles.read(path, &problems) else { return nil }
    return read(bytes, path: path, &problems)
  }

  /// Reads a policy. Every problem is reported with its place; nil when there was an error, so
  /// that a policy is used whole or not at all.
  package static func read(
    _ bytes: [UInt8], path: String, _ problems: inout Problems
  ) -> PolicyFile? {
    var own = Problems()
    defer { problems.append(contentsOf: own) }
    let documents = YAML.documents(in: bytes, path: path, &own)
    guard !own.hasErrors else { return nil }
    guard let document = documents.first, documents.count == 1 else {
      own.error(
        "policy-documents", at: Place(path: path),
        "a policy is one YAML document, not \(documents.count)")
      return nil
    }
    guard let map = document.map("the policy", &own) else { return nil }
    map.reportUnknownKeys(
      besides: ["rules", "never-block", "warning-lists", "assets", "risk", "simulate"], &own)
    var file = PolicyFile(policy: policy(map, &own))
    file.readNeverBlock(map, &own)
    file.readWarningLists(map, path: path, &own)
    return own.hasErrors ? nil : file
  }

  private static func policy(_ map: YAMLMap, _ problems: inout Problems) -> Policy {
    guard let list = map.list("rules", &problems) else { return .standard }
    let assets = assets(map, &problems)
    let risk = risk(map, &problems)
    let simulation = Simulation(map, &problems)
    var drafts: [PolicyRuleDraft] = []
    for node in list {
      guard let rule = node.map("a rule", &problems) else { continue }
      drafts.append(PolicyRuleDraft(rule, &problems))
    }
    guard !problems.hasErrors else { return .standard }
    do throws(PolicyErrors) {
      return try Policy(drafts: drafts, assets: assets, risk: risk, simulation: simulation)
    } catch {
      for problem in error.problems { report(problem, list, &problems) }
      return .standard
    }
  }

  /// Finds the place of a rule's field again, for the message.
  private static func report(
    _ problem: PolicyError, _ list: [YAMLNode], _ problems: inout Problems
  ) {
    var node = list[problem.number - 1]
    for key in problem.field.split(separator: ".") {
      if let step = Int(key) {
        node = node.elements.dropFirst(step - 1).first ?? node
      } else {
        node = node.map?[String(key)] ?? node
      }
    }
    node = node.elements.first { $0.scalar?.text == problem.word } ?? node
    problems.error("policy-rule", at: node.place, "\(problem.field): \(problem.message)")
  }

  private static func assets(_ map: YAMLMap, _ problems: inout Problems) -> [Asset] {
    guard let groups = map.map("assets", &problems) else { return [] }
    return groups.entries.map { entry in
      var networks: [Prefix] = []
      var hosts: Set<String> = []
      for node in entry.value.elements {
        guard let text = node.text("an asset", &problems) else { continue }
        if let network = try? Prefix(parsing: text) {
          networks.append(network)
        } else if text.contains("/") || text.contains(":") {
          reportNetwork(text, node, &problems)
        } else {
          hosts.insert(text)
        }
      }
      if entry.value.elements.isEmpty {
        problems.error(
          "policy-asset", at: entry.value.place, "the asset '\(entry.key)' has no member",
          hint: "write networks, addresses or host names")
      }
      return Asset(name: entry.key, networks: networks, hosts: hosts)
    }
  }

  private static func risk(_ map: YAMLMap, _ problems: inout Problems) -> RiskTerms {
    var terms = RiskTerms()
    guard let risk = map.map("risk", &problems) else { return terms }
    risk.reportUnknownKeys(besides: ["half-life"], &problems)
    if let text = risk.text("half-life", &problems) {
      let seconds = DurationText.seconds(text) ?? 0
      if (1...3650 * 86_400).contains(seconds) {
        terms.halfLifeSeconds = seconds
      } else {
        problems.error(
          "policy-risk", at: risk["half-life"]?.place ?? risk.place,
          "'half-life' is '\(text)', which is not a duration of 1s to 3650d",
          hint: "write such as 12h or 2d")
      }
    }
    return terms
  }

  private static func reportNetwork(
    _ text: String, _ node: YAMLNode, _ problems: inout Problems
  ) {
    do throws(PrefixError) { _ = try Prefix(parsing: text) } catch {
      problems.error("bad-network", at: node.place, error.description)
    }
  }

  private mutating func readNeverBlock(_ map: YAMLMap, _ problems: inout Problems) {
    for node in map.list("never-block", &problems) ?? [] {
      var text = node.scalar?.text
      var reason = "configured"
      if let entry = node.map {
        entry.reportUnknownKeys(besides: ["network", "domain", "reason"], &problems)
        reason = entry.text("reason", &problems) ?? reason
        if let name = entry.text("domain", &problems) {
          addDomain(name, reason, entry["domain"]?.place ?? node.place, &problems)
          continue
        }
        text = entry.requiredText("network", &problems)
      }
      guard let text else { continue }
      do throws(PrefixError) {
        neverBlock.append((try Prefix(parsing: text), reason))
      } catch {
        problems.error("bad-network", at: node.place, error.description)
      }
    }
  }

  private mutating func addDomain(
    _ name: String, _ reason: String, _ place: Place, _ problems: inout Problems
  ) {
    guard let domain = NeverBlock.Domain(name, reason: reason) else {
      problems.error(
        "bad-domain", at: place, "'\(name)' is not a domain name",
        hint: "write letters, digits, hyphens and dots, such as example.com")
      return
    }
    neverBlockDomains.append(domain)
  }

  /// Lists whose members are never blocked. A path that is not absolute begins at the policy.
  private mutating func readWarningLists(
    _ map: YAMLMap, path: String, _ problems: inout Problems
  ) {
    for node in map["warning-lists"]?.elements ?? [] {
      guard let name = node.text("a warning list", &problems) else { continue }
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      let file = name.hasPrefix("/") ? name : folder + name
      guard let bytes = RuleFiles.read(file, &problems) else { continue }
      do throws(WarningList.Failure) {
        let list = try WarningList(bytes, path: file)
        neverBlock += list.networks.map { ($0, list.reason) }
        neverBlockDomains += list.domains
        if list.skipped > 0 {
          problems.warning(
            "warning-list", at: Place(path: file),
            "\(list.skipped) of \(list.skipped + list.count) entries are not used: "
              + "neither addresses, networks nor domains")
        }
      } catch {
        problems.error(
          "warning-list", at: node.place, "\(file): \(error.message)",
          hint: "write a MISP warning list of type cidr, string or hostname, or a text file with "
            + "an address, a network or a domain a line")
      }
    }
  }
}

extension Simulation {
  /// `simulate: true`, or a map of what is simulated.
  fileprivate init(_ map: YAMLMap, _ problems: inout Problems) {
    self.init()
    guard let node = map["simulate"], !node.isNull else { return }
    guard let parts = node.map else {
      isWhole = node.boolean("'simulate'", &problems) ?? false
      return
    }
    parts.reportUnknownKeys(besides: ["rules", "feeds"], &problems)
    rules = Set(parts.texts("rules", &problems) ?? [])
    feeds = Set(parts.texts("feeds", &problems) ?? [])
  }
}

extension PolicyRuleDraft {
  fileprivate init(_ map: YAMLMap, _ problems: inout Problems) {
    self.init()
    map.reportUnknownKeys(
      besides: [
        "name", "match", "action", "target", "duration", "scope", "escalation", "widen",
        "cool-down", "simulate",
      ], &problems)
    name = map.text("name", &problems)
    action = map.text("action", &problems)
    target = map.text("target", &problems)
    duration = map.text("duration", &problems)
    if let scope = map.map("scope", &problems) {
      scope.reportUnknownKeys(besides: ["ipv4", "ipv6"], &problems)
      ipv4Length = scope.whole("ipv4", in: 0...32, &problems)
      ipv6Length = scope.whole("ipv6", in: 0...128, &problems)
    }
    if let map = map.map("match", &problems) { readMatch(map, &problems) }
    escalation = map.map("escalation", &problems).map { Escalation($0, &problems) }
    coolDown = map.text("cool-down", &problems)
    isSimulated = map.boolean("simulate", &problems) ?? false
    for node in map["widen"]?.elements ?? [] {
      guard let step = node.map("a step of 'widen'", &problems) else { continue }
      widening.append(Step(step, &problems))
    }
  }

  private mutating func readMatch(_ map: YAMLMap, _ problems: inout Problems) {
    map.reportUnknownKeys(
      besides: [
        "level", "levels", "tags", "techniques", "rules", "rulesets", "kinds", "phases", "feeds",
        "confidence", "entities", "source", "destination", "trust", "assets", "risk",
      ], &problems)
    for entry in map.entries where entry.value.list?.isEmpty == true {
      // It would match everything, which is not what an empty list says.
      let problem = PolicyError(rule: "", number: 0, field: entry.key, problem: .empty)
      problems.error(
        "policy-rule", at: entry.value.place, "match.\(entry.key): \(problem.message)")
    }
    level = map.text("level", &problems)
    levels = map.texts("levels", &problems) ?? []
    tags = map.texts("tags", &problems) ?? []
    techniques = map.texts("techniques", &problems) ?? []
    rules = map.texts("rules", &problems) ?? []
    rulesets = map.texts("rulesets", &problems) ?? []
    kinds = map.texts("kinds", &problems) ?? []
    phases = map.texts("phases", &problems) ?? []
    feeds = map.texts("feeds", &problems) ?? []
    confidence = map.whole("confidence", in: 0...100, &problems)
    entities = map.texts("entities", &problems) ?? []
    source = map.text("source", &problems)
    destination = map.text("destination", &problems)
    trusts = map.texts("trust", &problems) ?? []
    assets = map.texts("assets", &problems) ?? []
    risk = map.whole("risk", in: 0...1000, &problems)
  }
}

extension PolicyRuleDraft.Step {
  fileprivate init(_ map: YAMLMap, _ problems: inout Problems) {
    self.init()
    map.reportUnknownKeys(besides: ["hosts", "within", "ipv4", "ipv6"], &problems)
    hosts = map.whole("hosts", in: 0...1_000_000, &problems)
    within = map.text("within", &problems)
    ipv4Length = map.whole("ipv4", in: 0...32, &problems)
    ipv6Length = map.whole("ipv6", in: 0...128, &problems)
  }
}

extension PolicyRuleDraft.Escalation {
  fileprivate init(_ map: YAMLMap, _ problems: inout Problems) {
    self.init()
    map.reportUnknownKeys(besides: ["multiplier", "durations", "memory", "maximum"], &problems)
    multiplier = map.whole("multiplier", in: 1...1000, &problems)
    durations = map.texts("durations", &problems) ?? []
    memory = map.text("memory", &problems)
    maximum = map.text("maximum", &problems)
  }
}
