import Foundation

/// Runs what the tests with real programs need.
enum Shell {
  struct Outcome {
    let status: Int32
    let output: String
  }

  /// Whether rulesets can be loaded in a network of our own: root, the programs, and a kernel that
  /// lets us.
  static let canUseKernel: Bool =
    programs(["unshare", "nsenter", "ip", "nft", "ipset", "timeout"])
    && (try? run("unshare -n sh -c 'nft list ruleset && ipset list'").status) == 0

  static func programs(_ names: [String]) -> Bool {
    names.allSatisfy { (try? run("command -v \($0)").status) == 0 }
  }

  static let installHint = "DETECTD_TEST_INSTALL=1 installs what is missing, as root, with apt"

  /// Whether a program is there, once its package is installed where that was asked for.
  static func canHave(_ program: String, package: String) -> Bool {
    if programs([program]) { return true }
    guard ProcessInfo.processInfo.environment["DETECTD_TEST_INSTALL"] != nil else { return false }
    let install = "DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -q \(package)"
    return (try? run(install).status) == 0 && programs([program])
  }

  /// Runs a script with bash; `files` stand in its working folder.
  static func run(_ script: String, files: [String: [UInt8]] = [:]) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("detectd-lists-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }
}
