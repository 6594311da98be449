import Detect
import Engine
import Foundation
import Logs
import Response
import Rules
import Support
import Testing

/// What tells two alerts apart.
private struct Seen: Equatable {
  let id: String
  let rule: String
  let count: Int
  let document: [UInt8]
}

@Suite struct BeltTests {
  private static let logs = ["gateway-ufw", "branch-pfsense", "datacentre-fortigate", "web01-auth"]
    .map { Checkout.root.appendingPathComponent("examples/\($0).log").path }

  private static func detection() throws -> Detection {
    var settings = Settings(clock: TimeReference(nowSeconds: 1_769_000_000))
    settings.rulePaths = [Checkout.root.appendingPathComponent("Rules/starter").path]
    settings.indicators = [
      try IndicatorArgument(Checkout.root.appendingPathComponent("examples/indicators.txt").path)
    ]
    return try #require(Detection.load(settings).detection)
  }

  private static func alerts(
    _ detection: Detection, _ inputs: [Input], workers: Int, readBytes: Int
  ) -> (seen: [Seen], statistics: ScanStatistics) {
    var seen: [Seen] = []
    let belt = Belt(detection: detection, workers: workers, readBytes: readBytes)
    let statistics = belt.run(inputs) { alert in
      seen.append(
        Seen(
          id: alert.id, rule: alert.rule.id, count: alert.count, document: alert.document().json()))
      return true
    }
    return (seen, statistics)
  }

  @Test func `gives the same alerts in the same order for any workers and block size`() throws {
    let detection = try Self.detection()
    let inputs = Input.list(Self.logs).inputs
    let usual = Self.alerts(detection, inputs, workers: 1, readBytes: 256 << 10)
    #expect(usual.seen.count > 10)
    for workers in [1, 2, 7] {
      for readBytes in [64, 1000, 4096, 1 << 20] {
        let other = Self.alerts(detection, inputs, workers: workers, readBytes: readBytes)
        #expect(other.seen == usual.seen, "\(workers) workers, \(readBytes) bytes")
        #expect(other.statistics.records == usual.statistics.records)
      }
    }
  }

  @Test func `alert ids are unique and the same in every run`() throws {
    let detection = try Self.detection()
    let inputs = Input.list(Self.logs).inputs
    let first = Self.alerts(detection, inputs, workers: 2, readBytes: 4096).seen
    #expect(Set(first.map(\.id)).count == first.count)
    #expect(Self.alerts(detection, inputs, workers: 2, readBytes: 8192).seen == first)
  }

  @Test func `a stream gives the alerts of the file, with the evidence that is still held`() throws
  {
    let detection = try Self.detection()
    let path = Self.logs[3]
    let file = Self.alerts(detection, Input.list([path]).inputs, workers: 2, readBytes: 4096).seen
    let content = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let stream = Self.alerts(
      detection, [Input(name: path, content: content)], workers: 2, readBytes: 4096
    ).seen
    #expect(file == stream)
  }

  @Test func `a keyword fires in each of more records than one search has room for`() throws {
    let folder = try TemporaryFolder()
    let rule = MarkedLines.rule.replacing("selection:", with: "keywords:")
      .replacing("event.outcome: failure", with: "- Failed password")
      .replacing("condition: selection", with: "condition: keywords")
    var settings = Settings(clock: TimeReference(nowSeconds: 1_769_000_000))
    settings.rulePaths = [try folder.file("rule.yml", rule).path]
    let detection = try #require(Detection.load(settings).detection)
    let lines = Array((0..<4000).map(MarkedLines.line).joined().utf8)
    let found = Self.alerts(
      detection, [Input(name: "in", content: lines)], workers: 1, readBytes: 256 << 10)
    #expect(found.seen.count == 4000)
  }

  @Test func `a suppressed rule is silent about each entity, and feeds correlations on`() throws {
    let folder = try TemporaryFolder()
    let rule = MarkedLines.rule.replacing(
      "level: high", with: "level: high\ndetectd: {suppress: 20s}")
    let count = """
      title: Many
      id: many
      correlation:
        type: event_count
        rules: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001
        generate: true
        group-by: source.ip
        timespan: 1m
        condition: {gte: 3}
      """
    var settings = Settings(clock: TimeReference(nowSeconds: 1_769_000_000))
    settings.rulePaths = [try folder.file("rule.yml", rule + "\n---\n" + count).path]
    let detection = try #require(Detection.load(settings).detection)
    // Of two hosts in turn, at the seconds 10 to 49.
    let lines = (0..<40).map { number in
      MarkedLines.line(number).replacing("203.0.113.\(number)", with: "203.0.113.\(number % 2)")
    }
    for (workers, readBytes) in [(1, 256 << 10), (2, 64), (2, 1000)] {
      let found = Self.alerts(
        detection, [Input(name: "in", content: Array(lines.joined().utf8))], workers: workers,
        readBytes: readBytes)
      #expect(found.seen.map { $0.rule == "many" ? 1 : 0 } == [0, 0, 1, 1, 0, 0])
      #expect(found.statistics.suppressed == 36)
    }
  }

  @Test func `stops when it is asked to`() throws {
    let detection = try Self.detection()
    var count = 0
    let belt = Belt(detection: detection, workers: 2, readBytes: 64)
    _ = belt.run(Input.list(Self.logs).inputs) { _ in
      count += 1
      return count < 3
    }
    #expect(count == 3)
  }
}
