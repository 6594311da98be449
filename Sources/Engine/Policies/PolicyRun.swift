private import Detect
private import Foundation
private import Response
private import Rules

/// `detectd policy`: what a policy says, and what it would do.
package struct PolicyRun {
  package enum Format: String, Sendable, CaseIterable { case human, ndjson }

  /// A policy file; the policy that ships when nil.
  package var path: String?
  /// Human on a terminal and NDJSON elsewhere, when nil.
  package var format: Format?
  /// What counts as now, Unix seconds: the time of alerts without one.
  package var nowSeconds = Int64(Date().timeIntervalSince1970)

  /// Networks and domains that `check` lists of each kind.
  private static let listed = 100

  package init(path: String?) { self.path = path }

  /// Reads the policy, reports every problem with its place, and says its rules in words.
  ///
  /// - Returns: 0, or 2 when it cannot be used.
  package func check() -> Int32 {
    guard let file = load() else { return 2 }
    let output = Output.standardOutput()
    for (place, rule) in file.policy.rules.enumerated() {
      output.writeLine(TerminalText.clean("\(place + 1). \(rule.name): \(rule.sentence)"))
    }
    if file.policy.asksForRisk {
      let text = DurationText.text(seconds: file.policy.risk.halfLifeSeconds)
      output.writeLine("risk halves every \(text)")
    }
    if let text = file.policy.simulation.sentence {
      output.writeLine(TerminalText.clean("simulated: \(text)"))
    }
    for entry in file.neverBlock.prefix(PolicyRun.listed) {
      output.writeLine(TerminalText.clean("never block \(entry.network): \(entry.reason)"))
    }
    for domain in file.neverBlockDomains.prefix(PolicyRun.listed) {
      output.writeLine(TerminalText.clean("never block \(domain.name): \(domain.reason)"))
    }
    let further =
      max(0, file.neverBlock.count - PolicyRun.listed)
      + max(0, file.neverBlockDomains.count - PolicyRun.listed)
    if further > 0 { output.writeLine("and never block \(Quantity.count(further)) more") }
    output.flush()
    return 0
  }

  /// Prints what the policy makes of alerts: one line an alert. Nothing is blocked.
  ///
  /// - Parameter paths: NDJSON files of alerts, or `-`.
  /// - Returns: 0; 2 when the policy cannot be used; 3 when a line is no alert or a file cannot be
  ///   read (the rest was done).
  package func test(_ paths: [String]) -> Int32 {
    guard let file = load() else { return 2 }
    var trial = PolicyTrial(file, nowSeconds: nowSeconds)
    let output = Output.standardOutput()
    let errors = Output.standardError()
    let isHuman = (format ?? (output.isTerminal ? .human : .ndjson)) == .human
    var status: Int32 = 0
    let listed = Input.list(paths)
    for problem in listed.problems {
      errors.writeLine("detectd: " + TerminalText.clean(problem.description))
      status = 3
    }
    for input in listed.inputs {
      do throws(InputError) {
        var lines = try InputLines(input)
        var number = 0
        while let line = try lines.next() {
          number += 1
          if line.isEmpty { continue }
          do throws(AlertReader.Failure) {
            for outcome in trial.apply(try AlertReader.alert(line)) {
              output.write(isHuman ? Array((outcome.line + "\n").utf8) : outcome.json() + [0x0a])
            }
          } catch {
            errors.writeLine(TerminalText.clean("\(input.path):\(number): \(error.message)"))
            status = 3
          }
        }
      } catch {
        errors.writeLine("detectd: " + TerminalText.clean(error.description))
        status = 3
      }
    }
    output.flush()
    errors.writeLine(trial.summary)
    errors.flush()
    return status
  }

  private func load() -> PolicyFile? {
    var problems = Problems()
    let file = PolicyFile.load(path, &problems)
    let errors = Output.standardError()
    for problem in problems.sorted { errors.writeLine(TerminalText.clean(problem.description)) }
    errors.flush()
    return file
  }
}

extension PolicyRule {
  /// `block the source for 4h, then longer; alerts of level high or critical, phase response`.
  fileprivate var sentence: String {
    let conditions = match.words
    let when = conditions.isEmpty ? "every alert" : conditions.joined(separator: ", ")
    guard action != .none else { return "no decision; \(when)" }
    var text = (isSimulated ? "only simulate: " : "") + "\(action.rawValue) the \(target.rawValue)"
    if scope != .host { text += " with its /\(scope.ipv4Length) or /\(scope.ipv6Length)" }
    text += " for \(DurationText.text(seconds: durationSeconds))"
    if let escalation {
      text += ", longer each time up to \(DurationText.text(seconds: escalation.maximumSeconds))"
    }
    if coolDownSeconds > 0 {
      text += " and not again for \(DurationText.text(seconds: coolDownSeconds)) after it has ended"
    }
    for step in widening {
      text +=
        ", with its /\(step.ipv4Length) or /\(step.ipv6Length) once \(step.hosts) hosts of it "
        + "were seen within \(DurationText.text(seconds: step.withinSeconds))"
    }
    return "\(text); \(when)"
  }
}

extension Simulation {
  /// Nil when nothing is.
  fileprivate var sentence: String? {
    if isWhole { return "everything; nothing is blocked" }
    var parts: [String] = []
    if !rules.isEmpty { parts.append("rules \(rules.sorted().joined(separator: ", "))") }
    if !feeds.isEmpty { parts.append("feeds \(feeds.sorted().joined(separator: ", "))") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension PolicyMatch {
  /// Each condition in words.
  fileprivate var words: [String] {
    func any(_ name: String, _ values: some Collection<String>) -> String? {
      values.isEmpty ? nil : "\(name) \(values.sorted().joined(separator: " or "))"
    }
    let inOrder = levels.sorted().map(\.name).joined(separator: " or ")
    return [
      levels.isEmpty ? nil : "level \(inOrder)", any("tag", tags), any("technique", techniques),
      any("rule", ruleIDs), any("ruleset", rulesets), any("kind", kinds.map(\.rawValue)),
      any("phase", phases.map(\.rawValue)), any("feed", feeds),
      minimumConfidence.map { "confidence \($0) or more" },
      any("about a", entityKinds.map(\.rawValue)),
      minimumRisk.map { "risk \($0) or more" }, any("trust", trusts.map(\.rawValue)),
      any("asset", assets.map(\.name)),
      source.map { "source \($0.rawValue)" }, destination.map { "destination \($0.rawValue)" },
    ].compactMap { $0 }
  }
}
