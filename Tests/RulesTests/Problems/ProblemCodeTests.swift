private import Foundation
import Testing

/// The codes in the sources are those in the documentation.
@Suite struct ProblemCodeTests {
  private func root() -> URL {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root
  }

  @Test func `every code is documented, and no other`() throws {
    let sources = root().appending(path: "Sources/Rules")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    var used: Set<String> = []
    while let name = files.nextObject() as? String {
      guard name.hasSuffix(".swift") else { continue }
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      for match in text.matches(of: /"([a-z][a-z0-9-]+)", at:|code: "([a-z][a-z0-9-]+)"/) {
        used.insert(String(match.1 ?? match.2 ?? ""))
      }
      if text.contains("\"duplicate-id\"") { used.insert("duplicate-id") }
    }
    let page = try String(
      contentsOf: root().appending(path: "Documentation/Rules.md"), encoding: .utf8)
    let documented = Set(page.matches(of: /\| `([a-z0-9-]+)` \|/).map { String($0.1) })
      .intersection(codesTable(page))
    #expect(used.subtracting(documented) == [])
    #expect(documented.subtracting(used) == [])
  }

  private func codesTable(_ page: String) -> Set<String> {
    let part = page.split(separator: "| code | means |").last ?? ""
    return Set(part.matches(of: /\| `([a-z0-9-]+)` \|/).map { String($0.1) })
  }
}
