import Foundation
import Testing

/// Reads the sources of this repository.
@Suite struct SourceTests {
  private static let code: Set<String> = ["swift", "c", "h"]

  private func sources() throws -> [SourceFile] {
    let found = try Repository.files(below: "Sources", extensions: Self.code)
    #expect(found.count > 20, "the sources were not found")
    return found
  }

  private func everything() throws -> [SourceFile] {
    let tests = try Repository.files(
      below: "Tests", extensions: Self.code.union(["py", "sh"]))
    let scripts = try Repository.files(
      at: ["Package.swift", "setup.sh", "test.sh", ".ci/run"])
    return try sources() + tests + scripts
  }

  /// Each finding is a failure that names its place.
  private func report(_ findings: [Finding]) {
    for finding in findings { Issue.record("\(finding)") }
  }

  @Test func `imports follow the arrows`() throws {
    report(try sources().flatMap { $0.forbiddenImports() })
  }

  @Test func `no module uses a word it may not`() throws {
    report(try sources().flatMap { $0.bannedWords() })
  }

  @Test func `no work is marked as unfinished`() throws {
    report(try everything().flatMap { $0.unfinishedWork() })
  }

  @Test func `text is clean`() throws {
    report(try everything().flatMap { $0.untidyText() })
  }

  @Test func `rules and pages are clean`() throws {
    let pages =
      try Repository.files(below: "Documentation", extensions: ["md"])
      + Repository.files(below: "Rules", extensions: ["yml", "yaml", "md"])
      + Repository.files(at: ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"])
    report(pages.flatMap { $0.untidyText() + $0.unfinishedWork() })
  }

  @Test func `file names say what is inside`() throws {
    report(try everything().flatMap { $0.emptyName() })
  }

  @Test func `each module has its overview`() throws {
    let files = try sources().filter { $0.fileExtension == "swift" }
    for module in Set(files.compactMap(\.module)) where module != "detectd" {
      let overview = files.first { $0.path == "Sources/\(module)/\(module).swift" }
      #expect(overview != nil, "Sources/\(module)/\(module).swift is missing")
      report(overview?.overviewFaults(of: module) ?? [])
    }
  }
}
