import Detect
import Response
import Testing

/// What ends, and when it is said, held to a look at all decisions.
@Suite struct ExpiryTests {
  private func add(
    _ host: Int, for seconds: Int64?, to book: inout DecisionBook, at now: Int64
  ) -> [DecisionChange] {
    book.add(
      .block, Sample.target("203.0.\(host / 250).\(host % 250)/32"), origin: .operator,
      cause: Sample.cause(), atSeconds: now, durationSeconds: seconds, neverBlock: NeverBlock([]))
  }

  @Test(arguments: 0..<20)
  func `each decision ends once, at the first look after its end`(seed: UInt64) {
    var random = Seeded(seed)
    var book = DecisionBook()
    var now: Int64 = 1_000_000
    var inForce: [DecisionID: Decision] = [:]
    func take(_ changes: [DecisionChange]) {
      for change in changes {
        switch change {
        case .added(let decision), .refreshed(let decision): inForce[decision.id] = decision
        case .removed(let decision): inForce[decision.id] = nil
        case .refused: break
        }
      }
    }
    for _ in 0..<600 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        let host = Int.random(in: 0..<60, using: &random)
        let lengths: [Int64?] = [1, 5, 30, 59, 60, 61, 300, 4000, nil]
        let length = lengths[Int.random(in: 0..<lengths.count, using: &random)]
        take(add(host, for: length, to: &book, at: now))
      case 5:
        let host = Int.random(in: 0..<60, using: &random)
        take(
          book.delete(
            Sample.target("203.0.\(host / 250).\(host % 250)/32"), atSeconds: now))
      default:
        let steps: [Int64] = [0, 1, 1, 2, 10, 59, 60, 61, 200]
        now += steps[Int.random(in: 0..<steps.count, using: &random)]
        let due = inForce.values.filter { $0.expiresSeconds <= now }.map(\.id)
        let ended = book.expire(atSeconds: now)
        #expect(Set(ended.map(\.decision.id)) == Set(due), "seed \(seed)")
        #expect(ended.count == due.count)
        take(ended)
      }
      let blocked = book.decisions(atSeconds: now, action: .block)
      #expect(Set(blocked.map(\.id)).isSubset(of: Set(inForce.keys)))
      let isCurrent = inForce.values.allSatisfy { $0.expiresSeconds > now }
      if isCurrent { #expect(book.blockedSpace.ipv4 == UInt64(blocked.count), "seed \(seed)") }
    }
    take(book.expire(atSeconds: .max - 1))
    #expect(inForce.values.allSatisfy { $0.expiresSeconds == Decision.never })
  }
}
