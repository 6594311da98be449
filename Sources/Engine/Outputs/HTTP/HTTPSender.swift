import Response

/// What a receiver over HTTP is told, and what its answers mean.
protocol HTTPReceiver: Sendable {
  /// Lines of one request at most.
  var group: Int { get }
  /// Bytes of an answer that are read.
  var answerLimit: Int { get }
  /// The request for lines, at least one.
  func request(_ lines: ArraySlice<[UInt8]>) -> PostRequest
  /// What became of the lines by an answer with a status of 200 to 299.
  func outcome(_ answer: PostAnswer, _ lines: ArraySlice<[UInt8]>) -> DeliveryOutcome
}

extension HTTPReceiver {
  func outcome(_ answer: PostAnswer, _ lines: ArraySlice<[UInt8]>) -> DeliveryOutcome {
    DeliveryOutcome(done: lines.count)
  }
}

/// Sends lines in requests, and tells answers that speak of a line from those that speak of the
/// receiver.
///
/// A status of 400, 413 or 422 is about what was sent: groups are halved until the line that is
/// refused stands alone. Every other failure is about the receiver, and the lines wait: a wrong
/// token, a closed channel and a redirection as well, since somebody can mend them. A receiver that
/// falls over a certain line (500) would hold all others up: after some attempts the next line is
/// tried, and when that one is taken, the first is refused.
final class HTTPSender: DeliverySender {
  private let receiver: any HTTPReceiver
  private let target: PostTarget
  private let poster: any Poster
  private let hidden: [String]
  /// Answers of 500 one after another.
  private var strikes = 0

  private static let strikeLimit = 5
  private static let bodyBytes = 4 << 20
  private static let longestRetrySeconds = 3600

  /// - Parameter secrets: Texts that no message may hold; those of the target are known.
  init(
    _ receiver: any HTTPReceiver, _ target: PostTarget, _ poster: any Poster, secrets: [String]
  ) {
    self.receiver = receiver
    self.target = target
    self.poster = poster
    hidden =
      (secrets + target.headers.map(\.value) + [target.url.secret].compactMap { $0 })
      .filter { $0.utf8.count >= 4 }
  }

  deinit { poster.stop() }

  var batch: Int { max(2, receiver.group) }

  func send(_ lines: [[UInt8]]) -> DeliveryOutcome {
    let isWary = strikes >= HTTPSender.strikeLimit
    var count = isWary ? 1 : fitting(lines)
    while true {
      let group = lines.prefix(count)
      let answer: PostAnswer
      do throws(PostError) {
        answer = try poster.post(receiver.request(group))
      } catch {
        return DeliveryOutcome(problem: clean("\(target.url.place): \(error)"))
      }
      switch answer.status {
      case 200..<300:
        strikes = 0
        return receiver.outcome(answer, group)
      case 400, 413, 422:
        if count > 1 {
          count /= 2
          continue
        }
        return DeliveryOutcome(done: 1, refused: [(0, text(answer))])
      case 500:
        strikes += 1
        if isWary, lines.count > 1, isTaken(lines[1...1]) {
          return DeliveryOutcome(done: 2, refused: [(0, text(answer))])
        }
      default: strikes = 0
      }
      let seconds = min(max(0, answer.retrySeconds ?? 0), HTTPSender.longestRetrySeconds)
      return DeliveryOutcome(problem: text(answer), pauseMilliseconds: Int32(seconds * 1000))
    }
  }

  /// Whether a line alone is taken, so that the one before it is at fault.
  private func isTaken(_ line: ArraySlice<[UInt8]>) -> Bool {
    guard let answer = try? poster.post(receiver.request(line)), 200..<300 ~= answer.status
    else { return false }
    strikes = 0
    return receiver.outcome(answer, line).done == 1
  }

  /// How many lines one request takes.
  private func fitting(_ lines: [[UInt8]]) -> Int {
    var bytes = 0
    for (place, line) in lines.prefix(receiver.group).enumerated() {
      bytes += line.count
      if bytes > HTTPSender.bodyBytes { return max(1, place) }
    }
    return min(lines.count, receiver.group)
  }

  /// `hooks.example.com: 403 invalid_token`.
  private func text(_ answer: PostAnswer) -> String {
    let body = String(decoding: answer.body.prefix(512), as: UTF8.self)
    let words = body.split { $0.isWhitespace }.joined(separator: " ")
    return clean("\(target.url.place): \(answer.status) \(words)")
  }

  /// On one line, not long, and without secrets, which a receiver may send back.
  private func clean(_ text: String) -> String {
    let plain = hidden.reduce(text) { $0.replacing($1, with: "…") }
    let line = TerminalText.cut(TerminalText.clean(plain), columns: 200)
    return line.hasSuffix(" ") ? String(line.dropLast()) : line
  }
}
