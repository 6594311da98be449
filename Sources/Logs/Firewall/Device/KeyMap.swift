import Detect

/// The keys of one format and what their values mean.
///
/// Built once and never freed, so that reading it counts no references.
@safe struct KeyMap: @unchecked Sendable {
  private let table: KeyTable
  private let meanings: UnsafePointer<Meaning>
  private let count: Int

  /// - Parameter keys: At most 255 different names; names of one meaning may have one number each.
  init(_ keys: [(String, Meaning)], folds: Bool = false) {
    table = KeyTable(
      keys.enumerated().map { ($0.element.0, UInt8($0.offset + 1)) }, folds: folds)
    let copy = UnsafeMutablePointer<Meaning>.allocate(capacity: keys.count + 1)
    // SAFETY: the memory was just allocated for one more than the keys, and is never freed.
    unsafe copy.initialize(to: .nothing)
    for (index, key) in keys.enumerated() { unsafe (copy + index + 1).initialize(to: key.1) }
    unsafe meanings = UnsafePointer(copy)
    count = keys.count + 1
  }

  /// The number of the key in `range`, or 0 when nothing needs it.
  @inline(__always) func code(of range: Range<Int>, in line: borrowing Line) -> Int {
    Int(table.code(of: range, in: line))
  }

  /// What the value of a key means, by its number.
  @inline(__always) subscript(code: Int) -> Meaning {
    precondition(code >= 0 && code < count, "no such key")
    // SAFETY: just checked.
    return unsafe meanings[code]
  }
}

/// The columns of one CSV format: what stands in each, the first at place 0.
@safe struct ColumnMap: @unchecked Sendable {
  private let meanings: UnsafePointer<Meaning>
  /// One more than the last column that means something.
  let count: Int

  /// - Parameter columns: Places from 0 and what stands there; all others mean nothing.
  init(_ columns: [(Int, Meaning)]) {
    let size = (columns.map(\.0).max() ?? -1) + 1
    let copy = UnsafeMutablePointer<Meaning>.allocate(capacity: max(size, 1))
    // SAFETY: the memory was just allocated for as many columns, and is never freed.
    unsafe copy.initialize(repeating: .nothing, count: max(size, 1))
    for (place, meaning) in columns { unsafe copy[place] = meaning }
    unsafe meanings = UnsafePointer(copy)
    count = size
  }

  @inline(__always) subscript(place: Int) -> Meaning {
    guard place >= 0, place < count else { return .nothing }
    // SAFETY: just checked.
    return unsafe meanings[place]
  }
}
