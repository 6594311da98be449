import Detect

infix operator ..| : RangeFormationPrecedence

/// The range from `low` to `high`, empty at `low` where a broken record has `high` before it.
@inline(__always) func ..| (low: Int, high: Int) -> Range<Int> {
  low..<max(low, high)
}
