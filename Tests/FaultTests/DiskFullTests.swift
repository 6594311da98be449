import Foundation
import Glibc
import Support
import Testing

/// A file system in memory of its own, small enough to be filled.
private final class SmallDisk {
  static let isThere: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
    return (try? SmallDisk(folder.url.path + "/probe", mebibytes: 1)) != nil
  }()

  let path: String
  private var ballast: String { path + "/ballast" }

  init(_ path: String, mebibytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m") == 0 else {
      throw Refused(number: errno)
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  struct Refused: Error { let number: Int32 }

  /// Takes all space that is left.
  func fill() {
    let descriptor = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    let block = [UInt8](repeating: 0, count: 4096)
    while write(descriptor, block, block.count) > 0 {}
  }

  func free() { unlink(ballast) }

  func remount(readOnly: Bool) {
    let flags = UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0)
    mount("tmpfs", path, "tmpfs", flags, "")
  }
}

/// Disks that are full or cannot be written, and what stands once they can: every alert once.
@Suite(.enabled(if: SmallDisk.isThere, "needs root and a kernel that mounts tmpfs"))
struct DiskFullTests {
  /// - Parameters: Where each is kept: `small` is the disk that gets full.
  private func daemon(state: String, alerts: String, list: String = ".") throws -> (
    RunningDaemon, SmallDisk
  ) {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      policy: FOLDER/policy.yml
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {name: alerts, type: file, path: FOLDER/\(alerts)/alerts.ndjson}
      blocklists:
        - {path: FOLDER/\(list)/blocked.txt, format: plain-v4, placeholder: false}
      state: {folder: FOLDER/\(state)/state, save-every: 1s}
      """, rule: MarkedLines.rule)
    _ = try daemon.folder.file(
      "policy.yml",
      "rules:\n  - {name: hostile, match: {level: high}, action: block, target: source, duration: 4h}\n"
    )
    try daemon.append("", to: "in.log")
    return (daemon, try SmallDisk(daemon.path("small"), mebibytes: 12))
  }

  private func add(_ numbers: Range<Int>, to daemon: RunningDaemon) throws {
    let time = Date().formatted(.iso8601)
    let lines = numbers.map { number in
      "\(time) host1 sshd[\(number % 30_000 + 1)]: Failed password for invalid user u\(number) "
        + "from 203.0.113.\(number % 250) port 4242 ssh2\n"
    }
    try daemon.append(lines.joined(), to: "in.log")
  }

  /// The numbers of the alerts that the state holds, in order; doubled ones too.
  private func kept(_ daemon: RunningDaemon) -> [Int] {
    let outcome = try? BuiltProgram.detectd.run([
      "alerts", "list", "--limit", "100000", "--config", daemon.path("detectd.yaml"),
    ])
    return (outcome?.objects ?? []).compactMap { object in
      ((object["user"] as? [String: Any])?["name"] as? String).flatMap { Int($0.dropFirst()) }
    }.sorted()
  }

  private func told(_ daemon: RunningDaemon, _ alerts: String) -> [Int] {
    MarkedLines.numbers(daemon.alertTexts(alerts + "/alerts.ndjson")).sorted()
  }

  /// That all is there once, in the state and in the file.
  private func expect(_ numbers: Range<Int>, _ daemon: RunningDaemon, _ alerts: String) throws {
    try daemon.wait("alerts in the file") { told(daemon, alerts).count >= numbers.count }
    try daemon.wait("alerts in the state") { kept(daemon).count >= numbers.count }
    #expect(told(daemon, alerts) == Array(numbers))
    #expect(kept(daemon) == Array(numbers))
  }

  /// Where the state and the alerts are: each alone on the disk that gets full, and both.
  private static let places = [("small", "."), (".", "small"), ("small", "small")]

  @Test(arguments: places)
  func `a full disk is said, and once there is room every alert stands once`(
    state: String, alerts: String
  ) throws {
    let (daemon, disk) = try daemon(state: state, alerts: alerts)
    try daemon.start()
    try add(0..<50, to: daemon)
    try expect(0..<50, daemon, alerts)
    disk.fill()
    try add(50..<1500, to: daemon)
    try daemon.wait("it says so") {
      daemon.log.contains("cannot be written") || daemon.log.contains("No space left")
    }
    usleep(1_500_000)
    disk.free()
    try add(1500..<1600, to: daemon)
    try expect(0..<1600, daemon, alerts)
    #expect(daemon.stop() == 0)
  }

  @Test(arguments: places)
  func `kill -9 while the disk is full loses and doubles nothing`(
    state: String, alerts: String
  ) throws {
    let (daemon, disk) = try daemon(state: state, alerts: alerts)
    try daemon.start()
    try add(0..<50, to: daemon)
    try expect(0..<50, daemon, alerts)
    disk.fill()
    try add(50..<1500, to: daemon)
    try daemon.wait("it says so") {
      daemon.log.contains("cannot be written") || daemon.log.contains("No space left")
    }
    usleep(1_200_000)
    daemon.stop(SIGKILL)
    disk.free()
    try daemon.start()
    try add(1500..<1600, to: daemon)
    try expect(0..<1600, daemon, alerts)
    #expect(daemon.stop() == 0)
  }

  @Test(arguments: places)
  func `a disk that becomes read-only is said, and nothing is lost`(
    state: String, alerts: String
  ) throws {
    let (daemon, disk) = try daemon(state: state, alerts: alerts)
    try daemon.start()
    try add(0..<50, to: daemon)
    try expect(0..<50, daemon, alerts)
    daemon.stop(SIGKILL)
    disk.remount(readOnly: true)
    // It cannot begin, and says why; the last good stays.
    let outcome = try BuiltProgram.detectd.run(["run", "--config", daemon.path("detectd.yaml")])
    #expect(outcome.status == 2)
    #expect(!outcome.standardError.isEmpty)
    try add(50..<100, to: daemon)
    disk.remount(readOnly: false)
    try daemon.start()
    try expect(0..<100, daemon, alerts)
    #expect(daemon.stop() == 0)
  }

  @Test func `a block list on a full disk stays as it was, and is written later`() throws {
    let (daemon, disk) = try daemon(state: ".", alerts: ".", list: "small")
    let path = daemon.path("small/blocked.txt")
    func list() -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    try daemon.start()
    try add(1..<2, to: daemon)
    try daemon.wait("the first block") { list() == "203.0.113.1\n" }
    disk.fill()
    try add(2..<3, to: daemon)
    try daemon.wait("it says so") { daemon.log.contains("blocked.txt") }
    #expect(list() == "203.0.113.1\n")
    disk.free()
    try daemon.wait("both blocks") { list() == "203.0.113.1\n203.0.113.2\n" }
    #expect(daemon.stop() == 0)
  }
}
