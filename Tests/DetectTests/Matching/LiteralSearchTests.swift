import Support
import Testing

@testable import Detect

@Suite struct LiteralSearchTests {
  /// Hits of a text given as bytes: all calls until the end.
  private static func hits(
    of literals: [[UInt8]], in text: [UInt8], version: KernelVersion? = nil, capacity: Int = 64,
    range: Range<Int>? = nil
  ) -> [LiteralHit] {
    let store = TableStore()
    let search = LiteralSearch(literals, in: store, version: version)
    var found: [LiteralHit] = []
    var hits = LiteralHits(capacity: max(capacity, search.hitsAtOnePlaceMaximum))
    text.withUnsafeBufferPointer { text in
      guard let base = text.baseAddress else { return }
      let line = Line(
        base: base, start: range?.lowerBound ?? 0, end: range?.upperBound ?? text.count)
      var from = line.start
      repeat {
        from = search.search(line, from: from, into: &hits)
        found += (0..<hits.count).map { hits[$0] }
      } while from < line.end
    }
    withExtendedLifetime(store) {}
    return found
  }

  private static func fold(_ byte: UInt8) -> UInt8 {
    (0x41...0x5a).contains(byte) ? byte + 0x20 : byte
  }

  /// The plain way: each literal at each place.
  private static func naive(
    _ literals: [[UInt8]], in text: [UInt8], range: Range<Int>? = nil
  ) -> Set<LiteralHit> {
    let text = text.map(fold)
    let range = range ?? 0..<text.count
    var found: Set<LiteralHit> = []
    for (id, literal) in literals.enumerated() where literal.count <= range.count {
      let folded = literal.map(fold)
      for start in range.lowerBound...range.upperBound - literal.count
      where text[start] == folded[0] && text[start..<start + literal.count].elementsEqual(folded) {
        found.insert(LiteralHit(literal: UInt32(id), start: UInt32(start)))
      }
    }
    return found
  }

  private static func check(
    _ literals: [[UInt8]], _ text: [UInt8], capacity: Int = 64, range: Range<Int>? = nil,
    _ place: Testing.SourceLocation = #_sourceLocation
  ) {
    let expected = naive(literals, in: text, range: range)
    var first: [LiteralHit]?
    for version in KernelVersion.available {
      let found = hits(of: literals, in: text, version: version, capacity: capacity, range: range)
      #expect(found.count == expected.count, "\(version)", sourceLocation: place)
      #expect(Set(found) == expected, "\(version)", sourceLocation: place)
      #expect(found == first ?? found, "the order of \(version)", sourceLocation: place)
      first = found
    }
  }

  @Test(arguments: [
    (["deny"], "Deny DENY denydeny den", [0, 5, 10, 14]),
    (["a"], "bAnana", [1, 3, 5]),
    (["an"], "bANana", [1, 3]),
    (["ana"], "bANana", [1, 3]),
    (["aaaa"], "aaaaaa", [0, 1, 2]),
    (["union select"], "1 UNION SELECT 2", [2]),
    (["[drop]"], "{DROP} [DROP]", [7]),
    (["été"], "ÉTÉ été", [6]),
    (["x\n"], "x\nx", [0]),
  ])
  func `finds one literal`(literals: [String], text: String, starts: [Int]) {
    let found = Self.hits(of: literals.map { Array($0.utf8) }, in: Array(text.utf8))
    #expect(found.map { Int($0.start) } == starts)
  }

  @Test func `finds nothing without literals or without text`() {
    Self.check([], Array("some text".utf8))
    Self.check([Array("text".utf8), Array("t".utf8)], [])
  }

  @Test func `reports duplicates, prefixes, suffixes and what overlaps`() {
    let words = [
      "/etc/passwd", "/etc", "passwd", "/etc/passwd", "c/p", "wd", "d", "/ETC/", "etc/shadow", "/",
    ]
    let text = "cat /etc/passwd /ETC/PASSWD; /etc/shadow"
    Self.check(words.map { Array($0.utf8) }, Array(text.utf8))
  }

  @Test(arguments: 0..<60)
  func `agrees with the plain way on random literals of few letters`(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let letters = Array("abABc\u{1}1[{".utf8.prefix(2 + random.below(8))) + [0xc3]
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in random.pick(letters) } }
    let shortest = 1 + random.below(4)
    let count = random.pick([1, 3, 20, 33, 200])
    let literals = (0..<count).map { _ in bytes(shortest + random.below(14)) }
    let text = bytes(random.below(700))
    let from = random.below(text.count + 1)
    let range = from..<from + random.below(text.count - from + 1)
    Self.check(literals, text, capacity: random.pick([1, 7, 64, 5000]), range: range)
  }

  @Test(arguments: 0..<10)
  func `agrees with the plain way on words in a log`(seed: Int) {
    var random = SeededRandom(seed: 100 + UInt64(seed))
    let words = (0..<400).map { _ in
      (0..<3 + random.below(9)).map { _ in UInt8(0x61 + random.below(26)) }
    }
    var text: [UInt8] = []
    while text.count < 3000 {
      if random.once(in: 3) {
        text += random.pick(words).map { $0 & (random.once(in: 2) ? 0xdf : 0xff) }
      }
      text += random.pick(["src=192.0.2.7 ", "=", " ", "\n", "proto=TCP ", "\"", "é"]).utf8
    }
    Self.check(words, text)
  }

  @Test func `finds literals across the borders of steps and chunks`() {
    let literals = ["needle in it", "edle", "in", "n", "dle"].map { Array($0.utf8) }
    for border in [64, 128, LiteralHits.chunkBytes, 2 * LiteralHits.chunkBytes] {
      for shift in 0...14 {
        var text = [UInt8](repeating: 0x2e, count: border - shift)
        text += Array("Needle In It".utf8)
        Self.check(literals, text)
        Self.check(literals, text + [UInt8](repeating: 0x2e, count: 90))
      }
    }
  }

  @Test func `hits come record by record`() {
    let literals = ["failed password for", "password", "for", "a", "ed"].map { Array($0.utf8) }
    let records = [
      "Failed password for root", "a password", "nothing", "for a failed password for",
    ]
    let text = Array(records.joined(separator: "\n").utf8)
    let found = Self.hits(of: literals, in: text)
    let lines = found.map { hit in text.prefix(Int(hit.start)).count { $0 == 0x0a } }
    #expect(lines == lines.sorted())
  }

  @Test func `stays exact when a thousand literals share a window`() {
    var random = SeededRandom(seed: 5)
    var literals = (0..<1000).map { number in Array("zq\u{7f}|/\(number)/tail".utf8) }
    literals += (0..<20).map { _ in Array("zq\u{7f}|".utf8) }
    var text: [UInt8] = []
    for _ in 0..<100 { text += Array("ZQ\u{7f}|/\(random.below(1200))/tai".utf8) }
    text += Array("zq\u{7f}|/7/tail zq\u{7f}|/999/TAIL".utf8)
    Self.check(literals, text, capacity: 2000)
  }

  @Test func `a flood of one byte gives every place`() {
    let text = [UInt8](repeating: 0x61, count: 3000)
    let literals = [1, 2, 3, 4, 5, 9, 200].map { [UInt8](repeating: 0x41, count: $0) }
    Self.check(literals + [[UInt8](repeating: 0x61, count: 40) + [0x62]], text)
  }
}
