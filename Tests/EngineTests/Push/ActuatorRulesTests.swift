import Detect
@testable import Engine
import Foundation
import Testing

@Suite struct ActuatorRulesTests {
  private func network(_ text: String) throws -> Prefix { try Prefix(parsing: text) }

  private func withPath(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "detectd-rules-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func `what an actuator holds outlives the process, and what has ended does not`() throws {
    let log = RunLog(level: .error)
    let (first, second) = (try network("203.0.113.7"), try network("2001:db8::/64"))
    try withPath { path in
      var rules: ActuatorRules? = ActuatorRules(path, log)
      rules?.hold(first, untilSeconds: .max, rule: 7)
      rules?.hold(first, untilSeconds: .max - 1, rule: 8)
      rules?.hold(second, untilSeconds: 5, rule: 9)
      #expect(rules?.obsolete == [7], "the rule before is to go")
      rules = ActuatorRules(path, log)
      #expect(rules?.obsolete == [7])
      #expect(rules?[first] == ActuatorRules.Held(untilSeconds: .max - 1, rule: 8))
      #expect(rules?[second] == nil, "it ended long ago")
      rules?.deleted(7)
      rules?.end(first)
      rules = ActuatorRules(path, log)
      #expect(rules?.obsolete == [8] && rules?[first] == nil)
      try Data("hold x 1 2\nend\n\u{0}\nobsolete y\ndeleted 8\n".utf8)
        .write(to: URL(fileURLWithPath: path))
      #expect(ActuatorRules(path, log).obsolete.isEmpty, "lines that say nothing are passed over")
    }
  }

  @Test(arguments: ["", "deny", "deny 203.0.113.7", "deny x 1 id", "end", "end 1 2", "allow x"])
  func `an order that is none is refused`(line: String) {
    #expect(ActuatorOrder(Array(line.utf8)) == nil)
  }

  @Test func `orders come back from the queue`() throws {
    let orders: [ActuatorOrder] = [
      .deny(try network("203.0.113.0/24"), untilSeconds: 99, id: "d1"),
      .end(try network("2001:db8::7")),
    ]
    #expect(orders.map { ActuatorOrder($0.line) } == orders)
  }
}
