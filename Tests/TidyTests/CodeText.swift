/// Blanks what is not code in a Swift or C source: comments and the text of string literals.
///
/// Line ends stay where they are, so line numbers do not move. Code inside an interpolation stays.
struct CodeText {
  private enum Mode: Equatable {
    /// Code, with the number of open parentheses when it stands in an interpolation.
    case code(openParentheses: Int)
    case lineComment
    case blockComment(depth: Int)
    case string(hashes: Int, quotes: Int)
  }

  private let bytes: [UInt8]
  private var index = 0
  private var modes: [Mode] = [.code(openParentheses: 0)]
  private var output: [UInt8] = []

  /// The source with a space for each byte of a comment or of a string's text.
  static func blanked(_ source: String) -> String {
    var text = CodeText(bytes: Array(source.utf8))
    while text.index < text.bytes.count { text.step() }
    return String(decoding: text.output, as: UTF8.self)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func step() {
    switch modes[modes.count - 1] {
    case .code(let open): stepInCode(open: open)
    case .lineComment:
      if bytes[index] == UInt8(ascii: "\n") { modes.removeLast() }
      blank(1)
    case .blockComment(let depth): stepInBlockComment(depth: depth)
    case .string(let hashes, let quotes): stepInString(hashes: hashes, quotes: quotes)
    }
  }

  private mutating func stepInCode(open: Int) {
    if starts(with: "//") {
      modes.append(.lineComment)
      blank(2)
    } else if starts(with: "/*") {
      modes.append(.blockComment(depth: 1))
      blank(2)
    } else if let (hashes, quotes) = stringOpening() {
      modes.append(.string(hashes: hashes, quotes: quotes))
      keep(hashes + quotes)
    } else {
      if bytes[index] == UInt8(ascii: "(") && modes.count > 1 {
        modes[modes.count - 1] = .code(openParentheses: open + 1)
      } else if bytes[index] == UInt8(ascii: ")") && modes.count > 1 {
        if open == 1 { modes.removeLast() } else { changeOpen(to: open - 1) }
      }
      keep(1)
    }
  }

  private mutating func changeOpen(to open: Int) {
    modes[modes.count - 1] = .code(openParentheses: open)
  }

  private mutating func stepInBlockComment(depth: Int) {
    if starts(with: "/*") {
      modes[modes.count - 1] = .blockComment(depth: depth + 1)
      blank(2)
    } else if starts(with: "*/") {
      modes[modes.count - 1] = .blockComment(depth: depth - 1)
      if depth == 1 { modes.removeLast() }
      blank(2)
    } else {
      blank(1)
    }
  }

  private mutating func stepInString(hashes: Int, quotes: Int) {
    let fence = String(repeating: "#", count: hashes)
    if starts(with: String(repeating: "\"", count: quotes) + fence) {
      modes.removeLast()
      keep(quotes + hashes)
    } else if quotes == 1 && bytes[index] == UInt8(ascii: "\n") {
      modes.removeLast()  // an unclosed literal; the compiler says so
      keep(1)
    } else if starts(with: "\\" + fence + "(") {
      blank(1 + hashes)
      modes.append(.code(openParentheses: 0))
    } else if starts(with: "\\" + fence) {
      blank(2 + hashes)
    } else {
      blank(1)
    }
  }

  /// The hashes and quotes that open a string literal here.
  private func stringOpening() -> (hashes: Int, quotes: Int)? {
    var place = index
    while place < bytes.count && bytes[place] == UInt8(ascii: "#") { place += 1 }
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
    let isMultiline = bytes[place...].starts(with: "\"\"\"".utf8)
    return (place - index, isMultiline ? 3 : 1)
  }

  private func starts(with text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

  private mutating func keep(_ count: Int) {
    let end = min(index + count, bytes.count)
    output += bytes[index..<end]
    index = end
  }

  private mutating func blank(_ count: Int) {
    let end = min(index + count, bytes.count)
    for byte in bytes[index..<end] { output.append(byte == 10 ? byte : UInt8(ascii: " ")) }
    index = end
  }
}
