import Foundation
import Glibc
import Support
import Testing

/// Rotations of every kind while lines are written. Each line must raise its alert once.
@Suite struct RotationTests {
  private func daemon(paths: String = "FOLDER/in.log") throws -> RunningDaemon {
    try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: log, type: file, paths: ["\(paths)"], from: beginning}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
  }

  private func lines(_ range: Range<Int>) -> String { range.map(MarkedLines.line).joined() }

  private func expectOnce(_ daemon: RunningDaemon, _ count: Int) throws {
    try daemon.wait("\(count) alerts") { daemon.alertCount() >= count }
    // What would come twice comes now.
    usleep(400_000)
    let numbers = MarkedLines.numbers(daemon.alertTexts())
    #expect(numbers.count == count)
    #expect(Set(numbers) == Set(0..<count))
  }

  private func rename(_ daemon: RunningDaemon, _ from: String, _ to: String) {
    #expect(Glibc.rename(daemon.path(from), daemon.path(to)) == 0)
  }

  @Test(arguments: ["FOLDER/in.log", "FOLDER/in.log*"])
  func `files that are renamed and made anew`(paths: String) throws {
    let daemon = try daemon(paths: paths)
    try daemon.start()
    for round in 0..<6 {
      try daemon.append(lines(round * 100..<round * 100 + 100), to: "in.log")
      for number in stride(from: round, to: 0, by: -1) {
        rename(daemon, "in.log.\(number)", "in.log.\(number + 1)")
      }
      rename(daemon, "in.log", "in.log.1")
      // A writer that was not told yet goes on in the old file.
      try daemon.append(lines(600 + round * 10..<610 + round * 10), to: "in.log.1")
      usleep(round.isMultiple(of: 2) ? 250_000 : 1000)
    }
    try expectOnce(daemon, 660)
    #expect(daemon.stop() == 0)
  }

  @Test func `a copy that is seen before it is whole`() throws {
    let daemon = try daemon()
    try daemon.append(lines(0..<100), to: "in.log")
    try daemon.start()
    try daemon.wait("the lines") { daemon.alertCount() >= 100 }
    try daemon.append(lines(0..<30), to: "in.log.1")
    usleep(400_000)
    try daemon.append(lines(30..<100), to: "in.log.1")
    truncate(daemon.path("in.log"), 0)
    try daemon.append(lines(100..<150), to: "in.log")
    try expectOnce(daemon, 150)
    #expect(daemon.stop() == 0)
  }

  @Test func `a file that is copied and cut short`() throws {
    let daemon = try daemon()
    try daemon.append(lines(0..<100), to: "in.log")
    try daemon.start()
    for round in 1..<5 {
      try? FileManager.default.removeItem(atPath: daemon.path("in.log.1"))
      // Written just before the copy, so that some of it is read from the copy.
      try daemon.append(lines(round * 100..<round * 100 + 50), to: "in.log")
      try FileManager.default.copyItem(
        atPath: daemon.path("in.log"), toPath: daemon.path("in.log.1"))
      truncate(daemon.path("in.log"), 0)
      try daemon.append(lines(round * 100 + 50..<round * 100 + 100), to: "in.log")
      usleep(300_000)
    }
    try expectOnce(daemon, 500)
    #expect(daemon.stop() == 0)
  }

  @Test func `a file that is deleted and made anew`() throws {
    let daemon = try daemon()
    try daemon.start()
    for round in 0..<4 {
      try daemon.append(lines(round * 50..<round * 50 + 50), to: "in.log")
      try daemon.wait("read") { daemon.alertCount() >= round * 50 + 50 }
      unlink(daemon.path("in.log"))
      if round.isMultiple(of: 2) { usleep(250_000) }
    }
    try expectOnce(daemon, 200)
    #expect(daemon.stop() == 0)
  }

  @Test func `rotations while it does not run, one of them compressed`() throws {
    let daemon = try daemon()
    try daemon.append(lines(0..<100), to: "in.log")
    try daemon.start()
    try daemon.wait("100 alerts") { daemon.alertCount() >= 100 }
    #expect(daemon.stop() == 0)
    try daemon.append(lines(100..<200), to: "in.log")
    rename(daemon, "in.log", "in.log.2")
    try daemon.append(lines(200..<300), to: "in.log.1")
    try daemon.append(lines(300..<400), to: "in.log")
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = [daemon.path("in.log.2")]
    try gzip.run()
    gzip.waitUntilExit()
    try daemon.start()
    try expectOnce(daemon, 400)
    #expect(daemon.stop() == 0)
    try daemon.start()
    try daemon.append(lines(400..<410), to: "in.log")
    try expectOnce(daemon, 410)
  }

  @Test func `a link that is turned to another file`() throws {
    let daemon = try daemon()
    try daemon.append(lines(0..<50), to: "a.log")
    try daemon.append(lines(50..<100), to: "b.log")
    symlink(daemon.path("a.log"), daemon.path("in.log"))
    try daemon.start()
    try daemon.wait("50 alerts") { daemon.alertCount() >= 50 }
    unlink(daemon.path("in.log"))
    symlink(daemon.path("b.log"), daemon.path("in.log"))
    try expectOnce(daemon, 100)
    #expect(daemon.stop() == 0)
  }

  @Test func `a line of 100 MB is cut, and the next one read`() throws {
    let daemon = try daemon()
    try daemon.append(lines(0..<1), to: "in.log")
    try daemon.start()
    let part = String(repeating: "x", count: 10 << 20)
    for _ in 0..<10 { try daemon.append(part, to: "in.log") }
    try daemon.append("\n" + lines(1..<2), to: "in.log")
    try expectOnce(daemon, 2)
    #expect(daemon.stop() == 0)
  }

  @Test func `half a line waits for its other half`() throws {
    let daemon = try daemon()
    let line = lines(0..<1)
    try daemon.start()
    try daemon.append(String(line.prefix(40)), to: "in.log")
    usleep(300_000)
    #expect(daemon.alertIDs().isEmpty)
    try daemon.append(String(line.dropFirst(40)), to: "in.log")
    try expectOnce(daemon, 1)
  }
}
