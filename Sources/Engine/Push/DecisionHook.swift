import Detect
package import Response

/// Where changes of decisions are told: a request for each that begins, lasts longer or ends.
package struct DecisionHookConfiguration: Sendable {
  package var name: String
  package var target: PostTarget
  package var queueBytes: Int
  /// What requests are signed with, and their shape: ``Webhook/template`` alone counts.
  package var webhook = Webhook()
  /// Of these actions.
  package var actions: Set<Decision.Action> = [.block]
  /// What no message may hold, besides what the target has.
  var secrets: [String] = []
}

/// Tells changes of decisions through a queue on disk.
///
/// Used by the response thread alone.
final class DecisionHook {
  private let configuration: DecisionHookConfiguration
  private let delivery: Delivery
  /// When each decision ends by what was told; what the last run has told is found as it comes.
  private var ends: [DecisionID: Int64] = [:]

  /// - Throws: ``RunError`` when it cannot begin.
  init(
    _ configuration: DecisionHookConfiguration, folder: String, connect: OutgoingStart?,
    _ log: RunLog
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
    self.configuration = configuration
    let (target, secrets) = (configuration.target, configuration.secrets)
    let receiver = WebhookReceiver(webhook: configuration.webhook, target: target)
    delivery = try Delivery(
      name: configuration.name, folder: folder, limitBytes: configuration.queueBytes,
      cargo: .decisions, log, format: { _, _ in [] },
      sender: { HTTPSender(receiver, target, poster, secrets: secrets) })
  }

  /// Queues what changed.
  func note(_ changes: [DecisionChange], atSeconds: Int64) {
    for change in changes where configuration.actions.contains(change.decision.action) {
      guard let word = word(change) else { continue }
      delivery.add(line(word, change.decision, atSeconds))
    }
  }

  /// Nil for what is not told: more alerts of a decision that ends when it did.
  private func word(_ change: DecisionChange) -> String? {
    let decision = change.decision
    switch change {
    case .added:
      ends[decision.id] = decision.expiresSeconds
      return "added"
    case .refreshed:
      let told = ends.updateValue(decision.expiresSeconds, forKey: decision.id)
      return told == decision.expiresSeconds ? nil : "extended"
    case .removed:
      ends[decision.id] = nil
      return "removed"
    case .refused: return nil
    }
  }

  /// An identifier that the same change has whenever it is told, a tab and the body.
  private func line(_ word: String, _ decision: Decision, _ atSeconds: Int64) -> [UInt8] {
    var document = Document()
    document.set("change", .text(word))
    document.set("at", .text(TimeText.utc(seconds: atSeconds)))
    document.set("decision", .object(decision.document()))
    let body = configuration.webhook.template?.json(document) ?? document.json()
    return Array("\(decision.id)-\(word)-\(decision.expiresSeconds)\t".utf8) + body
  }

  var status: StatusReport.Output { delivery.status }

  func stop() { delivery.stop() }
}
