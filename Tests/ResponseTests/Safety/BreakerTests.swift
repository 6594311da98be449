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
    #expect(
      book.breaker?.trip == .init(atSeconds: 60, reason: "more than 2 new blocks in a minute"))
    #expect(
      book.refusals.sorted.first?.cause.description
        == "more than 2 new blocks in a minute; only watching until the breaker is reset")
    #expect(book.refusals.count == 3)
    book.breaker?.reset()
    _ = book.apply(Sample.alert("d", source: "203.0.113.5"), atSeconds: 301)
    #expect(book.blockList(atSeconds: 301).members.count == 3)
  }

  @Test func `alerts of two inputs, one of them late, do not start the minute anew`() {
    var breaker = Breaker(maximumPerMinute: 3)
    let admitted = (0..<10).map { breaker.admit(atSeconds: $0.isMultiple(of: 2) ? 100 : 200) }
    #expect(admitted.count { $0 } == 6)
  }

  @Test func `what a log tells late counts when it is decided`() {
    var book = DecisionBook(breaker: Breaker(maximumPerMinute: 2))
    _ = book.expire(atSeconds: 10_000)
    for host in 1...4 {
      _ = book.apply(
        Sample.alert("a\(host)", source: "203.0.113.\(host)"), atSeconds: Int64(8000 + 60 * host))
    }
    #expect(book.blockList(atSeconds: 10_000).decided.count == 2)
    #expect(book.breaker?.trip?.atSeconds == 10_000)
  }

  @Test func `too much of the address space trips it`() {
    // A millionth of IPv4 is 4,294.97 addresses: sixteen /24 and 198 hosts more.
    var book = DecisionBook(breaker: Breaker(maximumMillionths: 1))
    func add(_ text: String, atSeconds: Int64 = 100) {
      _ = book.add(
        .block, Sample.target(text), origin: .operator, cause: Sample.cause(), atSeconds: atSeconds,
        durationSeconds: 50, neverBlock: NeverBlock([]))
    }
    for number in 0..<16 { add("203.0.\(number).0/24") }
    #expect(book.blockedSpace.ipv4 == 4096)
    #expect(book.breaker?.isTripped == false)
    add("203.0.16.0/24")
    #expect(
      book.breaker?.trip?.reason == "more than 0.0001% of the address space would be blocked")
    #expect(book.blockedSpace.ipv4 == 4096)
    _ = book.delete(Sample.target("203.0.3.0/24"), atSeconds: 110)
    #expect(book.blockedSpace.ipv4 == 3840)
    _ = book.expire(atSeconds: 150)
    #expect(book.blockedSpace == BlockedSpace())
    book.breaker?.reset()
    // 2⁶¹ /64s are global unicast: a millionth is a little more than a /22, a host counts as a /64.
    for text in ["2001:db8::1", "2001:db8:1::/48"] { add(text, atSeconds: 200) }
    #expect(book.blockedSpace.ipv6 == 65_537)
  }

  @Test func `an earlier run's trip stands until it is reset`() {
    var breaker = Breaker(maximumPerMinute: 5)
    breaker.restore(.init(atSeconds: 50, reason: "more than 5 new blocks in a minute"))
    let before = breaker.admit(atSeconds: 1_000_000)
    breaker.reset()
    let after = breaker.admit(atSeconds: 1_000_000)
    #expect([before, after] == [false, true])
  }

  @Test(arguments: [
    ("1%", 10_000), ("0.1%", 1000), ("0.0001%", 1), ("100%", 1_000_000), ("12.5%", 125_000),
  ])
  func `a share is a percentage`(text: String, millionths: Int64) {
    #expect(ShareText.millionths(text) == millionths)
    #expect(ShareText.text(millionths: millionths) == text)
  }

  @Test(arguments: [
    "", "%", "1", "0%", "0.00001%", "101%", "-1%", "1.%", ".5%", "1.2.3%", "1 %", "9999999%",
  ])
  func `anything else is no share`(text: String) {
    #expect(ShareText.millionths(text) == nil)
  }

  @Test func `counts each minute anew`() {
    var breaker = Breaker(maximumPerMinute: 1)
    let admitted = [59, 60, 61, 600].map { breaker.admit(atSeconds: $0) }
    #expect(admitted == [true, true, false, false])
    #expect(breaker.isTripped)
  }
}
