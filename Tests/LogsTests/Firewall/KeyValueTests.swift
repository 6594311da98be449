import Detect
import Logs
import Testing

@Suite struct KeyValueTests {
  /// The pairs of `text`, as `key=value`, with `~` before a value that has escapes.
  static func pairs(_ text: String, separator: UInt8 = 0x20) -> [String] {
    let block = Block(capacity: 4096)
    unsafe block.recordBytes.copyBytes(from: Array(text.utf8))
    let end = Block.recordsStart + text.utf8.count
    let line = block.line(start: Block.recordsStart, end: end)
    var walk = KeyValueWalk(from: line.start, separator: separator)
    var pairs: [String] = []
    while walk.next(in: line) {
      let mark = walk.hasEscapes ? "~" : ""
      pairs.append("\(line.string(in: walk.key))=\(mark)\(line.string(in: walk.value))")
    }
    return pairs
  }

  @Test(arguments: [
    ("a=1 b=2", ["a=1", "b=2"]),
    ("  a=1   b=  c=3", ["a=1", "b=", "c=3"]),
    ("DF a=1 SYN ACK", ["a=1"]),
    (#"a="x y" b=2"#, ["a=x y", "b=2"]),
    (#"a="" b=2"#, ["a=", "b=2"]),
    (#"a="x=1, y=2" b=2"#, ["a=x=1, y=2", "b=2"]),
    (#"a="say \"hi\" now" b=2"#, [#"a=~say \"hi\" now"#, "b=2"]),
    (#"a="c:\\" b=2"#, [#"a=~c:\\"#, "b=2"]),
    // A quote that no separator follows is part of the value.
    (#"a="say "hi"there" b=2"#, [#"a=say "hi"there"#, "b=2"]),
    (#"a="never closed b=2"#, ["a=never closed b=2"]),
    ("a==b", ["a==b"]),
    ("=b", ["=b"]),
    ("", []),
    ("nothing here", []),
  ])
  func `walks bare and quoted pairs`(text: String, expected: [String]) {
    #expect(KeyValueTests.pairs(text) == expected)
  }

  @Test func `walks pairs between commas`() {
    let text = #"a=1,b="x,y",c=3"#
    #expect(KeyValueTests.pairs(text, separator: 0x2c) == ["a=1", "b=x,y", "c=3"])
  }
}
