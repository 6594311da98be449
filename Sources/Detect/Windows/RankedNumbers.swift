/// Numbers in order, for percentiles: chunks of a bounded size, so that one of many thousands goes
/// in and out by moving a few hundred.
struct RankedNumbers {
  private var chunks: [[Double]] = []
  private(set) var count = 0

  private static let chunkMaximum = 512

  /// - Complexity: O(√n).
  mutating func insert(_ number: Double) {
    count += 1
    guard !chunks.isEmpty else {
      chunks = [[number]]
      return
    }
    let chunk = min(place(of: number), chunks.count - 1)
    chunks[chunk].insert(number, at: Self.place(of: number, in: chunks[chunk]))
    guard chunks[chunk].count > RankedNumbers.chunkMaximum else { return }
    let half = RankedNumbers.chunkMaximum / 2
    chunks.insert(Array(chunks[chunk][half...]), at: chunk + 1)
    chunks[chunk].removeSubrange(half...)
  }

  /// Takes one of the numbers that equal `number` out; it must hold one.
  ///
  /// - Complexity: O(√n).
  mutating func remove(_ number: Double) {
    let chunk = place(of: number)
    guard chunk < chunks.count else { return }
    let place = Self.place(of: number, in: chunks[chunk])
    guard place < chunks[chunk].count, chunks[chunk][place] == number else { return }
    chunks[chunk].remove(at: place)
    if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    count -= 1
  }

  /// The number at `share` (0 to 1) of the way from the least to the greatest; between two of them,
  /// as far between as the share is (`PERCENTILE_CONT` of SQL). 0 when there is none.
  func percentile(_ share: Double) -> Double {
    guard count > 0 else { return 0 }
    let place = share * Double(count - 1)
    let below = min(Int(place), count - 1)
    let low = number(at: below)
    let part = place - Double(below)
    return part == 0 ? low : low + (number(at: min(below + 1, count - 1)) - low) * part
  }

  private func number(at rank: Int) -> Double {
    var rest = rank
    for chunk in chunks {
      if rest < chunk.count { return chunk[rest] }
      rest -= chunk.count
    }
    return 0
  }

  /// The first chunk that ends with `number` or a greater one.
  private func place(of number: Double) -> Int {
    var (low, high) = (0, chunks.count)
    while low < high {
      let middle = (low + high) / 2
      if let last = chunks[middle].last, last < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first place in `chunk` of `number` or a greater one.
  private static func place(of number: Double, in chunk: [Double]) -> Int {
    var (low, high) = (0, chunk.count)
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
