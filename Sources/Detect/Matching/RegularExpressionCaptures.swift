private import CPCRE2

/// The memory for matches whose groups are asked for.
@safe package struct RegularExpressionCaptures: ~Copyable {
  /// The most groups that are kept, the whole match included.
  package static let groupsMaximum = 64

  private let data: OpaquePointer?
  private let context: OpaquePointer?
  /// Where the text of the last match begins.
  private var start = 0
  private var groupCount = 0

  package init(limits: RegularExpressionLimits = RegularExpressionLimits()) {
    unsafe data = unsafe pcre2_match_data_create_8(
      UInt32(RegularExpressionCaptures.groupsMaximum), nil)
    unsafe context = unsafe pcre2_match_context_create_8(nil)
    _ = unsafe pcre2_set_match_limit_8(context, limits.steps)
    _ = unsafe pcre2_set_depth_limit_8(context, limits.depth)
    _ = unsafe pcre2_set_heap_limit_8(context, limits.heapKibibytes)
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
  }

  /// Matches somewhere in `range`, which is all that the expression sees of the line.
  ///
  /// - Complexity: Bounded by the limits.
  package mutating func match(
    _ expression: borrowing RegularExpression, _ range: Range<Int>, in line: borrowing Line
  ) -> RegularExpressionOutcome {
    precondition(range.lowerBound >= line.start && range.upperBound <= line.end)
    // SAFETY: the range is inside the line, which outlives the call; nothing is written to it.
    let code = unsafe pcre2_match_8(
      expression.code, line.base + range.lowerBound, range.count, 0, 0, data, context)
    start = range.lowerBound
    groupCount = max(0, Int(code))
    if code >= 0 { return .matches }
    return code == PCRE2_ERROR_NOMATCH ? .doesNotMatch : .limitReached
  }

  /// Where the text of a group of the last match stands; nil when the group took no part.
  package func range(of group: Int) -> Range<Int>? {
    guard group >= 0, group < groupCount else { return nil }
    // SAFETY: the vector has a pair for each of `groupCount` groups.
    let pairs = unsafe pcre2_get_ovector_pointer_8(data)
    guard let pairs = unsafe pairs else { return nil }
    let (low, high) = unsafe (pairs[group * 2], pairs[group * 2 + 1])
    // A group that took no part has the largest value of all, which is −1 here.
    guard low >= 0, low <= high else { return nil }
    return start + low..<start + high
  }
}

extension RegularExpression {
  /// The names of the groups and their numbers, by number.
  package var groupNames: [(name: String, number: Int)] {
    var count: UInt32 = 0
    var size: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    // SAFETY: each call writes one value of the type that PCRE2 says it has.
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table = unsafe table else { return [] }
    let names = (0..<Int(count)).map { index in
      // SAFETY: the table has `count` entries of `size` bytes: the number in two, then the name
      // with a zero after it.
      let entry = unsafe table + index * Int(size)
      let number = unsafe Int(entry[0]) << 8 | Int(entry[1])
      return (name: unsafe String(cString: entry + 2), number: number)
    }
    return names.sorted { $0.number < $1.number }
  }
}
