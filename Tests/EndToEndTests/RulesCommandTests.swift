import Foundation
import Support
import Testing

/// `rules test`, `coverage`, `convert` and `--pipeline`.
@Suite struct RulesCommandTests {
  private let program = BuiltProgram.detectd

  private let rule = """
    title: Alpha
    id: alpha
    logsource: {product: linux, service: sshd}
    tags: [attack.credential-access, attack.t1110.001]
    detection: {s: {message|contains: alpha}, condition: s}

    """

  private func tests(_ expected: String) -> String {
    """
    tests:
      - name: one
        records: ['Jan  1 00:00:00 h sshd[1]: alpha']
        expected: \(expected)

    """
  }

  @Test(arguments: [
    ("[ALPHA]", 0, "1 sample holds, 0 do not; 1 of 1 rule fires in one"),
    ("[]", 2, "'one' fires alpha, which it should not"),
    ("[{rule: alpha, fields: {host.name: h, process.pid: 1}}]", 0, "1 sample holds"),
    (
      "[{rule: alpha, fields: {host.name: g, user.name: x}}]", 2,
      "'one' the alert of alpha has host.name h, not g; the alert of alpha has no user.name, not x"
    ),
    ("[beta]", 2, "no rule of "), ("[{fields: {}}]", 2, "'rule' is missing"),
  ])
  func `samples say which rules fire and what alerts have`(
    expected: String, status: Int, text: String
  ) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.yml", rule)
    _ = try folder.file("a.tests.yml", tests(expected))
    let outcome = try program.run(["rules", "test", folder.url.path])
    #expect(outcome.status == Int32(status))
    #expect(outcome.text.contains(text), "\(outcome.text)")
    let junit = try program.run(["rules", "test", "--output", "junit", folder.url.path]).text
    #expect(junit.contains("failures=\"0\"") == (status == 0))
  }

  @Test func `a watch runs again after a change`() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.yml", rule)
    _ = try folder.file("a.tests.yml", tests("[]"))
    let out = try folder.emptyFile("out")
    let process = Process()
    process.executableURL = program.path
    process.arguments = ["rules", "test", "--watch", folder.url.path]
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Threads of a test may block SIGTERM, and the program inherits that.
    defer { kill(process.processIdentifier, SIGKILL) }
    func waitFor(_ text: String) async throws -> Bool {
      for _ in 0..<200 {
        if try String(contentsOf: out, encoding: .utf8).contains(text) { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }
    #expect(try await waitFor("0 samples hold, 1 do not"))
    _ = try folder.file("a.tests.yml", tests("[alpha]"))
    #expect(try await waitFor("1 sample holds, 0 do not"))
  }

  @Test func `coverage counts techniques and names rules that nothing feeds`() throws {
    let folder = try TemporaryFolder()
    let other = rule.replacing("lpha", with: "zure").replacing(
      "linux, service: sshd", with: "nimbus")
    _ = try folder.file("a.yml", rule + "---\n" + other)
    let layer = folder.url.appendingPathComponent("layer.json")
    let outcome = try program.run(
      ["rules", "coverage", folder.url.path, "--layer", layer.path, "--name", "mine"])
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("1 of 2 detection rules have a log source that a decoder gives"))
    #expect(outcome.text.contains("Credential Access  2\n"))
    #expect(outcome.text.contains("nimbus/*/*    1      no\n"))
    #expect(outcome.text.contains("nimbus/*/*  Azure  "))
    let written = try JSONSerialization.jsonObject(with: try Data(contentsOf: layer))
    let object = try #require(written as? [String: Any])
    #expect(object["name"] as? String == "mine")
    #expect((object["versions"] as? [String: String])?["layer"] == "4.5")
    let rows = try program.run(["rules", "coverage", "--output", "ndjson", folder.url.path]).objects
    #expect(
      rows.map { $0["kind"] as? String } == [
        "tactic", "technique", "log_source", "log_source", "unfed_rule",
      ])
  }

  @Test func `convert writes correlations that load`() throws {
    let folder = try TemporaryFolder()
    let old = """
      title: Many
      id: 0a7f3a52-8a55-4c3e-9a3f-333333333333
      logsource: {category: firewall}
      detection:
        s: {action: deny}
        timeframe: 5m
        condition: s | count() by src_ip > 10

      """
    let file = try folder.file("old.yml", old)
    #expect(try program.run(["rules", "check", file.path]).status == 2)
    let printed = try program.run(["rules", "convert", file.path])
    #expect(printed.status == 0)
    #expect(printed.text.contains("type: event_count"))
    #expect(
      printed.standardError == "detectd: 1 file, 1 with an aggregation that is now a "
        + "correlation\n")
    #expect(try String(contentsOf: file, encoding: .utf8) == old)
    let changed = try program.run(["rules", "convert", "--in-place", folder.url.path])
    #expect(changed.status == 0)
    #expect(changed.standardOutput.isEmpty)
    #expect(try program.run(["rules", "check", "--strict", file.path]).status == 0)
    let again = try program.run(["rules", "convert", "--in-place", folder.url.path])
    #expect(again.standardError.contains("1 file, 0 with an aggregation"))
    let worse = try folder.file("worse.yml", old.replacing("count()", with: "min(x)"))
    let refused = try program.run(["rules", "convert", worse.path])
    #expect(refused.status == 2)
    #expect(refused.standardError.contains("cannot be said as a correlation"))
  }

  @Test func `a pipeline changes what rules read`() throws {
    let folder = try TemporaryFolder()
    let renamed = rule.replacing("message|contains", with: "Meldung|contains")
    let file = try folder.file("a.yml", renamed)
    let pipeline = try folder.file(
      "p.pipeline",
      """
      name: German names
      transformations:
        - {id: names, type: field_name_mapping, mapping: {Meldung: message}}

      """)
    let log = try folder.file("x.log", "Jan  1 00:00:00 h sshd[1]: alpha\n")
    let scan = ["scan", "--rules", file.path, log.path]
    #expect(try program.run(scan).objects.isEmpty)
    #expect(try program.run(scan + ["--pipeline", pipeline.path]).objects.count == 1)
    let explained = try program.run(
      ["rules", "explain", file.path, "--pipeline", pipeline.path, "--event", log.path])
    #expect(explained.text.contains("verdict     matches"))
    for command in ["check", "list"] {
      let outcome = try program.run(["rules", command, file.path, "--pipeline", pipeline.path])
      #expect(outcome.status == 0)
    }
    let odd = try folder.file(
      "odd.pipeline", "transformations: [{id: x, type: set_state, key: a, val: b}]\n")
    let refused = try program.run(scan + ["--pipeline", odd.path])
    #expect(refused.status == 2)
    #expect(refused.standardError.contains("'set_state'"))
    #expect(try program.run(scan + ["--pipeline", "/nonexistent"]).status == 2)
  }
}
