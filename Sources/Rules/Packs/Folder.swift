private import Glibc

/// Files and folders, without following links to folders.
enum Folder {
  enum Kind { case file, folder, other }

  /// What stands at the path, links followed; nil when nothing does.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The files below the folder that `isWanted` says yes to, by their paths below it, in no
  /// particular order; nil when the folder cannot be read. Hidden ones are left out.
  static func files(below path: String, where isWanted: (String) -> Bool) -> [String]? {
    var found: [String] = []
    return collect(path, "", isWanted, &found) ? found : nil
  }

  private static func collect(
    _ root: String, _ inner: String, _ isWanted: (String) -> Bool, _ found: inout [String]
  ) -> Bool {
    guard let folder = opendir(root + "/" + inner) else { return false }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let path = inner.isEmpty ? name : inner + "/" + name
      if isFolder(Int32(entry.pointee.d_type), root + "/" + path) {
        _ = collect(root, path, isWanted, &found)
      } else if isWanted(path) {
        found.append(path)
      }
    }
    return true
  }

  private static func isFolder(_ type: Int32, _ path: String) -> Bool {
    guard type == 0 else { return type == 4 }
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  enum ReadFailure: Error {
    case notAFile, unreadable
    case tooLarge(Int)
  }

  /// The bytes of a file of at most `limit` bytes.
  static func read(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    guard status.st_size <= limit else { throw .tooLarge(Int(status.st_size)) }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      while count < buffer.count, let base = buffer.baseAddress {
        let got = Glibc.read(descriptor, base + count, buffer.count - count)
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        guard got > 0 else { break }
        count += got
      }
    }
    guard !failed else { throw .unreadable }
    return bytes
  }
}
