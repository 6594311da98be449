import Foundation
import Glibc
import Support
import Testing

/// Too much of everything: reloads, connections, datagrams, and a clock that jumps.
///
/// DETECTD_FAULT_CONNECTIONS=10000 for as many connections; 200 without it.
@Suite struct StormTests {
  private static let connections =
    ProcessInfo.processInfo.environment["DETECTD_FAULT_CONNECTIONS"].flatMap(Int.init) ?? 200

  private func status(_ daemon: RunningDaemon) throws -> [String: Any] {
    let outcome = try BuiltProgram.detectd.run(["status", "--config", daemon.path("detectd.yaml")])
    return try #require(outcome.objects.first)
  }

  private func input(_ daemon: RunningDaemon) throws -> [String: Any] {
    try #require((try status(daemon)["inputs"] as? [[String: Any]])?.first)
  }

  private func descriptors(_ status: [String: Any]) -> Int {
    let pid = status["pid"] as? Int ?? 0
    return (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
  }

  @Test func `reloads of good and bad packs one after another lose no line`() throws {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
    try daemon.append("", to: "in.log")
    try daemon.start()
    let before = descriptors(try status(daemon))
    var written = 0
    for round in 0..<60 {
      let good = MarkedLines.rule.replacing("title: Failed login", with: "title: Round \(round)")
      _ = try daemon.folder.file("rule.yml", round % 3 == 2 ? "title: [" : good)
      daemon.signal(SIGHUP)
      try daemon.append((written..<written + 50).map(MarkedLines.line).joined(), to: "in.log")
      written += 50
      usleep(30_000)
    }
    _ = try daemon.folder.file("rule.yml", MarkedLines.rule)
    daemon.signal(SIGHUP)
    try daemon.wait("all alerts") { daemon.alertCount() >= written }
    #expect(MarkedLines.numbers(daemon.alertTexts()).sorted() == Array(0..<written))
    #expect(daemon.log.contains("nothing was reloaded"))
    #expect(abs(descriptors(try status(daemon)) - before) <= 4)
    #expect(daemon.stop() == 0)
  }

  @Test func `many connections at once are heard, and leave nothing behind`() throws {
    let count = Self.connections
    var limits = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    limits.rlim_cur = min(limits.rlim_max, rlim_t(count * 2 + 500))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: tcp, type: tcp, listen: "127.0.0.1:25841", connections: \(count)}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
    try daemon.start()
    let before = descriptors(try status(daemon))
    var clients: [TestSocket] = []
    for number in 0..<count {
      let client = try #require(TestSocket(port: 25_841))
      // A first half now, and the second when all are there.
      client.send(Array(MarkedLines.line(number).utf8.prefix(40)))
      clients.append(client)
    }
    try daemon.wait("all are there") { (try? input(daemon)["connections"] as? Int) == count }
    for (number, client) in clients.enumerated() {
      client.send(Array(MarkedLines.line(number).utf8.dropFirst(40)))
    }
    try daemon.wait("\(count) alerts") { daemon.alertCount() >= count }
    #expect(MarkedLines.numbers(daemon.alertTexts()).sorted() == Array(0..<count))
    clients = []
    try daemon.wait("all are gone") {
      guard let now = try? status(daemon) else { return false }
      return descriptors(now) <= before + 4
    }
    #expect(daemon.stop() == 0)
  }

  @Test func `of a flood of datagrams each is processed or counted as dropped`() throws {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: udp, type: udp, listen: "127.0.0.1:25842", receive-buffer: 64 KiB}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
    try daemon.start()
    let client = try #require(TestSocket(port: 25_842, isDatagram: true))
    let filler = Array("<38>2026-01-05T09:00:00Z h app[1]: nothing of note".utf8)
    let count = 60_000
    var sent = 0
    for _ in 0..<count where client.send(filler) { sent += 1 }
    // The system tells of drops with the next datagram.
    usleep(300_000)
    if client.send(filler) { sent += 1 }
    try daemon.wait("each is accounted for") {
      guard let input = try? input(daemon) else { return false }
      return (input["records"] as? Int ?? 0) + (input["dropped"] as? Int ?? 0) >= sent
    }
    let counted = try input(daemon)
    #expect((counted["records"] as? Int ?? 0) + (counted["dropped"] as? Int ?? 0) == sent)
    // And it still listens.
    for number in 0..<20 { client.send(Array(("<38>" + MarkedLines.line(number)).utf8)) }
    try daemon.wait("20 alerts") { daemon.alertCount() >= 20 }
    #expect(daemon.stop() == 0)
  }
}

/// The daemon with a library before those of the system that changes what some calls answer.
@Suite(.enabled(if: Shim.isThere, "needs a C compiler")) struct ShimTests {
  private func daemon(_ shim: Shim) throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      policy: FOLDER/policy.yml
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      blocklists:
        - {path: FOLDER/blocked.txt, format: plain-v4, placeholder: false}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule,
      environment: ["LD_PRELOAD": shim.library, "SHIM_CONTROL": shim.control])
    _ = try daemon.folder.file(
      "policy.yml",
      "rules:\n  - {name: hostile, match: {level: high}, action: block, target: source, duration: 1h}\n"
    )
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func line(_ number: Int) -> String {
    let time = Date().formatted(.iso8601)
    return "\(time) host1 sshd[\(number + 1)]: "
      + "Failed password for invalid user u\(number) from 203.0.113.\(number) port 4242 ssh2\n"
  }

  private func list(_ daemon: RunningDaemon) -> [Substring] {
    let text = (try? String(contentsOfFile: daemon.path("blocked.txt"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n")
  }

  /// How many addresses the list covers: neighbours are one network.
  private func addresses(_ daemon: RunningDaemon) -> Int {
    list(daemon).reduce(0) { sum, entry in
      let parts = entry.split(separator: "/")
      return sum + (parts.count == 2 ? 1 << (32 - (Int(parts[1]) ?? 32)) : 1)
    }
  }

  @Test func `a disk that cannot keep what was written is said, and nothing is lost`() throws {
    let shim = try Shim()
    let daemon = try daemon(shim)
    try daemon.start()
    try daemon.append(line(1), to: "in.log")
    try daemon.wait("the first block") { list(daemon).count == 1 }
    try shim.set("fsync")
    for number in 2..<40 { try daemon.append(line(number), to: "in.log") }
    try daemon.wait("it says so") { daemon.log.contains("a block list is not in force") }
    #expect(list(daemon).count == 1)
    daemon.stop(SIGKILL)
    try shim.set("")
    try daemon.start()
    for number in 40..<50 { try daemon.append(line(number), to: "in.log") }
    try daemon.wait("all alerts") { daemon.alertCount() >= 49 }
    #expect(MarkedLines.numbers(daemon.alertTexts()).sorted() == Array(1..<50))
    try daemon.wait("all blocks") { addresses(daemon) == 49 }
    #expect(daemon.stop() == 0)
  }

  @Test func `a clock that jumps loses no alert, and blocks end by what it says`() throws {
    let shim = try Shim()
    let daemon = try daemon(shim)
    try daemon.start()
    try daemon.append(line(1), to: "in.log")
    try daemon.wait("the first block") { list(daemon).count == 1 }
    // A day back: what is blocked stays.
    try shim.set("clock -86400")
    usleep(2_000_000)
    try daemon.append(line(2), to: "in.log")
    try daemon.wait("the second alert") { daemon.alertCount() == 2 }
    #expect(list(daemon).contains("203.0.113.1"))
    // Two hours ahead: the blocks of an hour have ended.
    try shim.set("clock 7200")
    try daemon.wait("the end of the blocks") { list(daemon).isEmpty }
    try shim.set("")
    try daemon.append(line(3), to: "in.log")
    try daemon.wait("the third alert") { daemon.alertCount() == 3 }
    try daemon.wait("its block") { list(daemon).contains("203.0.113.3") }
    #expect(daemon.stop() == 0)
  }
}

/// A library that makes fsync(2) fail, or the clock say another time, while a file says so.
private final class Shim {
  static let isThere = ["/usr/bin/cc", "/usr/bin/gcc"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private static let text = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static int control(char *text, size_t size) {
      const char *path = getenv("SHIM_CONTROL");
      int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
      if (file < 0) return 0;
      ssize_t count = read(file, text, size - 1);
      close(file);
      text[count > 0 ? count : 0] = 0;
      return count > 0;
    }
    static int fails(void) {
      char text[64];
      return control(text, sizeof text) && strncmp(text, "fsync", 5) == 0;
    }
    static long offset(void) {
      char text[64];
      return control(text, sizeof text) && strncmp(text, "clock ", 6) == 0 ? atol(text + 6) : 0;
    }
    int fsync(int file) {
      int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
      if (!fails()) return real(file);
      errno = EIO;
      return -1;
    }
    int fdatasync(int file) {
      int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
      if (!fails()) return real(file);
      errno = EIO;
      return -1;
    }
    int clock_gettime(clockid_t clock, struct timespec *time) {
      int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
      int status = real(clock, time);
      if (clock == CLOCK_REALTIME) time->tv_sec += offset();
      return status;
    }
    int gettimeofday(struct timeval *time, void *zone) {
      int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
      int status = real(time, zone);
      time->tv_sec += offset();
      return status;
    }
    """

  private let folder: TemporaryFolder
  var library: String { folder.url.path + "/shim.so" }
  var control: String { folder.url.path + "/control" }

  init() throws {
    folder = try TemporaryFolder()
    let source = try folder.file("shim.c", Self.text)
    _ = try folder.emptyFile("control")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["cc", "-shared", "-fPIC", "-o", library, source.path, "-ldl"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  func set(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: control)) }
}
