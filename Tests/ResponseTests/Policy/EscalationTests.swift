import Response
import Testing

@Suite struct EscalationTests {
  @Test(arguments: [(0, 4), (1, 8), (2, 16), (5, 128), (6, 168), (1_000_000, 168)])
  func `a multiplier stops at the maximum`(repeats: Int, hours: Int64) {
    let escalation = Escalation(
      steps: .multiplier(2), memorySeconds: 1, maximumSeconds: 168 * 3600)
    #expect(escalation.durationSeconds(base: 4 * 3600, repeats: repeats) == hours * 3600)
  }

  @Test(arguments: [(0, 10), (1, 20), (2, 60), (3, 60), (9, 60)])
  func `the last of a list of durations holds on`(repeats: Int, seconds: Int64) {
    let escalation = Escalation(
      steps: .durations([20, 60]), memorySeconds: 1, maximumSeconds: 1000)
    #expect(escalation.durationSeconds(base: 10, repeats: repeats) == seconds)
  }

  @Test func `huge numbers do not overflow, and nothing gets shorter`() {
    let huge = Escalation(steps: .multiplier(.max), memorySeconds: 1, maximumSeconds: .max)
    #expect(huge.durationSeconds(base: 2, repeats: 3) == .max)
    let falling = Escalation(steps: .durations([1]), memorySeconds: 1, maximumSeconds: 5)
    #expect(falling.durationSeconds(base: 10, repeats: 1) == 10)
  }
}
