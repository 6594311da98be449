import Foundation
import Response
private import Synchronization

/// Keeps the kernel's sets in step with the decisions: at the start whole, then change by change,
/// and once a minute by a look at what the kernel really holds.
///
/// The sets stay when detectd ends: what is in them ends by itself.
package final class KernelPush: Sendable {
  /// What it did and could not do, for metrics and the log.
  package struct Report: Sendable {
    package enum Kind: Sendable { case replaced, changed, corrected, failed }
    package let kind: Kind
    /// Elements added and removed.
    package let elements: Int
    package let error: PushError?
  }

  private struct State {
    /// What the kernel holds, as far as is known; nil when it has to be replaced.
    var applied: BlockList?
    var isStopped = false
    var hasNews = false
  }

  private let decisions: LiveDecisions
  private let table: any KernelTable
  private let now: @Sendable () -> Int64
  private let onReport: @Sendable (Report) -> Void
  private let state = Mutex(State())
  private let signal = NSCondition()
  /// Kernels tell the time that is left in units of their own.
  private static let toleranceSeconds: Int64 = 3
  static let reconcileSeconds = 60.0
  static let retrySeconds = 5.0

  package init(
    _ decisions: LiveDecisions, to table: any KernelTable, now: @escaping @Sendable () -> Int64,
    onReport: @escaping @Sendable (Report) -> Void = { _ in }
  ) {
    self.decisions = decisions
    self.table = table
    self.now = now
    self.onReport = onReport
  }

  /// Runs on the caller's thread until ``stop()``.
  package func run() {
    decisions.observe { [weak self] in self?.wake() }
    var reconciled = ContinuousClock.now
    while !state.withLock({ $0.isStopped }) {
      let isInStep = push()
      if ContinuousClock.now - reconciled >= .seconds(Self.reconcileSeconds) {
        reconcile()
        reconciled = .now
      }
      wait(seconds: isInStep ? Self.reconcileSeconds : Self.retrySeconds)
    }
  }

  package func stop() {
    state.withLock { $0.isStopped = true }
    wake()
  }

  private func wake() {
    signal.lock()
    state.withLock { $0.hasNews = true }
    signal.signal()
    signal.unlock()
  }

  private func wait(seconds: Double) {
    let end = Date().addingTimeInterval(seconds)
    signal.lock()
    while !state.withLock({ $0.hasNews }), signal.wait(until: end) {}
    state.withLock { $0.hasNews = false }
    signal.unlock()
  }

  /// Brings the kernel to what is decided now.
  ///
  /// - Returns: False when the kernel refused; the next call replaces all.
  @discardableResult package func push() -> Bool {
    let seconds = now()
    let list = decisions.snapshot(atSeconds: seconds).content.blocked
    guard let applied = state.withLock({ $0.applied }) else { return replace(by: list, seconds) }
    let changes = ElementChanges(from: applied.members, to: list.members, atSeconds: seconds)
    guard !changes.isEmpty else { return true }
    do throws(PushError) {
      try table.change(changes, to: list, atSeconds: seconds)
      state.withLock { $0.applied = list }
      report(.changed, changes)
      return true
    } catch {
      onReport(Report(kind: .failed, elements: 0, error: error))
      return replace(by: list, seconds)
    }
  }

  /// Compares what the kernel holds with what it should, and corrects it.
  ///
  /// - Returns: Whether it was in step, or is now.
  @discardableResult package func reconcile() -> Bool {
    let seconds = now()
    let list = decisions.snapshot(atSeconds: seconds).content.blocked
    do throws(PushError) {
      let held = try table.held(atSeconds: seconds)
      let changes = ElementChanges(
        from: held, to: list.members, atSeconds: seconds,
        toleranceSeconds: Self.toleranceSeconds)
      state.withLock { $0.applied = list }
      guard !changes.isEmpty else { return true }
      try table.change(changes, to: list, atSeconds: seconds)
      report(.corrected, changes)
      return true
    } catch {
      onReport(Report(kind: .failed, elements: 0, error: error))
      return replace(by: list, seconds)
    }
  }

  private func replace(by list: BlockList, _ seconds: Int64) -> Bool {
    do throws(PushError) {
      try table.replace(by: list, atSeconds: seconds)
      state.withLock { $0.applied = list }
      onReport(Report(kind: .replaced, elements: list.members.count, error: nil))
      return true
    } catch {
      state.withLock { $0.applied = nil }
      onReport(Report(kind: .failed, elements: 0, error: error))
      return false
    }
  }

  private func report(_ kind: Report.Kind, _ changes: ElementChanges) {
    onReport(
      Report(kind: kind, elements: changes.added.count + changes.removed.count, error: nil))
  }
}
