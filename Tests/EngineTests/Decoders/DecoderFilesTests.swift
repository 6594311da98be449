import Detect
import Engine
import Foundation
import Logs
import Rules
import Testing

@Suite struct DecoderFilesTests {
  private static let acme = """
    name: acme
    source: {product: acme}
    pattern: "ACME %{event.action:word} %{source.ip}"
    samples:
      - {name: right, record: "ACME drop 192.0.2.1", expected: {source.ip: 192.0.2.1, user.name: []}}
      - {name: wrong, record: "ACME drop 192.0.2.1", expected: {source.ip: 192.0.2.2}}
      - {name: other, record: "ACNE drop 192.0.2.1", expected: none}
      - {name: not other, record: "ACME drop 192.0.2.1", expected: none}
      - {name: missing, record: "x", expected: {source.ip: 192.0.2.1}}
    """

  private func inFolder<Result>(
    _ files: [String: String], _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    return try body(folder.path)
  }

  @Test func `runs the samples in the files`() throws {
    try inFolder(["acme.yml": Self.acme]) { folder in
      let run = DecoderTestRun(paths: [folder])
      #expect(run.problems.isEmpty)
      #expect(
        run.outcomes.map(\.failures) == [
          [], ["source.ip is 192.0.2.1, not 192.0.2.2"], [],
          ["takes the record, which it should not"],
          ["does not take the record, but 'unrecognised' does"],
        ])
    }
  }

  @Test func `takes a name once`() throws {
    try inFolder(["a.yml": Self.acme, "b.yml": Self.acme]) { folder in
      let files = DecoderFiles([folder], withShipped: false)
      #expect(files.custom.names == ["acme"])
      #expect(
        files.problems.all.map(\.description) == [
          "\(folder)/b.yml:1:7: error: there is a decoder 'acme' already, at \(folder)/a.yml:1:7; "
            + "give one of them another name"
        ])
    }
  }

  @Test func `names a path that is not there`() {
    let files = DecoderFiles(["/nowhere/decoders"], withShipped: false)
    #expect(
      files.problems.all.map(\.description)
        == ["/nowhere/decoders: error: there is no such file or folder"])
  }
}
