private import Glibc

/// The files that a rotation leaves beside a log: `x.log.1`, `x.log-20260105`, `x-20260105.log`,
/// `x.log.2.gz`.
enum RotatedFiles {
  /// Their paths, the oldest first, that were changed at or after a time.
  static func beside(_ path: String, changedSince seconds: Int64) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    let name = String(
      path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [(path: String, seconds: Int64)] = []
    while let entry = readdir(directory) {
      let other = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard isRotation(other, of: name), let status = FileStatus(path: folder + other),
        status.isRegular, status.modifiedSeconds >= seconds
      else { continue }
      found.append((folder + other, status.modifiedSeconds))
    }
    return found.sorted { ($0.seconds, order($1.path)) < ($1.seconds, order($0.path)) }
      .map(\.path)
  }

  /// Whether a name is that of a rotated file: the log's with a number or a date put behind it, or
  /// before its last suffix, and perhaps `.gz` behind all.
  static func isRotation(_ other: String, of name: String) -> Bool {
    var other = other[...]
    if other.hasSuffix(".gz") { other = other.dropLast(3) }
    if other.hasPrefix(name), isMark(other.dropFirst(name.count)) { return true }
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return false }
    let stem = name[..<dot]
    let suffix = name[dot...]
    guard other.hasPrefix(stem), other.hasSuffix(suffix),
      other.count > stem.count + suffix.count
    else { return false }
    return isMark(other.dropFirst(stem.count).dropLast(suffix.count))
  }

  /// `.1`, `-20260105`, `.2026-01-05T00`, `_3`.
  private static func isMark(_ text: Substring) -> Bool {
    guard let first = text.first, ".-_".contains(first), text.count > 1 else { return false }
    return text.dropFirst().contains { $0.isNumber }
      && text.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || "-._T".contains($0)) }
  }

  /// `x.log.2` is older than `x.log.1`.
  private static func order(_ path: String) -> Int {
    let plain = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
    return plain.split(separator: ".").last.flatMap { Int($0) } ?? 0
  }
}
