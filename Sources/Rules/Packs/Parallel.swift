private import Dispatch
private import Synchronization

/// Independent work on all processors, for loading rules: nothing runs on after a call returns.
enum Parallel {
  /// `transform` of each element, in the order of the elements.
  static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    guard elements.count > Parallel.share else { return elements.map(transform) }
    let parts = (elements.count + share - 1) / share
    let results = Results<Result>(parts)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let range = part * share..<min((part + 1) * share, elements.count)
      results.set(elements[range].map(transform), at: part)
    }
    return results.all
  }

  /// Elements handed out at once: enough to make the lock cheap, few enough to end together.
  private static let share = 16

  private final class Results<Result: Sendable>: Sendable {
    private let parts: Mutex<[[Result]]>

    init(_ count: Int) { parts = Mutex(Array(repeating: [], count: count)) }

    func set(_ results: [Result], at part: Int) { parts.withLock { $0[part] = results } }
    var all: [Result] { parts.withLock { $0.flatMap(\.self) } }
  }
}
