import Foundation
import Rules
import Testing

@Suite struct RuleFilesTests {
  /// Writes the files under a new folder and gives its path to `body`.
  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in files {
      let file = root.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try body(root.path)
  }

  private func rule(_ id: String) -> String {
    "title: t\nid: \(id)\nlogsource: {product: x}\n"
      + "detection: {s: {f|expand: '%v%'}, condition: s}\n"
  }

  @Test func `folders are read in the order of their paths, with their packs`() throws {
    let manifest = "name: inner\nversion: 1.0\nplaceholders: {v: [a]}\n"
    try withFiles([
      "b.yml": rule("b"), "a/z.yaml": rule("z"), "a/y.yml": rule("y"), "a/pack.yml": manifest,
      "a/sub/x.yml": rule("x"), "a/y.tests.yml": "tests: []", ".git/c.yml": rule("c"),
      "readme.md": "",
    ]) { root in
      let set = RuleFiles.load([root, root + "/b.yml"])
      #expect(set.ruleInfo.map(\.id) == ["x", "y", "z"])
      #expect(set.ruleInfo.map(\.pack) == ["inner", "inner", "inner"])
      #expect(
        set.files.map { String($0.path.dropFirst(root.count + 1)) }
          == ["a/sub/x.yml", "a/y.yml", "a/z.yaml", "b.yml"])
      #expect(set.files.map(\.refused) == [0, 0, 0, 1])
      #expect(set.packs.first?.version == "1.0")
      var problems = Problems()
      let samples = [root + "/a/y.tests.yml"]
      #expect(RuleFiles.tests(at: [root], &problems) == samples)
      #expect(RuleFiles.tests(at: [root + "/a/y.yml"], &problems) == samples)
      #expect(RuleFiles.tests(at: [root + "/a/y.yml"] + samples, &problems) == samples)
      #expect(RuleFiles.tests(at: [root + "/a/z.yaml", root + "/b.yml"], &problems) == [])
      #expect(problems.isEmpty)
    }
  }

  @Test func `a path that is not there is an error`() throws {
    try withFiles(["a.yml": rule("a")]) { root in
      let set = RuleFiles.load([root + "/nosuch"])
      #expect(set.problems.map(\.code).sorted() == ["no-rules", "no-such-file"])
    }
  }

  @Test func `a broken manifest is reported and the rules load`() throws {
    try withFiles([
      "pack.yml": "nam: x\n", "a.yml": rule("a").replacing("|expand", with: ""),
    ]) { root in
      let set = RuleFiles.load([root])
      #expect(set.ruleInfo.count == 1)
      #expect(
        set.problems.map { String($0.description.dropFirst(root.count + 1)) } == [
          "pack.yml:1:1: error: unknown key 'nam'; did you mean 'name'?",
          "pack.yml:1:1: error: 'name' is missing; write 'name' instead of 'nam'",
        ])
    }
  }
}
