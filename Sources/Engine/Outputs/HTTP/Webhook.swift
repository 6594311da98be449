private import Detect
private import Foundation
package import Response

/// A request for each alert, as a chat or a program of one's own wants it.
package struct Webhook: Sendable {
  package enum Format: String, Sendable, CaseIterable { case ecs, ocsf, slack, teams }

  /// What proves that a request is ours, when there is a secret.
  package enum Signature: String, Sendable, CaseIterable {
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,BASE64` over
    /// `ID.TIMESTAMP.BODY` ("Standard Webhooks", specification 1.0).
    case standard
    /// `X-Hub-Signature-256: sha256=HEX` over the body, as GitHub signs.
    case github
  }

  package var format = Format.ecs
  /// A shape of one's own, instead of the format.
  package var template: AlertTemplate?
  /// Whether a chat sees the record.
  package var showsRecord = false
  /// What requests are signed with; nil signs none.
  package var secret: String?
  package var signature = Signature.standard

  package init() {}

  private static let limit = 256 << 10

  /// The alert's identifier, a tab and the body.
  func line(_ alert: Alert, nowNanoseconds: Int64) -> [UInt8] {
    Array(alert.id.utf8) + [UInt8(ascii: "\t")] + body(alert, nowNanoseconds)
  }

  private func body(_ alert: Alert, _ now: Int64) -> [UInt8] {
    if let template { return template.json(alert, receivedNanoseconds: now) }
    return switch format {
    case .ecs: AlertFormat.ecs.line(alert, receivedNanoseconds: now, limit: Webhook.limit)
    case .ocsf: AlertFormat.ocsf.line(alert, receivedNanoseconds: now, limit: Webhook.limit)
    case .slack:
      alert.slackMessage(receivedNanoseconds: now, showsRecord: showsRecord).json()
    case .teams:
      alert.teamsMessage(receivedNanoseconds: now, showsRecord: showsRecord).json()
    }
  }

  /// The key that a secret stands for: the bytes behind `whsec_` are in Base64 ("Standard
  /// Webhooks"), every other text is the key itself.
  private static func key(_ secret: String) -> [UInt8] {
    guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6)))
    else { return Array(secret.utf8) }
    return Array(key)
  }

  /// The headers of a request at a time.
  package func headers(
    id: String, body: [UInt8], atSeconds: Int64
  ) -> [(name: String, value: String)] {
    var headers = [
      (name: "Content-Type", value: "application/json"), (name: "webhook-id", value: id),
      (name: "webhook-timestamp", value: "\(atSeconds)"),
    ]
    guard let secret else { return headers }
    let key = Webhook.key(secret)
    switch signature {
    case .standard:
      let code = HMAC.code(of: Array("\(id).\(atSeconds).".utf8) + body, key: key)
      headers.append(("webhook-signature", "v1," + Data(code).base64EncodedString()))
    case .github:
      headers.append(("X-Hub-Signature-256", "sha256=" + HMAC.hex(of: body, key: key)))
    }
    return headers
  }
}

/// Sends the lines of a ``Webhook``, one a request.
struct WebhookReceiver: HTTPReceiver {
  let webhook: Webhook
  let target: PostTarget

  var group: Int { 1 }
  var answerLimit: Int { 4096 }

  func request(_ lines: ArraySlice<[UInt8]>) -> PostRequest {
    let line = lines.first ?? []
    let end = line.firstIndex(of: UInt8(ascii: "\t")) ?? 0
    let body = Array(line[(end + 1)...])
    let headers = webhook.headers(
      id: String(decoding: line[..<end], as: UTF8.self), body: body,
      atSeconds: RunClock.nowSeconds)
    return PostRequest(
      url: target.url.text, headers: headers + target.headers, body: body,
      answerLimit: answerLimit)
  }
}
