import Detect
import Foundation
import Response
private import Synchronization

/// Keeps the kernel's sets in step with the decisions: at the start whole, then change by change,
/// and once a minute by a look at what the kernel really holds.
///
/// A change of one host costs one element, however many there are: what the sets hold is not looked
/// through, and blocks that end by their time end in the kernel by themselves.
///
/// The sets stay when detectd ends: what is in them ends by itself.
package final class KernelPush: Sendable {
  /// What it did and could not do, for metrics and the log.
  package struct Report: Sendable {
    /// `cut`: connections of what is blocked now were ended.
    package enum Kind: Sendable { case replaced, changed, corrected, cut, failed }
    package let kind: Kind
    /// Elements added, removed or given a new time; connections ended.
    package let elements: Int
    package let error: PushError?
  }

  /// What the kernel holds, as far as is known.
  private struct Applied {
    /// The number of the last change in it.
    var sequence: Int64
    /// Networks, not hosts, sorted.
    var networks: [AddressSet.Member]
  }

  private struct State {
    /// Nil when all has to be replaced.
    var applied: Applied?
    var isStopped = false
    var hasNews = false
  }

  private let decisions: LiveDecisions
  private let table: any KernelTable
  /// Where connections of what is blocked are ended; nil leaves them.
  private let connections: ConnectionTable?
  private let now: @Sendable () -> Int64
  private let onReport: @Sendable (Report) -> Void
  private let state = Mutex(State())
  private let signal = NSCondition()
  /// Kernels tell the time that is left in units of their own.
  private static let toleranceSeconds: Int64 = 3
  static let reconcileSeconds = 60.0
  static let retrySeconds = 5.0

  package init(
    _ decisions: LiveDecisions, to table: any KernelTable,
    cutting connections: ConnectionTable? = nil, now: @escaping @Sendable () -> Int64,
    onReport: @escaping @Sendable (Report) -> Void = { _ in }
  ) {
    self.decisions = decisions
    self.table = table
    self.connections = connections
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
    guard let applied = state.withLock({ $0.applied }) else { return replace(seconds) }
    let news = decisions.news(after: applied.sequence)
    guard news.isComplete else { return replace(seconds) }
    let list = BlockList(
      forKernel: news.hosts.values.flatMap(\.self) + (news.networks ?? []), atSeconds: seconds)
    let (changes, networks) = KernelPush.changes(news, to: list, applied.networks, seconds)
    let now = Applied(sequence: news.through, networks: networks)
    guard !changes.isEmpty else {
      state.withLock { $0.applied = now }
      return true
    }
    do throws(PushError) {
      try table.change(changes, to: list, atSeconds: seconds)
      state.withLock { $0.applied = now }
      report(.changed, changes)
      cut(changes.added)
      return true
    } catch {
      onReport(Report(kind: .failed, elements: 0, error: error))
      return replace(seconds)
    }
  }

  /// What a list of all that changed makes of the kernel's sets, and the networks they hold then.
  ///
  /// A host is taken out also to be put in again: older kernels give no new time to what they hold.
  private static func changes(
    _ news: LiveDecisions.News, to list: BlockList, _ held: [AddressSet.Member], _ seconds: Int64
  ) -> (ElementChanges, networks: [AddressSet.Member]) {
    let hosts = list.members.filter(\.network.isHost)
    let blocked = Set(hosts.map(\.network.address))
    let out = news.hosts.keys.filter { blocked.contains($0) || !news.expired.contains($0) }
    let removed = out.map {
      AddressSet.Member(network: Prefix(host: $0), expiresSeconds: Decision.never, place: 0)
    }
    guard news.networks != nil else {
      return (ElementChanges(removed: removed, added: hosts), held)
    }
    let networks = list.members.filter { !$0.network.isHost }
    let changes = ElementChanges(from: held, to: networks, atSeconds: seconds)
    return (
      ElementChanges(removed: removed + changes.removed, added: hosts + changes.added), networks
    )
  }

  /// Compares what the kernel holds with what it should, and corrects it.
  ///
  /// - Returns: Whether it was in step, or is now.
  @discardableResult package func reconcile() -> Bool {
    let seconds = now()
    let all = decisions.all
    let list = BlockList(forKernel: all.decisions, atSeconds: seconds)
    do throws(PushError) {
      let held = try table.held(atSeconds: seconds)
      let changes = ElementChanges(
        from: held, to: list.members, atSeconds: seconds,
        toleranceSeconds: Self.toleranceSeconds, farSeconds: seconds + table.longestSeconds / 2)
      note(all.sequence, list)
      guard !changes.isEmpty else { return true }
      try table.change(changes, to: list, atSeconds: seconds)
      report(.corrected, changes)
      return true
    } catch {
      onReport(Report(kind: .failed, elements: 0, error: error))
      return replace(seconds)
    }
  }

  private func replace(_ seconds: Int64) -> Bool {
    let all = decisions.all
    let list = BlockList(forKernel: all.decisions, atSeconds: seconds)
    do throws(PushError) {
      try table.replace(by: list, atSeconds: seconds)
      note(all.sequence, list)
      onReport(Report(kind: .replaced, elements: list.members.count, error: nil))
      cut(list.members)
      return true
    } catch {
      state.withLock { $0.applied = nil }
      onReport(Report(kind: .failed, elements: 0, error: error))
      return false
    }
  }

  /// Ends the connections of what is blocked by now.
  private func cut(_ members: [AddressSet.Member]) {
    guard let connections, !members.isEmpty else { return }
    do throws(PushError) {
      let count = try connections.cut(members)
      if count > 0 { onReport(Report(kind: .cut, elements: count, error: nil)) }
    } catch {
      onReport(Report(kind: .failed, elements: 0, error: error))
    }
  }

  private func note(_ sequence: Int64, _ list: BlockList) {
    let networks = list.members.filter { !$0.network.isHost }
    state.withLock { $0.applied = Applied(sequence: sequence, networks: networks) }
  }

  private func report(_ kind: Report.Kind, _ changes: ElementChanges) {
    let touched = Set(changes.added.map(\.network)).union(changes.removed.map(\.network))
    onReport(Report(kind: kind, elements: touched.count, error: nil))
  }
}
