/// Reads YAML 1.1/1.2 text into nodes with places, within limits, without ever failing as a whole.
package enum YAML {
  /// What a file may hold. An alias counts as often as it is used.
  package struct Limits: Sendable {
    package var bytes = 10 << 20
    package var depth = 64
    package var nodes = 500_000

    package init() {}
  }

  /// The documents of a file. One that cannot be read is reported and left out; the others are
  /// returned. Empty documents are left out silently.
  ///
  /// - Complexity: O(bytes + nodes).
  package static func documents(
    in bytes: [UInt8], path: String, limits: Limits = Limits(), _ problems: inout Problems
  ) -> [YAMLNode] {
    guard bytes.count <= limits.bytes else {
      problems.error(
        "yaml-too-large", at: Place(path: path),
        "the file has \(bytes.count) bytes; the limit is \(limits.bytes)")
      return []
    }
    if let invalid = InvalidUTF8.firstOffset(in: bytes) {
      problems.error(
        "yaml-encoding", at: Place.of(offset: invalid, in: bytes, path: path),
        "the file is not UTF-8 here", hint: "save it as UTF-8")
      return []
    }
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let content = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    var documents: [YAMLNode] = []
    var nodes = 0
    for chunk in YAMLChunk.split(content) {
      var reader = YAMLDocumentReader(
        chunk: chunk, path: path, limits: limits, nodesBefore: nodes)
      documents += reader.read(&problems)
      nodes = reader.nodes
    }
    return documents
  }

  /// The documents of a text; see ``documents(in:path:limits:_:)-([UInt8],_,_,_)``.
  package static func documents(
    in text: String, path: String, _ problems: inout Problems
  ) -> [YAMLNode] {
    documents(in: Array(text.utf8), path: path, &problems)
  }
}

/// A run of a file that holds whole documents, parsed by itself, so that an error in one document
/// leaves the others.
struct YAMLChunk {
  let text: String
  /// Lines before it.
  let linesBefore: Int

  /// Cuts before each `---` that begins a line. No YAML value can contain such a line.
  static func split(_ bytes: [UInt8]) -> [YAMLChunk] {
    var chunks: [YAMLChunk] = []
    var start = 0
    var lines = 0
    var startLine = 0
    var hasContent = false
    var index = 0
    while index < bytes.count {
      let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[index..<end]
      if isMarker(line), hasContent {
        chunks.append(YAMLChunk(bytes[start..<index], linesBefore: startLine))
        start = index
        startLine = lines
      }
      hasContent = hasContent || isMarker(line) || isContent(line)
      lines += 1
      index = end + 1
    }
    chunks.append(YAMLChunk(bytes[start...], linesBefore: startLine))
    return chunks
  }

  private init(_ bytes: ArraySlice<UInt8>, linesBefore: Int) {
    text = String(decoding: bytes, as: UTF8.self)
    self.linesBefore = linesBefore
  }

  private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.starts(with: [0x2d, 0x2d, 0x2d]) else { return false }
    guard let next = line.dropFirst(3).first else { return true }
    return next == 0x20 || next == 0x09 || next == 0x0d
  }

  /// Neither blank, nor a comment, nor a directive, all of which belong to what follows.
  private static func isContent(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else {
      return false
    }
    return first != UInt8(ascii: "#") && line.first != UInt8(ascii: "%")
  }
}

enum InvalidUTF8 {
  /// The offset of the first byte that is not part of well-formed UTF-8, or nil.
  static func firstOffset(in bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }
}

extension Place {
  /// The place of a byte, in lines that end with a line feed.
  static func of(offset: Int, in bytes: [UInt8], path: String) -> Place {
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = bytes[lineStart..<before.endIndex].count { $0 & 0xc0 != 0x80 } + 1
    return Place(path: path, line: line, column: column)
  }
}
