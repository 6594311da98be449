private import Foundation
import Response

/// Alerts as documents of Elasticsearch or OpenSearch, by the bulk API.
///
/// Each is created under the alert's identifier, so that an alert that comes again changes nothing
/// (the status 409), and data streams, which only take `create`, take it.
package struct BulkIndex: Sendable {
  /// An index, an alias or a data stream; `{date}` in it is the day of receipt.
  package var index: String
  /// The name of an ingest pipeline.
  package var pipeline: String?

  package init(index: String) { self.index = index }

  private static let limit = 256 << 10

  /// The line of the action, a tab and the document.
  func line(_ alert: Alert, nowNanoseconds: Int64) -> [UInt8] {
    // The day of receipt: an attacker who chooses the times of records must not make indices.
    let day = TimeText.utc(nanoseconds: nowNanoseconds).prefix(10).replacing("-", with: ".")
    let name = index.replacing("{date}", with: day)
    var line = Array(#"{"create":{"_index":"\#(name)","_id":"\#(alert.id)"}}"#.utf8)
    line.append(UInt8(ascii: "\t"))
    return line
      + AlertFormat.ecs.line(alert, receivedNanoseconds: nowNanoseconds, limit: BulkIndex.limit)
  }

  /// Whether an index can have that name ("Create index API": lower case, at most 255 bytes, some
  /// signs excluded).
  package static func isName(_ text: String) -> Bool {
    let plain = text.replacing("{date}", with: "2026.01.01")
    guard let first = plain.utf8.first, plain.utf8.count <= 255, plain != ".", plain != ".." else {
      return false
    }
    return !"-_+".utf8.contains(first)
      && plain.utf8.allSatisfy {
        0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || "-_+.@$".utf8.contains($0)
      }
  }
}

/// Sends the lines of a ``BulkIndex``, many a request.
struct BulkReceiver: HTTPReceiver {
  let bulk: BulkIndex
  let target: PostTarget

  var group: Int { 500 }
  var answerLimit: Int { 4 << 20 }

  /// Of what the answer says of each document, only this is asked for.
  private static let filter =
    "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason"

  func request(_ lines: ArraySlice<[UInt8]>) -> PostRequest {
    var body: [UInt8] = []
    for line in lines {
      body += line.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: "\n") : $0 }
      body.append(UInt8(ascii: "\n"))
    }
    let query = BulkReceiver.filter + (bulk.pipeline.map { "&pipeline=\($0)" } ?? "")
    return PostRequest(
      url: target.url.appending("/_bulk", query: query),
      headers: [("Content-Type", "application/x-ndjson")] + target.headers, body: body,
      answerLimit: answerLimit)
  }

  private struct Answer: Decodable {
    struct Item: Decodable {
      struct Failure: Decodable {
        var type: String?
        var reason: String?
      }
      var status: Int
      var error: Failure?
    }
    var errors: Bool
    var items: [[String: Item]]?
  }

  func outcome(_ answer: PostAnswer, _ lines: ArraySlice<[UInt8]>) -> DeliveryOutcome {
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(answer.body)) else {
      return DeliveryOutcome(
        problem: "\(target.url.place): the answer is not that of a bulk request")
    }
    guard answer.errors else { return DeliveryOutcome(done: lines.count) }
    let items = (answer.items ?? []).compactMap { $0.values.first }
    guard items.count == lines.count else {
      return DeliveryOutcome(problem: "\(target.url.place): the answer names other documents")
    }
    var outcome = DeliveryOutcome()
    for item in items {
      switch item.status {
      case 200..<300, 409: break
      // The document itself: 400 is a value that does not fit its field.
      case 400, 413, 422:
        outcome.refused.append((outcome.done, BulkReceiver.text(item)))
      // Queues that are full, blocked indices, missing rights: the documents behind it that were
      // taken come again, and are there already.
      default:
        outcome.problem = "\(target.url.place): \(BulkReceiver.text(item))"
        return outcome
      }
      outcome.done += 1
    }
    return outcome
  }

  private static func text(_ item: Answer.Item) -> String {
    let words = [item.error?.type, item.error?.reason].compactMap { $0 }.joined(separator: ": ")
    return String("\(item.status) \(words)".prefix(300))
  }
}
