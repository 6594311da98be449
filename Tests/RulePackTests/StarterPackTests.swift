import Detect
import Engine
import Foundation
import Rules
import Support
import Testing

@Suite struct StarterPackTests {
  private static let pack = Checkout.root.appendingPathComponent("Rules/starter").path

  @Test func `every sample raises exactly the alerts that it should`() {
    let run = RuleTestRun(paths: [Self.pack])
    for problem in run.problems { Issue.record("\(problem)") }
    for outcome in run.outcomes where !outcome.holds {
      Issue.record(
        """
        \(outcome.place): \(outcome.name): missing \(outcome.missing), \
        unexpected \(outcome.unexpected)
        """)
    }
    #expect(!run.outcomes.isEmpty)
  }

  @Test func `every rule that raises alerts has a sample that does and one that does not`() throws {
    var problems = Problems()
    let rules = RuleFiles.load([Self.pack])
    #expect(rules.problems.filter { $0.severity > .note }.isEmpty)
    var expected: Set<String> = []
    var hasNegative: Set<String> = []
    for path in RuleFiles.tests(at: [Self.pack], &problems) {
      let bytes = try #require(RuleFiles.read(path, &problems))
      let tests = RuleTests(in: bytes, path: path, &problems)
      expected.formUnion(tests.tests.flatMap(\.expected).map(\.rule.name))
      if tests.tests.contains(where: { $0.expected.isEmpty }) { hasNegative.insert(tests.rulePath) }
    }
    let raising =
      zip(rules.rules, rules.ruleInfo).filter(\.0.alerts).map(\.1)
      + zip(rules.correlations, rules.correlationInfo).filter(\.0.alerts).map(\.1)
    #expect(raising.count >= 15)
    for info in raising {
      #expect(expected.contains(info.id), "\(info.place): no positive sample")
      #expect(hasNegative.contains(info.place.path), "\(info.place): no negative sample")
    }
  }
}
