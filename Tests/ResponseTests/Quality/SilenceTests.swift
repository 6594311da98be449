import Detect
import Response
import Testing

@Suite struct SilenceTests {
  private func silence(
    rule: String? = nil, _ subject: String? = nil, from: Int64 = 100, until: Int64 = 200
  ) -> Silence {
    Silence(
      rule: rule, subject: subject.flatMap { Silence.Subject($0) }, fromSeconds: from,
      untilSeconds: until, reason: "yearly scan", actor: "ana", createdSeconds: 50)
  }

  private let ofAddress = Sample.alert(
    rule: "r1", name: "Port scan", entity: .address(Sample.address("203.0.113.7")),
    source: "203.0.113.7", destination: "192.0.2.1")
  private let ofUser = Sample.alert(
    rule: "r2", entity: .user("backup"), source: "203.0.113.7", user: "backup")

  @Test(
    arguments: [
      (nil, "203.0.113.7", true), (nil, "203.0.113.0/24", true), (nil, "203.0.113.8", false),
      // Who attacks the silenced is told.
      (nil, "192.0.2.1", false),
      ("r1", nil, true), ("Port scan", nil, true), ("r2", nil, false),
      ("r1", "203.0.113.7", true), ("r2", "203.0.113.7", false), (nil, "user:backup", false),
    ] as [(String?, String?, Bool)])
  func `an address covers what is about it or from it`(
    rule: String?, subject: String?, isCovered: Bool
  ) {
    #expect(silence(rule: rule, subject).covers(ofAddress, atSeconds: 150) == isCovered)
  }

  @Test func `a user and a host cover what is about them`() {
    #expect(silence("user:backup").covers(ofUser, atSeconds: 150))
    #expect(!silence("user:root").covers(ofUser, atSeconds: 150))
    #expect(!silence("host:backup").covers(ofUser, atSeconds: 150))
    #expect(silence("203.0.113.0/24").covers(ofUser, atSeconds: 150))
    let ofHost = Sample.alert(entity: .host("db1"))
    #expect(silence("host:db1").covers(ofHost, atSeconds: 150))
  }

  @Test(arguments: [(99, false), (100, true), (199, true), (200, false)] as [(Int64, Bool)])
  func `it holds from its begin until before its end`(seconds: Int64, isCovered: Bool) {
    #expect(silence(rule: "r1").covers(ofAddress, atSeconds: seconds) == isCovered)
  }

  @Test(arguments: [
    "203.0.113.7", "203.0.113.0/24", "2001:db8::1", "2001:db8::/32", "user:Ana Lee", "host:db1",
  ])
  func `a subject is what its text says`(text: String) {
    #expect(Silence.Subject(text)?.description == text)
  }

  @Test(arguments: ["", "user:", "host:", "203.0.113", "203.0.113.0/33", "example.com"])
  func `what is no subject is refused`(text: String) { #expect(Silence.Subject(text) == nil) }

  @Test func `of several the one that ends last counts`() {
    let silences = Silences([
      silence(rule: "r1"), silence("203.0.113.7", until: 900), silence(rule: "Port scan"),
    ])
    #expect(silences.covering(ofAddress, atSeconds: 150)?.untilSeconds == 900)
    #expect(silences.covering(ofAddress, atSeconds: 950) == nil)
    #expect(Silences().covering(ofAddress, atSeconds: 150) == nil)
  }

  @Test func `another reason makes another silence`() {
    #expect(silence(rule: "r1").id.utf8.count == 8)
    #expect(silence(rule: "r1").id != silence(rule: "r2").id)
  }
}
