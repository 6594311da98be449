import Response

/// An output that sends alerts over HTTP.
package struct HTTPOutput: Sendable {
  package enum Kind: Sendable {
    case webhook(Webhook)
    case bulk(BulkIndex)
    case alertmanager(Alertmanager)
  }

  package var target: PostTarget
  package var kind: Kind
  package var queueBytes: Int
  /// What no message may hold, besides what the target has.
  var secrets: [String] = []

  /// What it is and where it goes, without secrets.
  var summary: String {
    switch kind {
    case .webhook(let webhook):
      let shape = webhook.template == nil ? webhook.format.rawValue : "a template"
      return "\(target.url.place) as \(shape)" + (webhook.secret == nil ? "" : ", signed")
    case .bulk(let bulk): return "\(target.url.place), index \(bulk.index)"
    case .alertmanager: return target.url.place
    }
  }

  /// The queue and the thread that empties it.
  ///
  /// - Throws: ``RunError`` when it cannot be.
  func delivery(
    name: String, folder: String, connect: OutgoingStart?, _ log: RunLog
  ) throws(RunError) -> Delivery {
    guard let connect else {
      throw .cannotBegin(output: name, reason: "there is nothing that speaks HTTP")
    }
    let poster: any Poster
    do throws(PostError) {
      poster = try connect.post(target)
    } catch {
      throw .cannotBegin(output: name, reason: error.description)
    }
    let (target, secrets, receiver) = (target, secrets, receiver)
    return try Delivery(
      name: name, folder: folder, limitBytes: queueBytes, log, format: format,
      sender: { HTTPSender(receiver, target, poster, secrets: secrets) })
  }

  private var receiver: any HTTPReceiver {
    switch kind {
    case .webhook(let webhook): WebhookReceiver(webhook: webhook, target: target)
    case .bulk(let bulk): BulkReceiver(bulk: bulk, target: target)
    case .alertmanager(let alertmanager):
      AlertmanagerReceiver(alertmanager: alertmanager, target: target)
    }
  }

  private var format: @Sendable (Alert, Int64) -> [UInt8] {
    switch kind {
    case .webhook(let webhook): { webhook.line($0, nowNanoseconds: $1) }
    case .bulk(let bulk): { bulk.line($0, nowNanoseconds: $1) }
    case .alertmanager(let alertmanager): { alertmanager.line($0, nowNanoseconds: $1) }
    }
  }
}
