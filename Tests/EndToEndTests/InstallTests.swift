import Foundation
import Support
import Testing

@Suite struct InstallTests {
  private static let script = Checkout.root.appendingPathComponent("install.sh")

  private func sh(
    _ program: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let scratch = try TemporaryFolder()
    let out = try scratch.emptyFile("out")
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: try Data(contentsOf: out), as: UTF8.self))
  }

  private func files(_ folder: URL) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
    return all.compactMap { $0 as? String }.filter { name in
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// Below a folder, without man pages, which take a build of their own.
  private func install(_ folder: TemporaryFolder, _ arguments: [String] = []) throws {
    let outcome = try sh(
      Self.script.path, arguments,
      [
        "PREFIX": folder.url.path + "/usr", "SYSCONFDIR": folder.url.path + "/etc", "DESTDIR": "/",
        "DETECTD_BINARY": BuiltProgram.detectd.path.path, "DETECTD_MANUAL_TOOL": "none",
      ])
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: script.path), "needs the checkout"))
  func `what is installed runs, and goes again`() throws {
    let folder = try TemporaryFolder()
    try install(folder)
    let program = BuiltProgram(path: folder.url.appendingPathComponent("usr/bin/detectd"))
    let configuration = folder.url.appendingPathComponent("etc/detectd/detectd.yaml")
    let check = try program.run(["config", "check", configuration.path], in: folder.url)
    #expect(check.status == 0 && check.text.hasPrefix("rules       "), "\(check.standardError)")
    let bash = folder.url.appendingPathComponent("usr/share/bash-completion/completions/detectd")
    #expect(try sh("/bin/bash", ["-n", bash.path]).status == 0)
    try Data("changed".utf8).write(to: configuration)
    try install(folder)
    #expect(try String(contentsOf: configuration, encoding: .utf8) == "changed")
    try install(folder, ["uninstall"])
    #expect(files(folder.url) == ["etc/detectd/detectd.yaml"])
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")
        && FileManager.default.fileExists(atPath: script.path), "needs systemd-analyze"))
  func `systemd accepts the unit, and finds it little exposed`() throws {
    let folder = try TemporaryFolder()
    try install(folder)
    let unit = folder.url.appendingPathComponent("etc/systemd/system/detectd.service").path
    let verified = try sh("/usr/bin/systemd-analyze", ["verify", "--man=no", unit])
    #expect(!verified.text.contains("detectd.service:"), "\(verified.text)")
    let security = try sh(
      "/usr/bin/systemd-analyze", ["security", "--offline=true", "--threshold=20", unit])
    #expect(security.status == 0, "\(security.text)")
  }
}
