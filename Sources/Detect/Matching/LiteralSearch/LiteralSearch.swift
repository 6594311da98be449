import CKernels

/// Finds every place where one of many literals stands in a text, ASCII case aside.
///
/// Of each literal of four or more bytes one window of four is looked for, the rarest in logs. A
/// kernel passes over the text and marks the places where the four bytes may be one of the windows
/// (a Bloom filter in the nearest cache, or nibble tables where the windows are few); the literals
/// of the window are then compared. Literals of three bytes use the same filter, those of two
/// nibble tables, those of one a set of bytes.
///
/// Measured against it, and given up (2,000 SigmaHQ literals over firewall lines, one core):
/// a bucketed shift-or over byte pairs (half the speed at 2,000 literals, a sixth at 18,000: eight
/// buckets are full of candidates); a filter of one bit a window (four times the memory for the same
/// candidates); tables of 128 bytes in AVX-512 registers before the filter (a third to a half of
/// all places pass, and leaving the vector for each costs more than looking all of them up).
///
/// Copies like an integer; its tables live as long as the ``TableStore`` it was made in.
@safe struct LiteralSearch: BitwiseCopyable, @unchecked Sendable {
  let kernels: UnsafePointer<ckernels_functions>
  /// Literals of four bytes and more, by their windows.
  let windows: WindowIndex
  /// Literals of three and of two bytes: they are their own windows.
  let triples: ShortIndex
  let pairs: ShortIndex
  let singles: SingleIndex
  let filter: WindowFilter
  /// The most hits that one place may give: what a ``LiteralHits`` needs room for.
  let hitsAtOnePlaceMaximum: Int

  /// Finds the literals in `line`, from `from` on.
  ///
  /// Hits come in the order of the places of their windows. A window is a part of its literal, so
  /// the hits of a record come before those of the next, and a hit that reaches over a border
  /// between records can be told by its ends. At one place the longer class comes first (four and
  /// more bytes, three, two, one).
  ///
  /// - Parameters:
  ///   - line: May be a whole block of records.
  ///   - from: The line's start, or what the call before returned.
  ///   - hits: Emptied first. Has room for ``hitsAtOnePlaceMaximum``.
  /// - Returns: Where to go on: the line's end when it was searched to the end, or an earlier
  ///   offset when `hits` is full. Records that end at or before it are done.
  /// - Complexity: O(length + hits), with a factor of the logarithm of the number of literals that
  ///   share a window where windows are found.
  func search(_ line: borrowing Line, from: Int, into hits: inout LiteralHits) -> Int {
    precondition(from >= line.start && from <= line.end, "search outside the line")
    precondition(hits.capacity >= hitsAtOnePlaceMaximum, "too little room for hits")
    precondition(line.end <= Int(UInt32.max), "a text of 4 GiB or more")
    hits.removeAll()
    var chunk = from
    while chunk < line.end {
      let end = min(chunk &+ LiteralHits.chunkBytes, line.end)
      mark(line, chunk, end, hits)
      let stopped = confirmChunk(line, chunk, end, &hits)
      if stopped < end { return stopped }
      chunk = end
    }
    return line.end
  }

  /// Writes the masks of the places where something may stand.
  private func mark(
    _ line: borrowing Line, _ chunk: Int, _ end: Int, _ hits: borrowing LiteralHits
  ) {
    let reach = min(end &+ 3, line.end)
    // SAFETY: all offsets are inside the line, and the masks have room for three bytes more than
    // a chunk.
    let bytes = unsafe line.base + chunk
    unsafe filter.mark(kernels, bytes, reach &- chunk, hits.masks)
    if !pairs.isEmpty {
      let mask = unsafe hits.masks + LiteralHits.maskWords
      unsafe filter.markPairs(kernels, bytes, reach &- chunk, mask)
    }
    if !singles.isEmpty {
      let mask = unsafe hits.masks + 2 * LiteralHits.maskWords
      unsafe filter.markSingles(kernels, bytes, end &- chunk, mask)
    }
  }

  /// Compares what may stand at the marked places of a chunk. Returns its end, or the first place
  /// whose hits found no room.
  @inline(__always) private func confirmChunk(
    _ line: borrowing Line, _ chunk: Int, _ end: Int, _ hits: inout LiteralHits
  ) -> Int {
    if !pairs.isEmpty || !singles.isEmpty {
      return confirmMixed(windows, triples, pairs, singles, line, chunk..<end, &hits)
    }
    if !triples.isEmpty { return confirmLong(windows, triples, line, chunk..<end, &hits) }
    return confirmLong(windows, nil, line, chunk..<end, &hits)
  }
}

// Free functions of plain arguments: read through `self`, the tables were copied at each place.

/// Compares the literals of four bytes and more, and those of three, at the marked places.
@inline(__always) private func confirmLong(
  _ windows: WindowIndex, _ triples: ShortIndex?, _ line: borrowing Line, _ chunk: Range<Int>,
  _ hits: inout LiteralHits
) -> Int {
  var word = 0
  var base = chunk.lowerBound
  while base < chunk.upperBound {
    // SAFETY: a chunk has at most `chunkBytes / 64` words, and each mask has more.
    var places = unsafe hits.masks[word]
    while places != 0 {
      let place = base &+ places.trailingZeroBitCount
      places &= places &- 1
      let kept = hits.count
      if !windows.confirm(line, place, &hits) || triples?.confirm(line, place, 3, &hits) == false {
        hits.keep(kept)
        return place
      }
    }
    word &+= 1
    base &+= 64
  }
  return chunk.upperBound
}

/// Compares literals of all lengths at the marked places.
private func confirmMixed(
  _ windows: WindowIndex, _ triples: ShortIndex, _ pairs: ShortIndex, _ singles: SingleIndex,
  _ line: borrowing Line, _ chunk: Range<Int>, _ hits: inout LiteralHits
) -> Int {
  let hasPairs = !pairs.isEmpty
  let hasSingles = !singles.isEmpty
  var word = 0
  var base = chunk.lowerBound
  while base < chunk.upperBound {
    // SAFETY: as above.
    let long = unsafe hits.masks[word]
    let pair = unsafe hasPairs ? hits.masks[LiteralHits.maskWords &+ word] : 0
    let single = unsafe hasSingles ? hits.masks[2 &* LiteralHits.maskWords &+ word] : 0
    var places = long | pair | single
    while places != 0 {
      let bit = places & (0 &- places)
      let place = base &+ places.trailingZeroBitCount
      places &= places &- 1
      let kept = hits.count
      var fits = true
      if long & bit != 0 {
        fits = windows.confirm(line, place, &hits)
        if fits, !triples.isEmpty { fits = triples.confirm(line, place, 3, &hits) }
      }
      if fits, pair & bit != 0 { fits = pairs.confirm(line, place, 2, &hits) }
      if fits, single & bit != 0 { fits = singles.confirm(line[place], place, &hits) }
      if !fits {
        hits.keep(kept)
        return place
      }
    }
    word &+= 1
    base &+= 64
  }
  return chunk.upperBound
}
