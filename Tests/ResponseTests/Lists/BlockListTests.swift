import Detect
import Response
import Testing

@Suite struct BlockListTests {
  private let book = DecisionBook.blocking([
    ("203.0.113.7", 100), ("198.51.100.0/25", 200), ("198.51.100.128/25", 200),
    ("2001:db8::7", 300), ("2001:db8:1::/48", 400),
  ])

  private func text(_ format: BlockListFormat, _ book: DecisionBook, at seconds: Int64 = 0)
    -> String
  {
    String(decoding: book.render(format, atSeconds: seconds), as: UTF8.self)
  }

  @Test func `a plain list has one entry a line and nothing else`() {
    #expect(
      text(.plain, book) == """
        198.51.100.0/24
        203.0.113.7
        2001:db8::7
        2001:db8:1::/48

        """)
    #expect(text(.plain, book, at: 100).contains("203.0.113.7") == false)
    #expect(book.render(.plain, atSeconds: 0) == book.render(.plain, atSeconds: 99))
  }

  @Test func `an empty plain list is empty, or holds a placeholder`() throws {
    let empty = DecisionBook()
    #expect(text(.plain, empty) == "")
    let options = try #require(BlockListOptions(name: "edge", placeholder: true))
    let bytes = empty.render(.plain, atSeconds: 0, options: options)
    #expect(String(decoding: bytes, as: UTF8.self) == "192.0.2.255\n2001:db8::ffff\n")
    let nft = empty.render(.nft, atSeconds: 0, options: options)
    #expect(!String(decoding: nft, as: UTF8.self).contains("192.0.2.255"))
  }

  @Test func `an nft file replaces its table and never merges by itself`() {
    let file = text(.nft, book, at: 40)
    #expect(
      file.hasPrefix("table inet detectd\ndelete table inet detectd\ntable inet detectd {\n"))
    #expect(!file.contains("auto-merge"))
    let id = book.decisions(atSeconds: 0)[2].id.short
    #expect(file.contains("203.0.113.7 timeout 60s comment \"T1110 SSH brute force #\(id)\""))
    #expect(file.contains("\t\t\t198.51.100.0/24 timeout 160s comment"))
    #expect(file.contains("2001:db8:1::/48 timeout 360s"))
  }

  @Test func `an ipset file fills another set and swaps`() {
    let lines = text(.ipset, book, at: 40).split(separator: "\n").map(String.init)
    let shape = "hashsize 1024 maxelem 16777216 timeout 0 comment -exist"
    #expect(lines[0] == "create detectd4 hash:net family inet \(shape)")
    #expect(lines[1] == "create detectd4-new hash:net family inet \(shape)")
    #expect(lines[2] == "flush detectd4-new")
    #expect(lines[3].hasPrefix("add detectd4-new 198.51.100.0/24 timeout 160 comment \"T1110 "))
    #expect(lines[5] == "swap detectd4-new detectd4")
    #expect(lines[6] == "destroy detectd4-new")
    #expect(lines[10].hasPrefix("add detectd6-new 2001:db8::7 timeout 260 comment"))
  }

  @Test func `a decision without an end has no timeout, and the shortest is a second`() {
    var book = DecisionBook()
    _ = book.add(
      .block, Sample.target("203.0.113.7"), origin: .operator, cause: Sample.cause(),
      atSeconds: 0, durationSeconds: nil, neverBlock: NeverBlock([]))
    #expect(text(.nft, book).contains("\t203.0.113.7 comment"))
    #expect(text(.ipset, book).contains("203.0.113.7 timeout 0 comment"))
    let short = DecisionBook.blocking([("203.0.113.7", 1)])
    #expect(text(.nft, short).contains("203.0.113.7 timeout 1s"))
    let long = DecisionBook.blocking([("203.0.113.7", 9_999_999_999)])
    #expect(text(.nft, long).contains("timeout 360000000s"))
    #expect(text(.ipset, long).contains("timeout 2147483 "))
  }

  @Test func `no name breaks out of a comment, and none is too long`() {
    let hostile = "\" }; add table x; # \n\u{1b}[2J\\\"é" + String(repeating: "x", count: 500)
    for (format, limit) in [(BlockListFormat.nft, 128), (.ipset, 255)] {
      var book = DecisionBook()
      _ = book.add(
        .block, Sample.target("203.0.113.7"), origin: .feed,
        cause: Sample.cause(name: hostile), atSeconds: 0, durationSeconds: 9,
        neverBlock: NeverBlock([]))
      let comments = text(format, book).split(separator: "\n").filter { $0.contains("comment \"") }
      let parts = comments[0].split(separator: "\"", omittingEmptySubsequences: false)
      #expect(comments.count == 1)
      #expect(parts.count == 3)
      #expect(parts[1].utf8.count <= limit)
      #expect(parts[1].utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
      #expect(!parts[1].contains { ";{}\\$@'`".contains($0) })
    }
  }

  @Test(arguments: [
    ("detectd", true), ("edge-1_a", true), ("", false), ("1a", false), ("a b", false),
    ("a;b", false), ("a\n", false), ("é", false), ("abcdefghijklmnopqrstu", false),
  ])
  func `names are checked`(name: String, isTaken: Bool) {
    #expect((BlockListOptions(name: name) != nil) == isTaken)
  }

  @Test func `JSON has every decision with all it knows`() {
    var book = DecisionBook()
    _ = book.apply(Sample.alert(source: "203.0.113.7"), atSeconds: 1_767_574_800)
    _ = book.apply(
      Sample.alert("w", level: .medium, source: "203.0.113.8"), atSeconds: 1_767_574_800)
    let id = book.decisions(atSeconds: 1_767_574_800)[0].id
    #expect(
      text(.json, book, at: 1_767_574_800) == """
        [
        {"id":"\(id)","action":"block","target":"203.0.113.7","scope":"address",\
        "created":"2026-01-05T01:00:00Z","expires":"2026-01-05T05:00:00Z","level":"high",\
        "reason":{"alert":{"ids":["a1"],"count":1},"rule":{"id":"r1","name":"SSH brute force",\
        "ruleset":"starter","level":"high"},"technique":["T1110.001"],\
        "policy":"hostile source"},"origin":"policy","state":"active","repeats":0,"alerts":1}
        ]

        """)
    #expect(text(.json, DecisionBook()) == "[]\n")
  }

  @Test func `the same decisions give the same bytes, in any order`() {
    var random = Seeded(6)
    let entries = (0..<200).map { _ -> (String, Int64) in
      (
        "203.0.113.\(Int.random(in: 0...255, using: &random))",
        Int64.random(in: 1...4, using: &random)
      )
    }
    let expected = BlockListFormat.allCases.map {
      DecisionBook.blocking(entries).render($0, atSeconds: 0)
    }
    for _ in 0..<5 {
      let book = DecisionBook.blocking(entries.shuffled(using: &random))
      #expect(BlockListFormat.allCases.map { book.render($0, atSeconds: 0) } == expected)
    }
  }
}
