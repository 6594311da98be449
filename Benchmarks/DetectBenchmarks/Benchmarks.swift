import Benchmark
import Foundation
import Stages

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The lines of an example, again and again up to a million bytes.
private func log(_ name: String) -> [UInt8] {
  let once = Array((try? Data(contentsOf: root.appending(path: "examples/\(name).log"))) ?? Data())
  precondition(!once.isEmpty, "examples/\(name).log is missing")
  let enough = Array(repeatElement(once, count: 1_000_000 / once.count + 1).joined())
  let end = enough[..<1_000_000].lastIndex(of: UInt8(ascii: "\n")) ?? 999_999
  return Array(enough[...end])
}

private let pack = root.appending(path: "Rules/starter").path
private let list = root.appending(path: "examples/indicators.txt").path

/// One iteration is a million bytes of log, so that the throughput shown is MB a second.
private let million = Benchmark.Configuration(
  metrics: [.wallClock, .throughput, .peakMemoryResident], timeUnits: .microseconds,
  scalingFactor: .mega, maxDuration: .seconds(2), maxIterations: 500)

private let single = Benchmark.Configuration(
  metrics: [.wallClock, .peakMemoryResident], timeUnits: .milliseconds,
  maxDuration: .seconds(2), maxIterations: 100)

let benchmarks: @Sendable () -> Void = {
  for name in ["gateway-ufw", "branch-pfsense", "datacentre-fortigate", "web01-auth"] {
    let stages: [(String, (Stages) -> Int)] = [
      ("frame", { $0.frame() }), ("decode", { $0.decode() }), ("match", { $0.match() }),
      ("probe", { $0.probe() }), ("correlate", { $0.correlate() }),
    ]
    for (stage, body) in stages {
      Benchmark("\(stage).\(name)", configuration: million) { benchmark in
        guard
          let input = Stages(log: log(name), rules: [pack], indicators: [list], year: 2026)
        else { return benchmark.error("the starter pack does not load") }
        benchmark.startMeasurement()
        blackHole(body(input))
      }
    }
  }
  Benchmark("load.starter", configuration: single) { benchmark in
    for _ in benchmark.scaledIterations { blackHole(Stages.load(rules: [pack])) }
  }
}
