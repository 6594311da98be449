private import Glibc
import Response
private import Synchronization

/// What sends lines somewhere. Used by the thread of its ``Delivery`` alone.
protocol DeliverySender: AnyObject {
  /// Lines that are handed over at once.
  var batch: Int { get }
  /// Sends lines in their order, or some of the first ones.
  func send(_ lines: [[UInt8]]) -> DeliveryOutcome
}

/// What became of lines that were sent. Either some are done or there is a problem.
struct DeliveryOutcome {
  /// The lines, from the first on, that need not be sent again.
  var done = 0
  /// Those of them that will never be taken, and why.
  var refused: [(place: Int, reason: String)] = []
  /// Why the next line is not taken yet; nil when nothing is wrong.
  var problem: String?
  /// How long the receiver wants to be left alone.
  var pauseMilliseconds: Int32 = 0
}

/// Brings alerts to another system, through a queue on disk and by a thread of its own, so that
/// detection never waits. What a receiver refuses for good goes to a file of dead letters.
final class Delivery: Sendable {
  private struct State {
    var delivered = 0
    var dead = 0
    var problem: String?
  }

  /// What is brought, for messages.
  enum Cargo: Sendable {
    case alerts, commands, decisions

    var waiting: String {
      switch self {
      case .alerts: "alerts wait"
      case .commands: "commands wait"
      case .decisions: "decisions wait"
      }
    }
    var one: String {
      switch self {
      case .alerts: "an alert"
      case .commands: "a command"
      case .decisions: "a decision"
      }
    }
  }

  let name: String
  private let cargo: Cargo
  private let queue: DeliveryQueue
  private let wake: WakePipe
  private let deadPath: String
  private let log: RunLog
  private let isStopping = Atomic<Bool>(false)
  private let state = Mutex(State())
  private let format: @Sendable (Alert, Int64) -> [UInt8]
  private let thread = Mutex<Thread?>(nil)

  private static let deadBytes = 16 << 20
  private static let firstPause: Int32 = 1000
  private static let longestPause: Int32 = 60_000

  /// - Parameters:
  ///   - folder: Of the queue; made when it is missing.
  ///   - format: An alert as the line that is sent, given the time now in nanoseconds.
  ///   - sender: Made on the thread that uses it.
  /// - Throws: ``RunError/cannotOpen(output:path:reason:)``.
  init(
    name: String, folder: String, limitBytes: Int, cargo: Cargo = .alerts, _ log: RunLog,
    format: @escaping @Sendable (Alert, Int64) -> [UInt8],
    sender: @escaping @Sendable () -> any DeliverySender
  ) throws(RunError) {
    self.name = name
    self.cargo = cargo
    self.log = log
    self.format = format
    deadPath = folder + "/dead"
    do throws(WriteError) {
      queue = try DeliveryQueue(folder: folder, limitBytes: limitBytes)
    } catch {
      throw .cannotOpen(output: name, path: folder, reason: error.reason)
    }
    guard let wake = WakePipe() else {
      throw .cannotOpen(output: name, path: folder, reason: "no descriptors are left")
    }
    self.wake = wake
    let started = Thread { self.run(sender()) }
    thread.withLock { $0 = started }
  }

  /// Queues an alert; what finds no room is counted.
  func add(_ alert: Alert, nowNanoseconds: Int64) { add(format(alert, nowNanoseconds)) }

  /// Queues a line; what finds no room is counted.
  func add(_ line: [UInt8]) {
    if queue.add(line) { wake.wake() }
  }

  var status: StatusReport.Output {
    let counts = queue.counts
    return state.withLock { state in
      StatusReport.Output(
        name: name, alerts: state.delivered, heldBytes: counts.waitingBytes,
        lost: counts.lost + state.dead, problem: state.problem ?? counts.problem)
    }
  }

  /// Ends after the attempt under way; what waits is delivered after the next start.
  func stop() {
    isStopping.store(true, ordering: .relaxed)
    wake.wake()
    thread.withLock { $0.take() }?.join()
  }

  // MARK: Its thread

  private func run(_ sender: any DeliverySender) {
    var pause = Delivery.firstPause
    while true {
      let isLast = isStopping.load(ordering: .relaxed)
      guard let head = queue.head(maximum: sender.batch) else {
        queue.save()
        if isLast { return }
        wake.wait(milliseconds: -1)
        continue
      }
      let outcome = sender.send(head.lines)
      let done = min(outcome.done, head.lines.count)
      if done > 0 { pause = Delivery.firstPause }
      for (place, reason) in outcome.refused where place < done { bury(head.lines[place], reason) }
      queue.remove(done, of: head)
      state.withLock { $0.delivered += done - outcome.refused.count }
      note(outcome.problem)
      guard outcome.problem != nil else { continue }
      queue.save()
      if isLast { return }
      wait(max(Delivery.withJitter(pause), outcome.pauseMilliseconds))
      pause = min(2 * pause, Delivery.longestPause)
    }
  }

  /// Between three quarters of a pause and all of it, so that many senders do not come back to a
  /// receiver at once.
  private static func withJitter(_ pause: Int32) -> Int32 {
    pause - Int32.random(in: 0...pause / 4)
  }

  /// Waits before the next attempt; further alerts do not shorten it.
  private func wait(_ milliseconds: Int32) {
    let end = MonotonicClock.nanoseconds + UInt64(milliseconds) * 1_000_000
    while !isStopping.load(ordering: .relaxed) {
      let now = MonotonicClock.nanoseconds
      guard now < end else { return }
      wake.wait(milliseconds: Int32((end - now) / 1_000_000) + 1)
    }
  }

  private func note(_ problem: String?) {
    let before = state.withLock { state in
      defer { state.problem = problem }
      return state.problem
    }
    if let problem, before == nil {
      log.error(
        "an output cannot be reached; \(cargo.waiting)", ["output": name, "reason": problem])
    } else if problem == nil, before != nil {
      log.notice("an output is reached again", ["output": name])
    }
  }

  /// Keeps a line that is refused, as long as the file is not too large.
  private func bury(_ line: [UInt8], _ reason: String) {
    state.withLock { $0.dead += 1 }
    log.error(
      "\(cargo.one) was refused", ["output": name, "reason": reason, "kept": deadPath])
    guard (FileStatus(path: deadPath)?.size ?? 0) < Delivery.deadBytes else { return }
    let descriptor = open(deadPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = line + [UInt8(ascii: "\n")]
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }
}

extension Delivery {
  /// Where the queue of an output is kept, below a state folder.
  static func folder(of name: String, in state: String) -> String {
    let parent = state + "/outputs"
    mkdir(parent, 0o750)
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }
    // Two names may look the same so.
    let mark = SHA256.hex(of: Array(name.utf8)).prefix(8)
    return "\(parent)/\(String(plain.prefix(64)))-\(mark)"
  }
}
