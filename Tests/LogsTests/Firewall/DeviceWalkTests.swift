import Detect
import Testing

@testable import Logs

@Suite struct DeviceWalkTests {
  private func walk(_ text: String, _ body: (borrowing Line, inout [String]) -> Void) -> [String] {
    let bytes = Array(text.utf8)
    let block = Block(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { block.base[Block.recordsStart + index] = byte }
    block.recordsEnd = Block.recordsStart + bytes.count
    var found: [String] = []
    body(block.line(start: Block.recordsStart, end: block.recordsEnd), &found)
    return found
  }

  @Test(arguments: [
    ("a,b,,c", ["a", "b", "", "c"]), (#""a,b",c"#, ["a,b", "c"]),
    (#""a""b",c"#, [#"a""b"#, "c"]), (#""a "b" c",d"#, [#"a "b" c"#, "d"]),
    ("{a,b},c", ["{a,b}", "c"]), (#""",x"#, ["", "x"]), ("", [""]), ("a,", ["a", ""]),
    (#""open,x"#, ["open,x"]),
  ])
  func `splits columns`(text: String, expected: [String]) {
    let found = walk(text) { line, found in
      var walk = CSVWalk(from: line.start, knowsBraces: true)
      while walk.next(in: line) { found.append(line.string(in: walk.value)) }
    }
    #expect(found == expected)
  }

  @Test(arguments: [
    ("a=1 b=two words c=3", ["a=1", "b=two words", "c=3"]),
    (#"a=x\=y b=z"#, [#"a=x\=y"#, "b=z"]),
    ("a=http://h/?q=1&r=2 b=3", ["a=http://h/?q=1&r=2", "b=3"]),
    (#"a="x y" b="#, ["a=x y", "b="]), ("text a=1", ["a=1"]), ("", []), (#"a=\"#, [#"a=\"#]),
  ])
  func `splits an extension`(text: String, expected: [String]) {
    let found = walk(text) { line, found in
      var walk = ExtensionWalk(from: line.start, in: line)
      while walk.next(in: line) {
        found.append(line.string(in: walk.key) + "=" + line.string(in: walk.value))
      }
    }
    #expect(found == expected)
  }

  @Test(arguments: [
    (#"a="1" b="x \"y\" z"] tail"#, ["a=1", #"b=x \"y\" z"#]),
    (#"a:"1"; b::"2"; c:"d]e"]"#, ["a=1", "b=2", "c=d]e"]), ("a=1 b=2", ["a=1", "b=2"]),
    (#"a="open"#, ["a=open"]), ("]", []), ("word", []),
  ])
  func `splits an element`(text: String, expected: [String]) {
    let found = walk(text) { line, found in
      var walk = ElementWalk(from: line.start)
      while walk.next(in: line) {
        found.append(line.string(in: walk.key) + "=" + line.string(in: walk.value))
      }
    }
    #expect(found == expected)
  }
}
