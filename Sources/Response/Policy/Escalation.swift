/// Longer decisions for repeat offenders.
package struct Escalation: Hashable, Sendable {
  package enum Steps: Hashable, Sendable {
    /// Each earlier decision multiplies the duration; at least 1.
    case multiplier(Int64)
    /// Seconds after one, two, … earlier decisions, never falling; the last holds for all further.
    case durations([Int64])
  }

  package var steps: Steps
  /// How long an earlier decision counts after it has ended.
  package var memorySeconds: Int64
  package var maximumSeconds: Int64

  package init(steps: Steps, memorySeconds: Int64, maximumSeconds: Int64) {
    self.steps = steps
    self.memorySeconds = memorySeconds
    self.maximumSeconds = maximumSeconds
  }

  /// How long a decision lasts after `repeats` earlier ones; never shorter than after fewer.
  package func durationSeconds(base: Int64, repeats: Int) -> Int64 {
    guard repeats > 0 else { return base }
    let ceiling = max(base, maximumSeconds)
    switch steps {
    case .durations(let list):
      return min(ceiling, max(base, list.isEmpty ? base : list[min(repeats, list.count) - 1]))
    case .multiplier(let factor):
      var duration = base
      for _ in 0..<min(repeats, 64) where duration < ceiling {
        let (longer, overflow) = duration.multipliedReportingOverflow(by: max(1, factor))
        duration = overflow ? ceiling : longer
      }
      return min(ceiling, duration)
    }
  }
}
