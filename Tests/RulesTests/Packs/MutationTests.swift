import Rules
import Testing

/// Broken rules: whatever bytes change, loading ends, and says something or loads.
@Suite struct MutationTests {
  private static let seed = """
    action: global
    title: &t "Ein Titel é"
    logsource: {category: firewall, product: x}
    ---
    id: a
    name: a
    detectd: {entity: [src_ip], phase: response}
    detection:
      s1:
        - f|windash|contains|all: ['-a b', "c\\td", 'C:\\\\x\\*']
          g|re|i: '^(a|b)[c-d]+$'
          h|cidr: 192.0.2.0/24
        - ['key*', 5, {x|gte: 3, y|expand: '%z%', z|base64offset|contains: foo}]
      s_2: {'|all': [a, b]}
      condition: (1 of s* and not s_2) or all of them
    ---
    title: c
    id: c
    correlation:
      type: value_count
      rules: [a]
      group-by: [src_ip]
      timespan: 5m
      condition: {gte: 2, field: *t}
      aliases: {q: {a: f}}
    """
  private static let pieces = [
    "'", "\"", "|", "*", "&", ": ", "- ", "[", "]", "{", "}", "\n", "\t", "#", "%", "\\", "?", "!",
    "(", ")", " and ", " not ", "1 of ", "---\n", "null", "\u{0}", "é", "<<: ",
    "999999999999999999999",
  ]

  @Test(arguments: 0..<8)
  func `no change of a rule stops the loader`(round: UInt64) {
    var state = round &* 0x9e37_79b9_7f4a_7c15 | 1
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    for _ in 0..<150 {
      var bytes = Array(Self.seed.utf8)
      for _ in 0...random(4) {
        let place = random(bytes.count)
        switch random(4) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(random(256))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + random(40)))
        default: bytes.insert(contentsOf: Self.pieces[random(Self.pieces.count)].utf8, at: place)
        }
        if bytes.isEmpty { bytes = [0x61] }
      }
      let source = RuleSource(path: "m.yml", bytes: bytes, pack: Pack(name: "m"))
      let set = RuleSetBuilder.build([source])
      #expect(set.count > 0 || !set.problems.isEmpty)
    }
  }
}
