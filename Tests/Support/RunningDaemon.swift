public import Foundation

/// `detectd run`, driven as a service manager drives it.
public final class RunningDaemon: @unchecked Sendable {
  public let folder: TemporaryFolder
  private let configuration: String
  private let environment: [String: String]
  private var process: Process?
  private var logs = 0

  /// - Parameter configuration: With `FOLDER`, as in the environment, wherever the path of the daemon's folder is meant.
  public init(
    _ configuration: String, rule: String, environment: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    self.configuration = configuration.replacing("FOLDER", with: folder.url.path)
    self.environment = environment.mapValues { [folder] in
      $0.replacing("FOLDER", with: folder.url.path)
    }
    _ = try folder.file("rule.yml", rule)
    _ = try folder.file("detectd.yaml", self.configuration)
  }

  deinit { signal(SIGKILL) }

  public func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }

  /// Starts it, and waits until it says that it runs.
  public func start() throws {
    let process = Process()
    process.executableURL = BuiltProgram.detectd.path
    process.arguments = ["run", "--config", path("detectd.yaml")]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    logs += 1
    let log = try folder.emptyFile("log.\(logs)")
    process.standardError = try FileHandle(forWritingTo: log)
    process.standardOutput = try FileHandle(forWritingTo: folder.emptyFile("out.\(logs)"))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process = process
    try wait("it runs: \(log.path)") { self.log.contains("running") || !process.isRunning }
  }

  /// What the last start has said.
  public var log: String {
    (try? String(contentsOfFile: path("log.\(logs)"), encoding: .utf8)) ?? ""
  }

  public var isRunning: Bool { process?.isRunning ?? false }

  public func signal(_ number: Int32) { process.map { _ = kill($0.processIdentifier, number) } }

  /// Ends it and waits for its end.
  ///
  /// - Returns: The exit status.
  @discardableResult
  public func stop(_ number: Int32 = SIGTERM) -> Int32 {
    signal(number)
    process?.waitUntilExit()
    let status = process?.terminationStatus ?? 0
    process = nil
    return status
  }

  /// The identifiers of the alerts in its file, in order, doubled ones too. Nil for a line that is
  /// no alert.
  public func alertIDs(_ name: String = "alerts.ndjson") -> [String?] {
    guard let data = FileManager.default.contents(atPath: path(name)) else { return [] }
    return data.split(separator: UInt8(ascii: "\n")).map { line in
      let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
      let own = object?["detectd"] as? [String: Any]
      return (own?["alert"] as? [String: Any])?["id"] as? String
    }
  }

  /// How many alerts stand in its file.
  public func alertCount(_ name: String = "alerts.ndjson") -> Int {
    FileManager.default.contents(atPath: path(name))?.count { $0 == UInt8(ascii: "\n") } ?? 0
  }

  /// The texts of the records behind the alerts in its file.
  public func alertTexts(_ name: String = "alerts.ndjson") -> [String] {
    guard let data = FileManager.default.contents(atPath: path(name)) else { return [] }
    return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
      let own = object?["detectd"] as? [String: Any]
      return (own?["evidence"] as? [[String: Any]])?.last?["text"] as? String
    }
  }

  /// Waits up to 20 s.
  ///
  /// - Throws: ``TimedOut`` when it does not come true.
  public func wait(_ what: String, until isTrue: () -> Bool) throws {
    let end = Date().addingTimeInterval(20)
    while Date() < end {
      if isTrue() { return }
      usleep(20_000)
    }
    throw TimedOut(what: what, log: log)
  }

  public struct TimedOut: Error, CustomStringConvertible {
    public let what: String
    public let log: String
    public var description: String { "did not happen within 20 s: \(what)\n\(log)" }
  }

  public func append(_ text: String, to name: String) throws {
    if !FileManager.default.fileExists(atPath: path(name)) { _ = try folder.emptyFile(name) }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }
}

/// Records that each raise one alert, and the rule that they raise it by.
public enum MarkedLines {
  public static let rule = """
    title: Failed login
    id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001
    status: experimental
    description: Every failed login.
    logsource:
      product: linux
      service: sshd
    detection:
      selection:
        event.outcome: failure
      condition: selection
    level: high
    """

  /// A failed login that no other number gives.
  public static func line(_ number: Int) -> String {
    "2026-11-20T10:00:\(number % 50 + 10)+00:00 host1 sshd[\(number % 30000 + 1)]: "
      + "Failed password for invalid user u\(number) from 203.0.113.\(number % 250) port 4242 ssh2\n"
  }

  /// The numbers of the lines, in the order of the texts.
  public static func numbers(_ texts: [String]) -> [Int] {
    texts.compactMap { text in
      text.split(separator: " ").first {
        $0.hasPrefix("u") && $0.dropFirst().allSatisfy(\.isNumber)
      }
      .flatMap { Int($0.dropFirst()) }
    }
  }
}
