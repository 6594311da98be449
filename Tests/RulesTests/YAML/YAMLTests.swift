import Rules
import Testing

/// Reads a text as one file and returns its documents and what was said about it.
func read(_ text: String) -> (documents: [YAMLNode], problems: [String]) {
  var problems = Problems()
  let documents = YAML.documents(in: text, path: "a.yml", &problems)
  return (documents, problems.all.map(\.description))
}

@Suite struct YAMLTests {
  @Test func `keeps the place of every value`() throws {
    let root = try #require(read("a: 1\nb:\n  - 'x'\n  - {c: é, d: 2}\n").documents.first?.map)
    #expect(root["a"]?.place.description == "a.yml:1:4")
    #expect(root.entry("b")?.keyPlace.description == "a.yml:2:1")
    let list = try #require(root["b"]?.list)
    #expect(list[0].place.description == "a.yml:3:5")
    #expect(list[1].map?["d"]?.place.description == "a.yml:4:15")
  }

  @Test func `reads each document with its own lines and leaves out empty ones`() {
    let (documents, problems) = read("# head\n---\na: 1\n---\n# nothing\n---\nb: 2\n...\n")
    #expect(problems.isEmpty)
    #expect(documents.map(\.place.line) == [3, 7])
  }

  @Test func `an error in one document leaves the others`() {
    let (documents, problems) = read("a: 1\n---\na: [\n---\nb: 2\n")
    #expect(documents.compactMap { $0.map?.keys } == [["a"], ["b"]])
    #expect(problems.count == 1)
  }

  @Test func `a block scalar with dashes is not cut`() throws {
    let (documents, _) = read("a: |\n  ---\n  text\nb: 1\n")
    #expect(documents.first?.map?["a"]?.scalar?.text == "---\ntext\n")
  }

  /// Each message with its place: what a user reads is what is tested.
  @Test(arguments: [
    ("a:\n\tb: 1\n", "a.yml:2:1: error: a tab stands in the indentation; use spaces"),
    (
      "a: 1\nb: 2\na: 3\n",
      "a.yml:3:1: error: the key 'a' stands twice in this map, first in line 1; "
        + "give each value once; use a list for several"
    ),
    (
      "{a: 1, a: 2}\n",
      "a.yml:1:2: error: the key 'a' stands twice in this map; "
        + "give each value once; use a list for several"
    ),
    (
      "- *ssh\n",
      "a.yml:1:3: error: the alias '*ssh' is not defined; "
        + "put the value in single quotes if it is text"
    ),
    (
      "a: *.exe\n",
      "a.yml:1:4: error: a value without quotes cannot begin with '*' or '&'; "
        + "put the value in single quotes"
    ),
    (
      "a: %users%\n",
      "a.yml:1:4: error: a value without quotes cannot begin with '%'; "
        + "put the value in single quotes"
    ),
    (
      "a: b: c\n",
      "a.yml:1:5: error: a ':' that begins no value here; "
        + "put the value in quotes, or check the indentation"
    ),
    (
      "a: !!binary aGk=\n",
      "a.yml:1:4: error: the tag 'tag:yaml.org,2002:binary' is not supported; "
        + "leave it out, or quote the value"
    ),
    (
      "<<: {a: 1}\n",
      "a.yml:1:1: error: merge keys ('<<') are not supported; write the keys out"
    ),
    ("[a]: 1\n", "a.yml:1:1: error: a key must be text"),
    (
      "a: &x 1\n*x : 2\n",
      "a.yml:2:1: error: in a document with aliases, only plain or quoted text may be a key"
    ),
    ("a: \u{7}\n", "a.yml:1:4: error: control characters are not allowed: U+0007"),
  ])
  func `says where and what to write instead`(text: String, expected: String) {
    #expect(read(text).problems == [expected])
  }

  @Test func `text that is not UTF-8 is refused with its place`() {
    var problems = Problems()
    let bytes = Array("a: 1\nb: é".utf8) + [0xff]
    #expect(YAML.documents(in: bytes, path: "a.yml", &problems).isEmpty)
    #expect(
      problems.all.map(\.description)
        == ["a.yml:2:5: error: the file is not UTF-8 here; save it as UTF-8"])
  }

  @Test func `a byte order mark and carriage returns are no content`() {
    let (documents, problems) = read("\u{FEFF}a: 1\r\nb: x\r\n")
    #expect(problems.isEmpty)
    #expect(documents.first?.map?["b"]?.scalar?.text == "x")
  }

  @Test func `an alias stands for what it names`() {
    let (documents, problems) = read("a: &x [1, 2]\nb: *x\n")
    #expect(problems.isEmpty)
    #expect(documents.first?.map?["b"]?.list?.count == 2)
  }

  @Test func `aliases that multiply are stopped`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let uses = repeatElement("*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(uses)]\n"
    }
    #expect(
      read(text).problems.first?.contains("more than 500000 values, aliases counted") == true)
  }

  @Test func `aliases that multiply in a key are stopped before they are hashed`() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    text += "? *a60\n: 1\n"
    #expect(read(text).problems.count == 1)
  }

  @Test(arguments: [200, 5000])
  func `deep nesting is stopped`(depth: Int) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(read(text).problems.count == 1)
  }

  @Test func `a file over the limit is refused`() {
    var problems = Problems()
    let bytes = [UInt8](repeating: 0x20, count: (10 << 20) + 1)
    #expect(YAML.documents(in: bytes, path: "a.yml", &problems).isEmpty)
    #expect(
      problems.all.map(\.description)
        == ["a.yml: error: the file has 10485761 bytes; the limit is 10485760"])
  }
}
