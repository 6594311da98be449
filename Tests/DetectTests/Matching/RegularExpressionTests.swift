import Detect
import Testing

@Suite struct RegularExpressionTests {
  private func outcome(
    _ expression: Expression, _ text: [UInt8],
    limits: RegularExpressionLimits = RegularExpressionLimits()
  ) throws -> RegularExpressionOutcome {
    let block = Block(capacity: 1 << 17)
    block.recordBytes.copyBytes(from: text)
    let start = Block.recordsStart
    let line = block.line(start: start, end: start + text.count)
    var scratch = RegularExpressionScratch(limits: limits)
    let compiled = try RegularExpression(expression)
    return scratch.match(compiled, start..<start + text.count, in: line)
  }

  @Test(arguments: [
    (Expression("b"), "abc", true),
    (Expression("^b"), "abc", false),
    (Expression("B"), "abc", false),
    (Expression("B", ignoresCase: true), "abc", true),
    (Expression("a.c"), "a\nc", false),
    (Expression("a.c", dotMatchesNewline: true), "a\nc", true),
    (Expression("^c$"), "a\nc\nb", false),
    (Expression("^c$", multiline: true), "a\nc\nb", true),
    (Expression("a$"), "a\n", true),  // PCRE2's `$` allows one last line feed
    (Expression("^$"), "", true),
    (Expression("x*"), "", true),
    (Expression(""), "abc", true),
    (Expression("(?<=a)b(?!c)"), "abc", false),
    (Expression("(a)\\1"), "xaay", true),
    (Expression("É", ignoresCase: true), "é", true),
    (Expression("^.$"), "é", false),  // bytes
    (Expression("^é.$"), "éü", true),  // characters, as the pattern names one
    (Expression("\\x{e9}"), "é", true),
    (Expression("\\p{Lu}"), "xÉ", true),
  ])
  func `follows PCRE2`(expression: Expression, text: String, expected: Bool) throws {
    #expect(try outcome(expression, Array(text.utf8)) == (expected ? .matches : .doesNotMatch))
  }

  @Test func `reads bytes that are not UTF-8 in either mode`() throws {
    #expect(try outcome(Expression("a.b"), [0x61, 0xff, 0x62]) == .matches)
    #expect(try outcome(Expression("é"), [0xff, 0xc3, 0xa9]) == .matches)
    #expect(try outcome(Expression("é.b"), [0xc3, 0xa9, 0xff, 0x62]) == .doesNotMatch)
    #expect(try outcome(Expression("a\\x00b"), [0x61, 0, 0x62]) == .matches)
  }

  @Test(arguments: [
    ("*a", 0), ("(a", 2), ("a)", 1), ("[a", 2), ("a\\", 2), ("(?<n>a)(?<n>b)", 12), ("(*UTF)a", 6),
    ("\\C", 2),
  ])
  func `says where a pattern is wrong`(pattern: String, offset: Int) {
    let error = #expect(throws: RegularExpressionError.self) {
      try RegularExpression(Expression(pattern))
    }
    #expect(error?.offset == offset, "\(pattern): \(error?.description ?? "")")
    #expect(error?.message.isEmpty == false)
  }

  @Test func `stops at the limit of steps`() throws {
    var limits = RegularExpressionLimits()
    limits.steps = 1000
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 40) + [UInt8(ascii: "!")]
    #expect(try outcome(Expression("^(a+)+$"), text, limits: limits) == .limitReached)
    #expect(try outcome(Expression("(*NO_JIT)^(a+)+$"), text, limits: limits) == .limitReached)
  }

  @Test func `a long value is within the usual limits`() throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 65536)
    #expect(try outcome(Expression("a+$"), text) == .matches)
    #expect(try outcome(Expression("b.*c"), text) == .doesNotMatch)
  }
}
