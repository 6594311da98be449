extension Line {
  /// Calls `body` with the bytes in `range`, for what takes bytes that need not be of a block.
  package func withBytes<Result>(
    in range: Range<Int>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    precondition(range.lowerBound >= start && range.upperBound <= end, "bytes outside the line")
    // SAFETY: the range is inside the line, whose buffer the caller keeps alive.
    let bytes = unsafe UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    return unsafe body(Span(_unsafeElements: bytes))
  }

  /// Appends the bytes in `range`.
  package func copy(_ range: Range<Int>, to out: inout [UInt8]) {
    precondition(range.lowerBound >= start && range.upperBound <= end, "bytes outside the line")
    // SAFETY: the range is inside the line, whose buffer the caller keeps alive.
    unsafe out.append(
      contentsOf: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// The bytes of the whole line.
  package func copied() -> [UInt8] {
    var bytes: [UInt8] = []
    copy(range, to: &bytes)
    return bytes
  }
}
