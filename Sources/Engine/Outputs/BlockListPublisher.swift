private import Glibc
private import Synchronization

/// Keeps one block list up to date, on a thread of its own, so that a slow disk or command stops
/// nothing else.
final class BlockListPublisher: Sendable {
  let configuration: BlockListConfiguration
  private let log: RunLog
  private let monitor = Monitor()
  private let shared = Mutex(Shared())
  private let thread = Mutex<Thread?>(nil)

  private struct Shared {
    var due: [UInt8]?
    var isEnding = false
    var status = Status()
  }

  /// How publishing goes.
  struct Status: Sendable {
    var writtenSeconds: Int64?
    var failures = 0
    var problem: String?
  }

  init(_ configuration: BlockListConfiguration, _ log: RunLog) {
    self.configuration = configuration
    self.log = log
    let started = Thread { self.work() }
    thread.withLock { $0 = started }
  }

  var status: Status { shared.withLock(\.status) }

  /// The list from now on; of several that wait only the last is written.
  func publish(_ list: [UInt8]) { change { $0.due = list } }

  /// Writes what waits, and ends.
  func finish() {
    change { $0.isEnding = true }
    thread.withLock { $0.take() }?.join()
  }

  private func change(_ body: (inout Shared) -> Void) {
    monitor.lock()
    shared.withLock { body(&$0) }
    monitor.wakeAll()
    monitor.unlock()
  }

  private func work() {
    var last: [UInt8]?
    while let list = next() {
      if list == last { continue }
      let problem = write(list)
      if problem == nil { last = list }
      shared.withLock { shared in
        shared.status.problem = problem
        shared.status.failures += problem == nil ? 0 : 1
        if problem == nil { shared.status.writtenSeconds = RunClock.nowSeconds }
      }
      if let problem {
        log.error(
          "a block list is not in force", ["path": configuration.path, "reason": problem])
        waitToRetry(list)
      }
    }
  }

  /// - Returns: Nil at the end.
  private func next() -> [UInt8]? {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if let due = shared.withLock({ $0.due.take() }) { return due }
      if shared.withLock(\.isEnding) { return nil }
      monitor.wait()
    }
  }

  /// After a failure the same list is tried again in ten seconds, unless a newer one comes.
  private func waitToRetry(_ list: [UInt8]) {
    for _ in 0..<100 {
      let isDue = shared.withLock { $0.due != nil || $0.isEnding }
      if isDue { return }
      usleep(100_000)
    }
    shared.withLock { if $0.due == nil { $0.due = list } }
  }

  /// - Returns: What went wrong.
  private func write(_ list: [UInt8]) -> String? {
    do throws(WriteError) {
      try AtomicFile.write(list, to: configuration.path)
    } catch {
      return error.reason
    }
    guard !configuration.reload.isEmpty else { return nil }
    return Command(configuration.reload).run(seconds: configuration.timeoutSeconds)
  }
}
