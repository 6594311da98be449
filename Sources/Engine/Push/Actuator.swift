import Detect
import Response

/// A firewall that takes OpenC2 commands over HTTPS (Language Specification 1.0, SLPF profile 1.0,
/// HTTPS transfer 1.1).
package struct ActuatorConfiguration: Sendable {
  package var name: String
  package var target: PostTarget
  /// Which of the actuators behind the address is meant: `hostname`, `named_group` or `asset_id`.
  package var specifiers: [(name: String, value: String)] = []
  package var queueBytes: Int
}

/// Tells an actuator of every block and of its end, through a queue on disk.
///
/// It is told what is to be, not what happened: of several blocks on one target the one that lasts
/// longest. An end that the actuator knows itself, by the block's time, is not told.
struct Actuator: Sendable {
  private let delivery: Delivery

  /// - Parameters:
  ///   - folder: Of the queue, and of what the actuator is known to hold.
  /// - Throws: ``RunError`` when the queue cannot be used, or nothing speaks HTTP.
  init(
    _ configuration: ActuatorConfiguration, folder: String, connect: OutgoingStart?, _ log: RunLog
  ) throws(RunError) {
    guard let connect else {
      throw .cannotBegin(output: configuration.name, reason: "there is nothing that speaks HTTP")
    }
    let poster: any Poster
    do throws(PostError) {
      poster = try connect.post(configuration.target)
    } catch {
      throw .cannotBegin(output: configuration.name, reason: error.description)
    }
    delivery = try Delivery(
      name: configuration.name, folder: folder, limitBytes: configuration.queueBytes,
      cargo: .commands, log, format: { _, _ in [] },
      sender: { ActuatorSender(configuration, poster, ActuatorRules(folder + "/rules", log)) })
  }

  /// What waits and what is wrong.
  var status: StatusReport.Output { delivery.status }

  /// Everything in force, at the start; what the actuator holds already is not sent again.
  func begin(_ live: LiveDecisions, atSeconds: Int64) {
    var targets: Set<Decision.Target> = []
    for decision in live.all.decisions { targets.insert(decision.target) }
    tell(targets, live, isEnd: { _ in false }, atSeconds)
  }

  /// What changed.
  func note(_ changes: [DecisionChange], _ live: LiveDecisions, atSeconds: Int64) {
    var targets: Set<Decision.Target> = []
    var ended: Set<Decision.Target> = []
    for change in changes {
      switch change {
      case .added(let decision), .refreshed(let decision):
        if decision.action == .block { targets.insert(decision.target) }
      case .removed(let decision):
        guard decision.action == .block else { continue }
        targets.insert(decision.target)
        if decision.state == .deleted { ended.insert(decision.target) }
      case .refused: break
      }
    }
    tell(targets, live, isEnd: ended.contains, atSeconds)
  }

  private func tell(
    _ targets: Set<Decision.Target>, _ live: LiveDecisions,
    isEnd: (Decision.Target) -> Bool, _ atSeconds: Int64
  ) {
    for target in targets.sorted() {
      guard case .network(let network) = target else { continue }
      let blocks = live.blocks(on: target).filter { $0.isBlocking(atSeconds) }
      guard let longest = blocks.max(by: { $0.expiresSeconds < $1.expiresSeconds }) else {
        if isEnd(target) { delivery.add(ActuatorOrder.end(network).line) }
        continue
      }
      delivery.add(
        ActuatorOrder.deny(network, untilSeconds: longest.expiresSeconds, id: "\(longest.id)").line)
    }
  }

  func stop() { delivery.stop() }
}

/// What is to become of a target, as a line of the queue.
enum ActuatorOrder: Equatable {
  /// - Parameter untilSeconds: Unix seconds; `Decision.never` for ever.
  case deny(Prefix, untilSeconds: Int64, id: String)
  case end(Prefix)

  var line: [UInt8] {
    switch self {
    case .deny(let network, let seconds, let id): Array("deny \(network) \(seconds) \(id)".utf8)
    case .end(let network): Array("end \(network)".utf8)
    }
  }

  /// Nil when the line is none.
  init?(_ line: [UInt8]) {
    let words = String(decoding: line, as: UTF8.self).split(separator: " ")
    guard words.count > 1, let network = try? Prefix(parsing: words[1]) else { return nil }
    switch (words[0], words.count) {
    case ("deny", 4):
      guard let seconds = Int64(words[2]) else { return nil }
      self = .deny(network, untilSeconds: seconds, id: String(words[3]))
    case ("end", 2): self = .end(network)
    default: return nil
    }
  }
}
