import Testing

/// Canaries: each check catches a made-up bad source, and lets its good twin pass.
@Suite struct CheckTests {
  private func problems(
    _ path: String, _ text: String, _ check: (SourceFile) -> [Finding]
  ) -> [String] {
    check(SourceFile(path: path, text: text)).map(\.description)
  }

  @Test(arguments: [
    ("Detect/Line.swift", "import Foundation", "Detect may not import Foundation"),
    ("Detect/Line.swift", "private import Glibc", "Detect may not import Glibc"),
    ("Detect/Line.swift", "@_exported import Logs", "Detect may not import Logs"),
    ("Logs/Syslog/A.swift", "package import struct Rules.Pack", "Logs may not import Rules"),
    ("Rules/YAML/A.swift", "internal import Foundation", "Rules may not import Foundation"),
    ("Intel/A.swift", "import func Response.render", "Intel may not import Response"),
    ("Engine/A.swift", "import Yams", "Engine may not import Yams"),
    ("Nowhere/A.swift", "import Detect", "no fence names this module"),
  ])
  func `a wrong import is caught`(path: String, text: String, problem: String) {
    let found = problems("Sources/" + path, text + "\n") { $0.forbiddenImports() }
    #expect(found == ["Sources/\(path):1: \(problem)"])
  }

  @Test(arguments: [
    ("Detect/Line.swift", "private import CKernels"),
    ("Detect/Line.swift", "// import Foundation"),
    ("Detect/Line.swift", "let text = \"import Foundation\""),
    ("Detect/Line.swift", "let important = word"),
    ("Rules/Packs/Pack.swift", "private import Glibc"),
    ("Engine/A.swift", "import Rules"),
  ])
  func `a right import passes`(path: String, text: String) {
    #expect(problems("Sources/" + path, text + "\n") { $0.forbiddenImports() } == [])
  }

  @Test(arguments: [
    ("Detect", "let now = Date()", "Date("),
    ("Detect", "func read() async {}", "async"),
    ("Logs", "let m: Mutex<Int>", "Mutex"),
    ("Logs", "print(line)", "print("),
    ("Detect", "let text = \"now: \\(await clock.now)\"", "await"),
    ("Response", "clock_gettime(CLOCK_REALTIME, &now)", "clock_gettime"),
    ("Engine", "let pack = try! load()", "try!"),
    ("detectd", "let event = value as! Event", "as!"),
    ("Rules", "fatalError(\"no\")", "fatalError("),
    ("CKernels", "char *copy = malloc(n);", "malloc("),
  ])
  func `a banned word is caught`(module: String, text: String, word: String) {
    let path = "Sources/\(module)/A.swift"
    #expect(
      problems(path, "\n" + text + "\n") { $0.bannedWords() }
        == ["\(path):2: '\(word)' may not be used here"])
  }

  @Test(arguments: [
    ("Detect", "// not async, and no Date() either"),
    ("Detect", "/* await /* nested */ await */ let n = 1"),
    ("Detect", "let text = \"try! await Date()\""),
    ("Detect", "let text = #\"a \" await \\(await)\"#"),
    ("Detect", "let text = \"\"\"\n  await \" async\n  \"\"\""),
    ("Detect", "let asynchronous = fingerprint(asUpdate(of: x))"),
    ("Engine", "await work(Date())"),
  ])
  func `a word in text, or inside a name, passes`(module: String, text: String) {
    #expect(problems("Sources/\(module)/A.swift", text + "\n") { $0.bannedWords() } == [])
  }

  @Test func `code after a string is seen`() {
    let text = "let a = \"x \\(f(\"y\")) z\"; let b = try! c()\n"
    #expect(problems("Sources/Engine/A.swift", text) { $0.bannedWords() }.count == 1)
  }

  @Test(arguments: Fence.marks)
  func `unfinished work is caught in a comment`(mark: String) {
    #expect(problems("a.swift", "// \(mark): later\n") { $0.unfinishedWork() }.count == 1)
    #expect(problems("a.swift", "let \(mark)s = 1\n") { $0.unfinishedWork() } == [])
  }

  @Test(arguments: [
    ("a \n", "1: white space at the end of the line"),
    ("a\n\tb\n", "2: a control character"),
    ("a\r\nb\n", "1: a control character"),
    ("a\u{1b}[0m\n", "1: a control character"),
    ("a", "1: ends without exactly one line end"),
    ("a\n\n", "3: ends without exactly one line end"),
  ])
  func `untidy text is caught`(text: String, problem: String) {
    #expect(problems("a.swift", text) { $0.untidyText() } == ["a.swift:\(problem)"])
  }

  @Test(arguments: ["StringUtils.swift", "Common.swift", "BlockManager.swift", "Helpers.swift"])
  func `an empty name is caught`(name: String) {
    #expect(problems("Sources/Detect/" + name, "\n") { $0.emptyName() }.count == 1)
  }

  @Test func `an overview with code, or about another module, is caught`() {
    let check: (SourceFile) -> [Finding] = { $0.overviewFaults(of: "Logs") }
    #expect(problems("Sources/Logs/Logs.swift", "// Logs: lines to events.\n//\n", check) == [])
    #expect(problems("Sources/Logs/Logs.swift", "// Logs: x\nlet a = 1\n", check).count == 1)
    #expect(problems("Sources/Logs/Logs.swift", "// Detect: x\n", check).count == 1)
  }
}
