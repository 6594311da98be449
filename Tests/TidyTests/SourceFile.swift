import Foundation

/// A text file of this repository, as it stands and with only its code.
struct SourceFile: Sendable {
  /// From the root of the repository, such as `Sources/Detect/Detect.swift`.
  let path: String
  let bytes: [UInt8]
  let lines: [String]
  /// The same lines without comments and the text of string literals.
  let code: [String]

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    let text = String(decoding: bytes, as: UTF8.self)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    code = CodeText.blanked(text)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  var fileExtension: String { name.split(separator: ".").last.map(String.init) ?? "" }

  /// `Detect` of `Sources/Detect/Blocks/Line.swift`.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// `Blocks` of `Sources/Detect/Blocks/Line.swift`.
  var folderInModule: String? {
    let parts = path.split(separator: "/")
    return parts.count > 3 && parts[0] == "Sources" ? String(parts[2]) : nil
  }
}

/// The files of this repository.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// All files below `folder` with one of these extensions, by path.
  static func files(below folder: String, extensions: Set<String>) throws -> [SourceFile] {
    let top = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(at: top, includingPropertiesForKeys: nil) else {
      return []
    }
    var found: [SourceFile] = []
    for case let url as URL in walk where extensions.contains(url.pathExtension) {
      let path = String(url.path().dropFirst(root.path().count))
      found.append(SourceFile(path: path, bytes: Array(try Data(contentsOf: url))))
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Files that stand at these paths.
  static func files(at paths: [String]) throws -> [SourceFile] {
    try paths.map { path in
      SourceFile(path: path, bytes: Array(try Data(contentsOf: root.appending(path: path))))
    }
  }
}
