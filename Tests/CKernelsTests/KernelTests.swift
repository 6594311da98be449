import CKernels
import Glibc
import Support
import Testing

@Suite struct KernelTests {
  /// The versions that this processor has, but for the scalar one.
  private static var vectors: [ckernels_functions] {
    (1..<CKERNELS_LEVELS.rawValue).compactMap { ckernels_at(ckernels_level($0))?.pointee }
  }

  private static var scalar: ckernels_functions { ckernels_at(CKERNELS_SCALAR).pointee }

  /// Texts that are hard for one kernel or another.
  enum Content: CaseIterable {
    case anything, borders, zeros, ones, letters, windows, escapes

    func bytes(_ count: Int, _ tables: KernelTables, _ random: inout SeededRandom) -> [UInt8] {
      let borders: [UInt8] = [
        0x00, 0x0a, 0x0d, 0x20, 0x22, 0x40, 0x41, 0x5a, 0x5b, 0x5c, 0x60, 0x61, 0x7a, 0x7b, 0x7f,
        0x80, 0x8a, 0xc1, 0xda, 0xdb, 0xff,
      ]
      var bytes: [UInt8] = []
      while bytes.count < count {
        switch self {
        case .anything: bytes.append(UInt8(random.below(256)))
        case .borders: bytes.append(random.pick(borders))
        case .zeros: bytes.append(0)
        case .ones: bytes.append(0xff)
        case .escapes:
          if random.once(in: 9) { bytes += Array("\"u/x\\".utf8).prefix(1 + random.below(4)) }
          if random.once(in: 2) { bytes += [0x5c, random.pick(Array("bfnrt\"\\/".utf8))] }
          for _ in 0..<random.below(20) { bytes.append(UInt8(0x61 + random.below(26))) }
        case .letters: bytes.append(UInt8(ascii: "A") + UInt8(random.below(58)))
        case .windows:
          let window = random.pick(tables.windows)
          for place in 0..<1 + random.below(4) {
            bytes.append(UInt8(truncatingIfNeeded: window >> UInt32(place * 8)))
          }
        }
      }
      return Array(bytes.prefix(count))
    }
  }

  private static func tables(_ random: inout SeededRandom) -> KernelTables {
    let members = (0..<random.below(40)).map { _ in UInt8(random.below(256)) } + Array(" =,".utf8)
    let windows = (0..<12).map { _ in
      (0..<4).reduce(UInt32(0)) { window, _ in window << 8 | UInt32(0x61 + random.below(6)) }
    }
    let triples = (0..<3).map { _ in UInt32(random.below(1 << 24)) } + [0x6f_6f66]
    return KernelTables(
      members: members, windows: windows, triples: triples, wanted: UInt8(random.below(256)))
  }

  @Test(arguments: Content.allCases)
  func `versions agree at every length and alignment`(content: Content) {
    var random = SeededRandom(seed: 11)
    let memory = GuardedBytes()
    for count in 0...300 {
      let tables = Self.tables(&random)
      let bytes = content.bytes(count, tables, &random)
      let expected = KernelAnswers(Self.scalar, memory.atEnd(bytes), count, tables)
      for version in Self.vectors {
        let answers = KernelAnswers(version, memory.atEnd(bytes), count, tables)
        #expect(answers == expected, "\(String(cString: version.name)), \(count) bytes at page end")
        let offset = (count * 7 + random.below(64)) % 64
        let moved = memory.atStart(bytes, offset: offset)
        let others = KernelAnswers(version, moved, count, tables)
        #expect(others == expected, "\(String(cString: version.name)), \(count) at \(offset)")
      }
    }
  }

  @Test func `versions agree at every alignment of a few lengths`() {
    var random = SeededRandom(seed: 12)
    let memory = GuardedBytes()
    for count in [1, 3, 63, 64, 65, 66, 67, 68, 127, 128, 130, 131, 257] {
      let tables = Self.tables(&random)
      let bytes = Content.borders.bytes(count, tables, &random)
      let expected = KernelAnswers(Self.scalar, memory.atEnd(bytes), count, tables)
      for version in Self.vectors {
        for offset in 0..<64 {
          let moved = memory.atStart(bytes, offset: offset)
          let answers = KernelAnswers(version, moved, count, tables)
          #expect(answers == expected, "\(String(cString: version.name)), \(count) at \(offset)")
        }
      }
    }
  }

  @Test(arguments: Content.allCases)
  func `the scalar version says what a plain loop says`(content: Content) {
    var random = SeededRandom(seed: 13)
    let memory = GuardedBytes()
    for count in 0...300 {
      let tables = Self.tables(&random)
      let bytes = content.bytes(count, tables, &random)
      let answers = KernelAnswers(Self.scalar, memory.atEnd(bytes), count, tables)
      func mask(_ holds: (UInt8) -> Bool) -> [UInt64] {
        KernelAnswers.mask(count) { holds(bytes[$0]) }
      }
      #expect(answers.count == bytes.count { $0 == tables.wanted })
      #expect(answers.mask == mask { $0 == tables.wanted })
      #expect(answers.set == mask { tables.setMembers.contains($0) })
      let planes = [mask { $0 == 0x0a }, mask { $0 == 0x22 }, mask { $0 == 0x5c }, answers.set]
      #expect(answers.planes == planes)
      #expect(answers.folded == bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 })
      #expect(
        answers.either == bytes.firstIndex { $0 == tables.wanted || $0 == 0x22 } ?? count)
      #expect(answers.unescaped == Self.unescaped(bytes).text)
      #expect(answers.unescapedRead == Self.unescaped(bytes).read)
      #expect(answers.isASCII == bytes.allSatisfy { $0 < 0x80 })
      let ends = [Array("=".utf8), Array(" ".utf8)].map { $0 + [tables.wanted] }
      let stops = (ends + [Array("\"\\".utf8)]).map { stops in
        mask { stops.contains($0) }.first ?? 0
      }
      #expect(answers.pairs == stops)
    }
  }

  /// The escapes of one letter undone, up to what is none.
  private static func unescaped(_ bytes: [UInt8]) -> (text: [UInt8], read: Int) {
    let letters = Array("\"\\/bfnrt".utf8)
    let plain: [UInt8] = [0x22, 0x5c, 0x2f, 8, 12, 10, 13, 9]
    var text: [UInt8] = []
    var next = 0
    while next < bytes.count, bytes[next] != 0x22 {
      if bytes[next] == 0x5c {
        guard next + 1 < bytes.count, let place = letters.firstIndex(of: bytes[next + 1]) else {
          break
        }
        text.append(plain[place])
        next += 1
      } else {
        text.append(bytes[next])
      }
      next += 1
    }
    return (text, next)
  }

  @Test func `SHA-256 with special instructions is SHA-256`() {
    var random = SeededRandom(seed: 14)
    let memory = GuardedBytes()
    for blocks in 0...9 {
      let bytes = (0..<blocks * 64).map { _ in UInt8(random.below(256)) }
      let start = (0..<8).map { _ in UInt32(random.below(1 << 32)) }
      var fast = start
      var plain = start
      ckernels_sha256(&fast, memory.atEnd(bytes), blocks)
      ckernels_sha256_scalar(&plain, memory.atEnd(bytes), blocks)
      #expect(fast == plain, "\(blocks) blocks")
    }
  }

  @Test func `unescaping stops when room may run out`() {
    let memory = GuardedBytes()
    let bytes = Array(String(repeating: #"C:\\Windows\n"#, count: 20).utf8)
    let text = memory.atEnd(bytes)
    let expected = Self.unescaped(bytes).text
    for version in Self.vectors + [Self.scalar] {
      for room in 0...400 {
        let (written, read) = KernelAnswers.unescape(version, text, bytes.count, room: room)
        #expect(read == bytes.count || room - written.count < 64)
        #expect(written.elementsEqual(expected.prefix(written.count)))
        #expect(written == Self.unescaped(Array(bytes.prefix(read))).text)
      }
    }
  }

  @Test func `prefilters never miss a window, whatever its case`() {
    var random = SeededRandom(seed: 14)
    let memory = GuardedBytes()
    for _ in 0..<300 {
      let tables = Self.tables(&random)
      let start = random.below(200)
      let isTriple = random.once(in: 2)
      let window = random.pick(isTriple ? tables.triples : tables.windows)
      let width = isTriple ? 3 : 4
      var bytes = Content.anything.bytes(start, tables, &random)
      for place in 0..<width {
        bytes.append(UInt8(truncatingIfNeeded: window >> UInt32(place * 8)))
      }
      let upper = bytes.map { (0x61...0x7a).contains($0) && random.once(in: 2) ? $0 - 0x20 : $0 }
      let plain = KernelAnswers(Self.scalar, memory.atEnd(bytes), bytes.count, tables)
      let cased = KernelAnswers(Self.scalar, memory.atEnd(upper), bytes.count, tables)
      func has(_ mask: [UInt64]) -> Bool { mask[start / 64] >> UInt64(start % 64) & 1 == 1 }
      #expect(has(plain.windowsWithTriples) && has(cased.windowsWithTriples))
      if !isTriple { #expect(has(plain.windows) && has(cased.windows) && has(plain.fours)) }
    }
  }

  @Test func `nibble tables let pass what one group allows at every place`() {
    var random = SeededRandom(seed: 15)
    let memory = GuardedBytes()
    let tables = Self.tables(&random)
    let groups = tables.groups
    let low = [groups.low.0, groups.low.1, groups.low.2, groups.low.3].map(Self.bytes)
    let high = [groups.high.0, groups.high.1, groups.high.2, groups.high.3].map(Self.bytes)
    for count in 0...200 {
      let bytes = Content.windows.bytes(count, tables, &random)
      let answers = KernelAnswers(Self.scalar, memory.atEnd(bytes), count, tables)
      func mask(_ width: Int) -> [UInt64] {
        KernelAnswers.mask(count) { start in
          (0..<width).reduce(UInt8.max) { left, place in
            let byte = start + place < count ? Int(bytes[start + place]) : 0
            return left & low[place][byte & 15] & high[place][byte >> 4]
          } != 0
        }
      }
      #expect(answers.twos == mask(2))
      #expect(answers.fours == mask(4))
    }
  }

  @Test func `finds the first byte`() {
    let memory = GuardedBytes()
    for count in 0...130 {
      for place in 0...count {
        var bytes = [UInt8](repeating: 0x2e, count: count)
        if place < count { bytes[place] = 0x0a }
        #expect(ckernels_find(memory.atEnd(bytes), count, 0x0a) == place)
      }
    }
  }

  @Test func `folds in place`() {
    let memory = GuardedBytes()
    for version in Self.vectors + [Self.scalar] {
      let text = Array(#"DROP Ä from [ETH0] @ZONE{1} `Z`, and more of it THAN one step of 64"#.utf8)
      let bytes = memory.atEnd(text)
      version.fold(bytes, text.count, bytes)
      let folded = (0..<text.count).map { bytes[$0] }
      #expect(folded == text.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 })
    }
  }

  @Test func `a version can be forced by its name`() {
    let all = Self.vectors + [Self.scalar]
    for version in all {
      #expect(Self.name(ckernels_choose(version.name).pointee) == Self.name(version))
    }
    let best = Self.name(Self.vectors.last ?? Self.scalar)
    for unknown in [nil, "", "mmx", "AVX2 ", "scalar2"] {
      #expect(Self.name(ckernels_choose(unknown).pointee) == best, "\(unknown ?? "nothing")")
    }
    let forced = getenv("DETECTD_KERNELS")
    #expect(ckernels_chosen() == ckernels_choose(forced))
  }

  @Test func `the version in use is one that the processor has`() {
    let name = String(cString: ckernels_version())
    #expect((Self.vectors + [Self.scalar]).contains { String(cString: $0.name) == name })
    #expect(ckernels_at(CKERNELS_LEVELS) == nil)
  }

  private static func name(_ kernels: ckernels_functions) -> String {
    String(cString: kernels.name)
  }

  private static func bytes<T>(_ row: T) -> [UInt8] { withUnsafeBytes(of: row) { Array($0) } }
}
