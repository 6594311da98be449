import CKernels

/// What each kernel says of some bytes, so that versions can be compared.
struct KernelAnswers: Equatable {
  var count = 0
  var mask: [UInt64] = []
  var set: [UInt64] = []
  var planes: [[UInt64]] = []
  var folded: [UInt8] = []
  var either = 0
  var unescaped: [UInt8] = []
  var unescapedRead = 0
  var isASCII = false
  /// Of the first 64 bytes: names, values, quotes.
  var pairs: [UInt64] = []
  var windows: [UInt64] = []
  var windowsWithTriples: [UInt64] = []
  var twos: [UInt64] = []
  var fours: [UInt64] = []
}

/// The tables that the kernels are asked with.
struct KernelTables {
  var set = ckernels_set()
  var setMembers: Set<UInt8> = []
  var windows: [UInt32] = []
  var triples: [UInt32] = []
  var cells: [UInt32] = []
  var cellsWithTriples: [UInt32] = []
  var groups = ckernels_groups()
  let wanted: UInt8
  static let bits: UInt32 = 9

  init(members: [UInt8], windows: [UInt32], triples: [UInt32], wanted: UInt8) {
    self.wanted = wanted
    setMembers = Set(members)
    for member in members { ckernels_set_insert(&set, member) }
    self.windows = windows
    self.triples = triples
    cells = .init(repeating: 0, count: 1 << Int(KernelTables.bits))
    cellsWithTriples = cells
    for window in windows {
      ckernels_windows_insert(&cells, KernelTables.bits, 0, window, 4)
      ckernels_windows_insert(&cellsWithTriples, KernelTables.bits, 1, window, 4)
    }
    for window in triples {
      ckernels_windows_insert(&cellsWithTriples, KernelTables.bits, 1, window, 3)
    }
    for (index, window) in windows.enumerated() {
      for place in 0..<4 {
        let byte = UInt8(truncatingIfNeeded: window >> UInt32(place * 8))
        ckernels_groups_insert(&groups, UInt32(index), UInt32(place), byte)
      }
    }
  }
}

extension KernelAnswers {
  /// Word after the last that a kernel may write.
  private static let canary: UInt64 = 0x5afe_5afe_5afe_5afe

  private static func masks(
    _ count: Int, planes: Int = 1, _ body: ([UnsafeMutablePointer<UInt64>]) -> Void
  ) -> [[UInt64]] {
    let words = (count + 63) / 64
    let buffers = (0..<planes).map { _ in
      let buffer = UnsafeMutablePointer<UInt64>.allocate(capacity: words + 1)
      buffer.initialize(repeating: .max, count: words)
      buffer[words] = canary
      return buffer
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    body(buffers)
    return buffers.map { buffer in
      precondition(buffer[words] == canary, "a kernel wrote after its mask")
      return (0..<words).map { buffer[$0] }
    }
  }

  /// The answers of one version.
  init(
    _ kernels: ckernels_functions, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ tables: KernelTables
  ) {
    var set = tables.set
    self.count = kernels.count(bytes, count, tables.wanted)
    mask = Self.masks(count) { kernels.mask(bytes, count, tables.wanted, $0[0]) }[0]
    self.set = Self.masks(count) { kernels.mask_set(bytes, count, &set, $0[0]) }[0]
    planes = Self.masks(count, planes: 4) {
      var planes = ckernels_planes(newline: $0[0], quote: $0[1], backslash: $0[2], set: $0[3])
      kernels.classify(bytes, count, &set, &planes)
    }
    folded = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, filled in
      buffer[count] = 0xa5
      kernels.fold(bytes, count, buffer.baseAddress)
      precondition(buffer[count] == 0xa5, "a kernel wrote after its text")
      filled = count
    }
    either = kernels.find_either(bytes, count, tables.wanted, 0x22)
    (unescaped, unescapedRead) = Self.unescape(kernels, bytes, count, room: count + 64)
    isASCII = kernels.is_ascii(bytes, count) != 0
    windows = Self.windows(kernels, bytes, count, tables.cells, triples: 0)
    windowsWithTriples = Self.windows(kernels, bytes, count, tables.cellsWithTriples, triples: 1)
    var groups = tables.groups
    groups.width = 4
    fours = Self.masks(count) { kernels.groups(bytes, count, &groups, $0[0]) }[0]
    groups.width = 2
    twos = Self.masks(count) { kernels.groups(bytes, count, &groups, $0[0]) }[0]
    var pairs = ckernels_pairs()
    kernels.pairs(bytes, count, tables.wanted, &pairs)
    self.pairs = [pairs.names, pairs.values, pairs.quotes]
  }

  /// What is written into `room` bytes, and how many were read.
  static func unescape(
    _ kernels: ckernels_functions, _ bytes: UnsafePointer<UInt8>, _ count: Int, room: Int
  ) -> ([UInt8], Int) {
    var read = 0
    let text = [UInt8](unsafeUninitializedCapacity: room + 1) { buffer, filled in
      buffer[room] = 0xa5
      let copied = kernels.unescape(bytes, count, buffer.baseAddress, room)
      precondition(buffer[room] == 0xa5, "a kernel wrote after its room")
      read = copied.read
      filled = copied.written
    }
    return (text, read)
  }

  private static func windows(
    _ kernels: ckernels_functions, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ cells: [UInt32], triples: UInt32
  ) -> [UInt64] {
    cells.withUnsafeBufferPointer { cells in
      var table = ckernels_windows(
        cells: cells.baseAddress, bits: KernelTables.bits, triples: triples)
      return masks(count) { kernels.windows(bytes, count, &table, $0[0]) }[0]
    }
  }

  /// The mask of the places in 0..<count where `holds`.
  static func mask(_ count: Int, where holds: (Int) -> Bool) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for place in 0..<count where holds(place) { words[place / 64] |= 1 << UInt64(place % 64) }
    return words
  }
}
