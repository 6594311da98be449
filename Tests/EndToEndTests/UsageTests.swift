import Foundation
import Support
import Testing

@Suite struct UsageTests {
  private let program = BuiltProgram.detectd

  @Test(arguments: [
    ["scan"], ["parse"], ["rules"], ["rules", "check"], ["rules", "list"], ["rules", "test"],
    ["rules", "explain"], ["rules", "coverage"], ["rules", "convert"], ["rules", "bench"],
    ["version"],
  ])
  func `every command has help with an example`(command: [String]) throws {
    let outcome = try program.run(command + ["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("Example: detectd"))
  }

  /// Arguments, and what the message must say.
  @Test(arguments: [
    (["scan"], "expected argument"),
    (["scan", "--nonsense", "x"], "Unknown option '--nonsense'"),
    (["scan", "--timezone", "Mars/Olympus", "x"], "'Mars/Olympus' is not known; write UTC"),
    (["scan", "--year", "1492", "x"], "1492 is not one of 1970 to 2200"),
    (["scan", "--workers", "0", "x"], "--workers takes a number from 1 to 1024, not 0"),
    (["scan", "--indicators", "a,trust=5", "x"], "write name=NAME, confidence=0…100"),
    (["scan", "--blocklist-format", "xml", "x"], "plain"),
    (["parse"], "name a file, a folder, or - for standard input"),
    (["scan", "--format", "klingon", "x"], "klingon"),
    (["scan", "--rules", "/nonexistent", "x"], "there is no such file or folder"),
    (["scan", "--policy", "/nonexistent", "x"], "/nonexistent"),
  ])
  func `wrong usage exits with 2 and says what to write`(arguments: [String], message: String)
    throws
  {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  @Test func `a rule that does not load is an error with its place`() throws {
    let folder = try TemporaryFolder()
    let rule = try folder.file(
      "bad.yml",
      """
      title: Bad
      id: 5e0b8c5a-6d0e-4e63-9d0a-5a3c2a0d1c11
      logsource:
        product: linux
      detection:
        selection:
          message|contain: x
        condition: selection
      """)
    let checked = try program.run(["rules", "check", rule.path])
    #expect(checked.status == 2)
    #expect(checked.text.contains("bad.yml:7:"))
    #expect(checked.text.contains("did you mean '|contains'?"))
    let log = try folder.file("a.log", "x\n")
    #expect(try program.run(["scan", "--rules", rule.path, log.path]).status == 2)
  }
}
