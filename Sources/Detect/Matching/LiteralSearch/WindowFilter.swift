import CKernels

/// The tables of the prefilters of a ``LiteralSearch``.
@safe struct WindowFilter: BitwiseCopyable {
  /// Nibble tables take a half of the hashed filter's time or less, but only up to this many
  /// windows do they let few enough places pass.
  static let groupedMaximum = 32
  static let groupedShareMaximum: Float = 0.01

  private enum Long: BitwiseCopyable {
    case none
    case grouped
    case hashed
  }

  private let long: Long
  private let cells: Table<UInt32>
  private let cellBits: UInt32
  private let hasTriples: Bool
  private let grouped: Table<ckernels_groups>
  private let pairs: Table<ckernels_groups>
  private let singles: Table<ckernels_set>

  init(
    fours: [UInt32], triples: [UInt32], pairs: [UInt32], singles: [UInt8], bytes: LogBytes,
    in store: TableStore
  ) {
    hasTriples = !triples.isEmpty
    let isFew = !hasTriples && fours.count <= WindowFilter.groupedMaximum
    let groups = WindowGroups(isFew ? fours : [], width: 4, bytes)
    let isGrouped = isFew && groups.share <= WindowFilter.groupedShareMaximum
    long = fours.isEmpty && triples.isEmpty ? .none : isGrouped ? .grouped : .hashed
    cellBits = WindowFilter.cellBits(for: fours.count + triples.count)
    cells = store.freeze(
      long == .hashed ? WindowFilter.cells(cellBits, fours: fours, triples: triples) : [])
    grouped = store.freeze([groups.tables])
    self.pairs = store.freeze([WindowGroups(pairs, width: 2, bytes).tables])
    var set = ckernels_set()
    for byte in singles {
      // SAFETY: pointers to a local for the time of the calls.
      unsafe ckernels_set_insert(&set, byte)
      if byte &- 0x61 < 26 { unsafe ckernels_set_insert(&set, byte - 0x20) }
    }
    self.singles = store.freeze([set])
  }

  /// Four to eight cells a window: hardly a wrong candidate, and 32 KiB at 2,000 windows.
  private static func cellBits(for count: Int) -> UInt32 {
    var bits: UInt32 = 8
    while bits < 15, 1 << bits < count * 4 { bits += 1 }
    return bits
  }

  private static func cells(
    _ bits: UInt32, fours: [UInt32], triples: [UInt32]
  ) -> [UInt32] {
    var cells = [UInt32](repeating: 0, count: 1 << bits)
    unsafe cells.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let hasTriples: UInt32 = triples.isEmpty ? 0 : 1
      // SAFETY: the buffer has 1 << bits elements, which are zeros at first.
      for window in fours { unsafe ckernels_windows_insert(base, bits, hasTriples, window, 4) }
      for window in triples { unsafe ckernels_windows_insert(base, bits, hasTriples, window, 3) }
    }
    return cells
  }

  /// Marks where windows of four and three bytes may be.
  ///
  /// - Parameters:
  ///   - bytes: `count` bytes, which the marks stand for.
  ///   - mask: Room for a word for each 64 bytes begun.
  func mark(
    _ kernels: UnsafePointer<ckernels_functions>, _ bytes: UnsafePointer<UInt8>, _ count: Int,
    _ mask: UnsafeMutablePointer<UInt64>
  ) {
    // SAFETY: the kernels read `count` bytes and write (count + 63) / 64 words.
    switch long {
    case .none: unsafe mask.update(repeating: 0, count: (count + 63) / 64)
    case .grouped: unsafe kernels.pointee.groups(bytes, count, grouped.start, mask)
    case .hashed:
      var windows = unsafe ckernels_windows(
        cells: cells.start, bits: cellBits, triples: hasTriples ? 1 : 0)
      unsafe kernels.pointee.windows(bytes, count, &windows, mask)
    }
  }

  /// Marks where windows of two bytes may be.
  func markPairs(
    _ kernels: UnsafePointer<ckernels_functions>, _ bytes: UnsafePointer<UInt8>, _ count: Int,
    _ mask: UnsafeMutablePointer<UInt64>
  ) {
    // SAFETY: as above.
    unsafe kernels.pointee.groups(bytes, count, pairs.start, mask)
  }

  /// Marks where literals of one byte stand.
  func markSingles(
    _ kernels: UnsafePointer<ckernels_functions>, _ bytes: UnsafePointer<UInt8>, _ count: Int,
    _ mask: UnsafeMutablePointer<UInt64>
  ) {
    // SAFETY: as above.
    unsafe kernels.pointee.mask_set(bytes, count, singles.start, mask)
  }
}
