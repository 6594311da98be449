private import Glibc

/// One input of a scan, before it is opened.
package struct Input: Sendable, Equatable {
  /// The path, or `-` for standard input.
  package let path: String
  /// Bytes of the file, when it is a file; for progress.
  package let byteCount: Int?
  /// The content itself, for an input that is no file (the samples of a rule).
  private let content: [UInt8]?

  package init(path: String, byteCount: Int?) {
    self.path = path
    self.byteCount = byteCount
    content = nil
  }

  /// An input of bytes that are at hand.
  ///
  /// - Parameter name: What evidence calls it.
  package init(name: String, content: [UInt8]) {
    path = name
    byteCount = nil
    self.content = content
  }

  /// The inputs that arguments name: files as they are, folders as the files in and below them
  /// in the order of their paths, hidden ones and what is not a regular file left out.
  ///
  /// - Returns: The inputs, and what could not be found.
  package static func list(_ paths: [String]) -> (inputs: [Input], problems: [InputError]) {
    var inputs: [Input] = []
    var problems: [InputError] = []
    for path in paths {
      var status = stat()
      if path == "-" {
        inputs.append(Input(path: path, byteCount: nil))
      } else if stat(path, &status) != 0 {
        problems.append(
          errno == ENOENT
            ? .missing(path: path) : .unreadable(path: path, reason: errorText(errno)))
      } else if status.st_mode & S_IFMT == S_IFDIR {
        let found = files(below: path, depth: 0)
        if found.isEmpty { problems.append(.emptyDirectory(path: path)) }
        inputs += found
      } else {
        let isFile = status.st_mode & S_IFMT == S_IFREG
        inputs.append(Input(path: path, byteCount: isFile ? Int(status.st_size) : nil))
      }
    }
    return (inputs, problems)
  }

  /// Log files below a folder; at most 16 folders deep, so that a loop of links ends.
  private static func files(below folder: String, depth: Int) -> [Input] {
    guard depth < 16, let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    return names.sorted().flatMap { name -> [Input] in
      var status = stat()
      guard stat(base + name, &status) == 0 else { return [] }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: return files(below: base + name, depth: depth + 1)
      case S_IFREG: return [Input(path: base + name, byteCount: Int(status.st_size))]
      default: return []
      }
    }
  }
}

extension Input {
  /// Opens the input: plain text as it is, gzip decompressed.
  ///
  /// - Throws: ``InputError``; binary files and UTF-16 text are refused.
  package func open() throws(InputError) -> (source: any ByteSource, leading: [UInt8]) {
    if let content { return (MemorySource(content), []) }
    let file: any ByteSource =
      path == "-" ? FileSource(standardInput: path) : try FileSource(path: path)
    var leading = [UInt8](repeating: 0, count: 4096)
    var count = 0
    // A pipe may give its first bytes one at a time; two are enough to know gzip.
    while count < 2 {
      let got = try readMore(file, &leading, from: count)
      if got == 0 { break }
      count += got
    }
    leading.removeLast(leading.count - count)
    if leading.starts(with: [0x1f, 0x8b]) {
      return (GzipSource(file, path: path, leading: leading), [])
    }
    if leading.starts(with: [0xff, 0xfe]) || leading.starts(with: [0xfe, 0xff]) {
      throw .utf16(path: path)
    }
    if Input.looksBinary(leading) { throw .binary(path: path) }
    return (file, leading)
  }

  private func readMore(
    _ file: any ByteSource, _ buffer: inout [UInt8], from start: Int
  ) throws(InputError) -> Int {
    var result = Result<Int, InputError>.success(0)
    buffer.withUnsafeMutableBytes { bytes in
      do throws(InputError) {
        result = .success(
          try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...])))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// Whether more than a tenth of the bytes are control characters that no log line holds. A stray
  /// NUL in a text file is not enough.
  static func looksBinary(_ bytes: [UInt8]) -> Bool {
    let odd = bytes.count { $0 < 0x20 && !($0 >= 0x07 && $0 <= 0x0d) && $0 != 0x1b }
    return odd * 10 > bytes.count
  }
}
