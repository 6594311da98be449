import Detect
import Support
import Testing

@Suite struct IndicatorProbeTests {
  private let table: IndicatorTable

  init() throws {
    table = IndicatorTable([
      Indicator(
        value: .network(try Prefix(parsing: "203.0.113.0/24")), listed: "203.0.113.0/24", feed: 0,
        confidence: 80, expiresSeconds: 100),
      Indicator(
        value: .network(try Prefix(parsing: "2001:db8::7")), listed: "2001:db8::7", feed: 0,
        confidence: 80),
      Indicator(
        value: .domain("bad.example.com"), listed: "bad.example.com", feed: 0, confidence: 80),
    ])
  }

  private func probe(
    _ fields: [(Field, String)], time: Int64? = nil, now: Int64 = 0
  ) -> [IndicatorHit] {
    var sample = SampleBlock()
    sample.add([(.sourceIP, "192.0.2.1")])
    sample.add(fields, timeNanoseconds: time)
    var hits: [IndicatorHit] = []
    table.probe(sample.block, sample.writer.columns, nowSeconds: now, into: &hits)
    return hits
  }

  @Test func `addresses and names of both ends hit`() {
    let hits = probe([
      (.sourceIP, "203.0.113.9"), (.sourcePort, "443"), (.destinationIP, "2001:db8::7"),
      (.dnsQuestionName, "x.BAD.example.com."), (.destinationAddress, "203.0.113.1"),
    ])
    #expect(hits.map(\.event) == [1, 1, 1, 1])
    #expect(hits.map(\.field) == [1, 3, 4, 5])
    #expect(hits.map(\.indicator) == [0, 1, 2, 0])
  }

  @Test func `fields that name no peer are not looked up`() {
    let hits = probe([
      (.message, "203.0.113.9"), (.userName, "bad.example.com"), (.observerIP, "203.0.113.9"),
      (.sourcePort, "3405803777"),
    ])
    #expect(hits.isEmpty)
  }

  @Test func `the time of the event decides expiry, else the given time`() {
    let fields: [(Field, String)] = [(.sourceIP, "203.0.113.9")]
    #expect(probe(fields, time: 99_999_999_999, now: 200).count == 1)
    #expect(probe(fields, time: 100_000_000_000, now: 0).isEmpty)
    #expect(probe(fields, now: 99).count == 1)
    #expect(probe(fields, now: 100).isEmpty)
    #expect(probe(fields, time: -1, now: 200).count == 1)
  }
}
