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
      Indicator(
        value: .url("http://shared.example.com/x?y=1"), listed: "x", feed: 0, confidence: 80),
      Indicator(
        value: .digest("00112233445566778899aabbccddeeff"), listed: "x", feed: 0, confidence: 80),
      Indicator(value: .mail("a@shared.example.com"), listed: "x", feed: 0, confidence: 80),
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

  @Test func `a URL hits as a whole and as host and path`() {
    #expect(probe([(.urlOriginal, "https://Shared.example.com/x?y=1")]).map(\.indicator) == [3])
    #expect(probe([(.urlFull, "http://shared.example.com:80/x?y=1")]).map(\.indicator) == [3])
    let apart: [(Field, String)] = [(.urlDomain, "shared.example.com")]
    #expect(probe(apart + [(.urlOriginal, "/x?y=1")]).map(\.field) == [2])
    #expect(probe(apart + [(.urlPath, "/x"), (.urlQuery, "y=1")]).map(\.field) == [2])
    #expect(probe(apart + [(.urlPath, "/x"), (.urlQuery, "y=1"), (.urlPort, "8080")]).isEmpty)
    #expect(probe(apart + [(.urlPath, "/x")]).isEmpty)
    #expect(probe(apart + [(.urlOriginal, "/x?y=1"), (.urlPath, "/x")]).map(\.field) == [2])
    #expect(probe([(.urlOriginal, "/x?y=1")]).isEmpty)
    #expect(probe([(.httpRequestReferrer, "http://shared.example.com/x?y=1")]).isEmpty)
  }

  @Test func `files, programs and mail addresses hit`() {
    let md5 = "00112233445566778899AABBCCDDEEFF"
    #expect(probe([(.fileHashMD5, md5), (.processHashMD5, md5)]).map(\.indicator) == [4, 4])
    #expect(probe([(.userName, md5)]).isEmpty)
    #expect(probe([(.emailFromAddress, "A@shared.example.com")]).map(\.indicator) == [5])
  }

  @Test func `only fields that something in the table asks for are read`() {
    #expect(IndicatorFields.standard.read(by: .empty).isEmpty)
    let names = IndicatorTable([
      Indicator(value: .domain("bad.example.com"), listed: "x", feed: 0, confidence: 80)
    ])
    let read = IndicatorFields.standard.read(by: names)
    #expect(read.contains(FieldID(.urlDomain)) && !read.contains(FieldID(.urlOriginal)))
    #expect(IndicatorFields.standard.read(by: table).contains(FieldID(.urlQuery)))
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
