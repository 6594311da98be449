import Detect
import Engine
import Foundation
import Response
import Testing

@Suite struct AlertFeedTests {
  private static func alert(
    _ number: Int, level: Level = .high, rule: String = "Failed login",
    source: String = "203.0.113.7"
  ) -> Alert {
    Alert(
      id: "a\(number)", kind: .rule, phase: .response,
      rule: Alert.Rule(id: "r-1", name: rule, ruleset: "own", level: level, tags: []),
      attribution: Attribution(), timeNanoseconds: nil, source: Address(source))
  }

  private static func request(
    level: String? = nil, rule: String? = nil, source: String? = nil
  ) -> ControlRequest {
    var request = ControlRequest(.tail)
    (request.level, request.rule, request.source) = (level, rule, source)
    return request
  }

  private static func ids(_ lines: [UInt8]) -> [String] {
    lines.split(separator: UInt8(ascii: "\n")).map { line in
      (try? AlertReader.alert(line).id) ?? String(decoding: line, as: UTF8.self)
    }
  }

  @Test(arguments: [
    (request(), true), (request(level: "high"), true), (request(level: "critical"), false),
    (request(rule: "R-1"), true), (request(rule: "LOGIN"), true), (request(rule: "r-"), false),
    (request(source: "203.0.113.7"), true), (request(source: "203.0.113.0/24"), true),
    (request(source: "192.0.2.0/24"), false), (request(source: "2001:db8::/32"), false),
    (request(level: "low", rule: "failed", source: "203.0.113.7"), true),
  ])
  func `a filter asks for level, rule and source`(request: ControlRequest, isTold: Bool) throws {
    #expect(try AlertFilter(request).admits(Self.alert(1)) == isTold)
  }

  @Test func `a filter that cannot be says what to write`() {
    func text(_ request: ControlRequest) -> String? {
      do throws(ControlError) {
        _ = try AlertFilter(request)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      text(Self.request(level: "worst"))
        == "there is no level 'worst'; write one of informational, low, medium, high, critical")
    #expect(
      text(Self.request(source: "here"))
        == "'here' is not an address or a network; write such as 192.0.2.1 or 192.0.2.0/24")
  }

  @Test func `a follower gets past alerts, then new ones, in order`() throws {
    let feed = AlertFeed()
    for number in 0..<500 { feed.tell(Self.alert(number), nowSeconds: 100) }
    feed.tell(Self.alert(500, level: .low), nowSeconds: 100)
    let filter = try AlertFilter(Self.request(level: "high"))
    let follower = try #require(feed.follow(filter, last: 2, nowSeconds: 100))
    #expect(Self.ids(follower.take()) == ["a498", "a499"])
    feed.tell(Self.alert(501, level: .low), nowSeconds: 100)
    feed.tell(Self.alert(502), nowSeconds: 100)
    #expect(Self.ids(follower.take()) == ["a502"])
    feed.leave(follower)
    feed.tell(Self.alert(503), nowSeconds: 100)
    #expect(follower.take().isEmpty)
  }

  @Test func `who does not read misses alerts, and is told how many`() throws {
    let feed = AlertFeed()
    let follower = try #require(feed.follow(AlertFilter(), last: 0, nowSeconds: 100))
    let long = String(repeating: "x", count: 1 << 20)
    for number in 0..<9 { feed.tell(Self.alert(number, rule: long), nowSeconds: 100) }
    let lines = follower.take().split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 4)
    #expect(lines.last.map { String(decoding: $0, as: UTF8.self) } == #"{"missed":6}"#)
    #expect(follower.take().isEmpty)
  }
}
