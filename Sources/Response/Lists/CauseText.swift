/// What causes look like in one format: made once for all the decisions that share a cause.
///
/// A million decisions share the few causes there are, or each has one of its own (an indicator of
/// a feed); so only the last of each slot is kept.
struct CauseText {
  private var slots: [(cause: Cause, text: [UInt8])?] = Array(repeating: nil, count: 64)
  private let make: (Cause, inout [UInt8]) -> Void

  /// - Parameter make: Appends the text of a cause, which hangs on nothing else.
  init(_ make: @escaping (Cause, inout [UInt8]) -> Void) { self.make = make }

  mutating func append(_ cause: Cause, to out: inout [UInt8]) {
    let identity = cause.identity
    let slot = Int(truncatingIfNeeded: UInt(bitPattern: identity) >> 5) & 63
    if let known = slots[slot], known.cause.identity == identity {
      return out.append(contentsOf: known.text)
    }
    let start = out.count
    make(cause, &out)
    slots[slot] = (cause, Array(out[start...]))
  }
}
