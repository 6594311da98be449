import Response
import Testing

@Suite struct BreakerTests {
  @Test func `too many new blocks in a minute trip it until it is reset`() {
    var book = DecisionBook(breaker: Breaker(maximumPerMinute: 2))
    for host in 1...4 {
      _ = book.apply(Sample.alert("a\(host)", source: "203.0.113.\(host)"), atSeconds: 60)
    }
    _ = book.apply(Sample.alert("b", source: "203.0.113.1"), atSeconds: 61)
    _ = book.apply(Sample.alert("c", source: "203.0.113.5"), atSeconds: 300)
    let shown = book.decisions(atSeconds: 300).map { "\($0.action.rawValue) \($0.target)" }
    #expect(
      shown == [
        "block 203.0.113.1", "block 203.0.113.2", "watch 203.0.113.3", "watch 203.0.113.4",
        "watch 203.0.113.5",
      ])
    #expect(book.breaker?.trippedSeconds == 60)
    #expect(book.refusals.count == 3)
    book.breaker?.reset()
    _ = book.apply(Sample.alert("d", source: "203.0.113.5"), atSeconds: 301)
    #expect(book.blockList(atSeconds: 301).members.count == 3)
  }

  @Test func `counts each minute anew`() {
    var breaker = Breaker(maximumPerMinute: 1)
    let admitted = [59, 60, 61, 600].map { breaker.admit(atSeconds: $0) }
    #expect(admitted == [true, true, false, false])
    #expect(breaker.isTripped)
  }
}
