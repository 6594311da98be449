internal import CPCRE2

/// Why a regular expression is refused.
package struct ExpressionFailure: Equatable, Sendable {
  /// In bytes of the pattern.
  package let offset: Int
  /// PCRE2's words.
  package let message: String
}

extension Expression {
  /// Compiles the expression as the matcher will and says why it cannot, or nil.
  package func failure() -> ExpressionFailure? {
    var options = PCRE2_NEVER_BACKSLASH_C
    if ignoresCase { options |= PCRE2_CASELESS }
    if multiline { options |= PCRE2_MULTILINE }
    if dotMatchesNewline { options |= PCRE2_DOTALL }
    let bytes = Array(pattern.utf8)
    var error: Int32 = 0
    var offset = 0
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      // SAFETY: the pattern is read during the call only, and its length is given.
      unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &error, &offset, nil)
    }
    if let code = unsafe code {
      // SAFETY: just made, and not used again.
      unsafe pcre2_code_free_8(code)
      return nil
    }
    return ExpressionFailure(offset: offset, message: Expression.message(of: error))
  }

  private static func message(of error: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
      // SAFETY: PCRE2 writes at most the given number of bytes.
      unsafe pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
    }
    return length > 0 ? String(decoding: text.prefix(Int(length)), as: UTF8.self) : "error \(error)"
  }
}
