public import Foundation

/// The built `detectd`, run as a user runs it.
public struct BuiltProgram: Sendable {
  /// What a run ended with.
  public struct Outcome: Sendable {
    public let status: Int32
    public let standardOutput: Data
    public let standardError: String

    public var text: String { String(decoding: standardOutput, as: UTF8.self) }
    public var lines: [String] { text.split(separator: "\n").map(String.init) }
    /// Each line of standard output as JSON; empty objects for lines that are none.
    public var objects: [[String: Any]] {
      lines.map { line in
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        return object as? [String: Any] ?? [:]
      }
    }
  }

  public let path: URL

  public init(path: URL) { self.path = path }

  /// Beside the test bundle, where the package manager puts both.
  public static let detectd = BuiltProgram(
    path: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("detectd"))

  /// Runs it to its end with a time limit.
  public func run(
    _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
    in folder: URL? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = folder }
    let scratch = try TemporaryFolder()
    let output = try scratch.emptyFile("out")
    let errors = try scratch.emptyFile("err")
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let standardInput = try scratch.file("in", input ?? Data())
    process.standardInput = try FileHandle(forReadingFrom: standardInput)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, standardOutput: try Data(contentsOf: output),
      standardError: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}

/// A folder that goes with the value.
public final class TemporaryFolder: Sendable {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("detectd-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  public func file(_ name: String, _ data: Data) throws -> URL {
    let file = url.appendingPathComponent(name)
    try data.write(to: file)
    return file
  }

  public func file(_ name: String, _ text: String) throws -> URL {
    try file(name, Data(text.utf8))
  }

  public func emptyFile(_ name: String) throws -> URL { try file(name, Data()) }
}

/// Where the checkout is.
public enum Checkout {
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of evaluation data beside the checkout, or nil.
  public static let shared: URL? = {
    let named = ProcessInfo.processInfo.environment["DETECTD_SHARED"]
    let folder =
      named.map { URL(fileURLWithPath: $0) }
      ?? root.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()
}
