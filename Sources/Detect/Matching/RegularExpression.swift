private import CPCRE2

/// Why a regular expression does not compile.
package struct RegularExpressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What PCRE2 says of it, without a full stop.
  package let message: String
  /// The offset in the pattern's UTF-8 where the problem was noticed.
  package let offset: Int

  package var description: String { "\(message) (at offset \(offset))" }
}

/// A compiled regular expression: PCRE2 syntax and semantics, with its JIT code where the machine
/// allows that.
///
/// Text is bytes: `.` and a negated class match one byte, `\w`, `\d` and `(?i)` know ASCII only,
/// and any byte may stand in the text. A pattern that itself names characters beyond ASCII (as
/// text, as `\x{…}`, `\N{…}`, `\p…` or `\X`) is matched as UTF-8 instead: `.` is then one
/// character, case is Unicode's, and a byte that is not UTF-8 matches nothing. `$` also matches
/// before a last line feed.
@safe package final class RegularExpression: @unchecked Sendable {
  // Immutable once made; PCRE2 lets threads share a compiled pattern.
  let code: OpaquePointer
  /// Whether text is read as UTF-8 and not as bytes.
  package let isUnicode: Bool

  /// - Throws: ``RegularExpressionError``: syntax, or a pattern that compiles to more than 64 KiB.
  /// - Complexity: Some 100 µs for a usual pattern.
  package init(_ expression: Expression) throws(RegularExpressionError) {
    isUnicode = RegularExpression.namesCharacters(expression.pattern)
    let options = RegularExpression.options(of: expression, isUnicode: isUnicode)
    let pattern = Array(expression.pattern.utf8)
    var error: Int32 = 0
    var offset = 0
    let context = unsafe pcre2_compile_context_create_8(nil)
    // SAFETY: the pattern is read only during the call.
    _ = unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    let compiled = unsafe pattern.withUnsafeBufferPointer { bytes in
      unsafe pcre2_compile_8(
        bytes.baseAddress, bytes.count, options, &error, &offset, context)
    }
    unsafe pcre2_compile_context_free_8(context)
    guard let compiled = unsafe compiled else {
      throw RegularExpressionError(
        message: RegularExpression.message(of: error), offset: min(offset, pattern.count))
    }
    unsafe code = unsafe compiled
    // Without JIT (no executable memory) the interpreter gives the same answers.
    _ = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
  }

  deinit { unsafe pcre2_code_free_8(code) }

  private static func options(of expression: Expression, isUnicode: Bool) -> UInt32 {
    // A pattern may not switch the mode by itself: `(*UTF)` would refuse text that is not UTF-8.
    var options = UInt32(PCRE2_NEVER_BACKSLASH_C)
    options |= isUnicode ? UInt32(PCRE2_UTF) | PCRE2_MATCH_INVALID_UTF : UInt32(PCRE2_NEVER_UTF)
    if expression.ignoresCase { options |= UInt32(PCRE2_CASELESS) }
    if expression.multiline { options |= UInt32(PCRE2_MULTILINE) }
    if expression.dotMatchesNewline { options |= UInt32(PCRE2_DOTALL) }
    return options
  }

  private static func message(of error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
      // SAFETY: writes at most `count` bytes.
      unsafe pcre2_get_error_message_8(error, bytes.baseAddress, bytes.count)
    }
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }

  /// Whether the pattern speaks of characters that are not one byte.
  static func namesCharacters(_ pattern: String) -> Bool {
    let bytes = Array(pattern.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] >= 0x80 { return true }
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: "X"): return true
      case UInt8(ascii: "N"), UInt8(ascii: "x"), UInt8(ascii: "o"):
        if index + 2 < bytes.count, bytes[index + 2] == UInt8(ascii: "{") { return true }
      default: break
      }
      index += 2
    }
    return false
  }
}

/// How much work one match of a regular expression may take.
package struct RegularExpressionLimits: Hashable, Sendable {
  /// Internal matching steps. 250,000 take some 0.3 ms.
  package var steps: UInt32 = 250_000
  /// Depth of backtracking; only the interpreter counts it.
  package var depth: UInt32 = 10_000
  /// Memory for backtracking, in KiB.
  package var heapKibibytes: UInt32 = 1024

  package init() {}
}

/// What a match came to.
package enum RegularExpressionOutcome: Hashable, Sendable {
  case matches
  case doesNotMatch
  /// A limit was reached first; counted, and taken as no match.
  case limitReached
}

/// The memory that matching needs, made once by each worker and used for all its expressions.
@safe package struct RegularExpressionScratch: ~Copyable {
  private let data: OpaquePointer?
  private let context: OpaquePointer?
  private let stack: OpaquePointer?
  /// How often a limit was reached.
  package internal(set) var limitsReached = 0

  package init(limits: RegularExpressionLimits = RegularExpressionLimits()) {
    // One pair of offsets: only whether it matches is asked.
    unsafe data = unsafe pcre2_match_data_create_8(1, nil)
    unsafe context = unsafe pcre2_match_context_create_8(nil)
    unsafe stack = unsafe pcre2_jit_stack_create_8(
      32 * 1024, Int(max(limits.heapKibibytes, 32)) * 1024, nil)
    _ = unsafe pcre2_set_match_limit_8(context, limits.steps)
    _ = unsafe pcre2_set_depth_limit_8(context, limits.depth)
    _ = unsafe pcre2_set_heap_limit_8(context, limits.heapKibibytes)
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_jit_stack_free_8(stack)
  }

  /// Whether the expression matches somewhere in `range`, which is all it sees of the line.
  ///
  /// - Complexity: Bounded by the limits.
  package mutating func match(
    _ expression: borrowing RegularExpression, _ range: Range<Int>, in line: borrowing Line
  ) -> RegularExpressionOutcome {
    precondition(range.lowerBound >= line.start && range.upperBound <= line.end)
    // SAFETY: the range is inside the line, which outlives the call; nothing is written to it.
    let code = unsafe pcre2_match_8(
      expression.code, line.base + range.lowerBound, range.count, 0, 0, data, context)
    if code >= 0 { return .matches }
    if code == PCRE2_ERROR_NOMATCH { return .doesNotMatch }
    limitsReached &+= 1
    return .limitReached
  }
}
