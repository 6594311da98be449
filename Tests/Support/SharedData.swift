private import Foundation

/// Data that stands beside the repository and not in it: large public corpora.
package enum SharedData {
  /// The folder: `DETECTD_SHARED`, or `shared` beside the clone or one folder further up.
  private static var folder: String? {
    if let named = ProcessInfo.processInfo.environment["DETECTD_SHARED"] { return named }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let candidates = ["..", "../.."].map { root.appending(path: $0).appending(path: "shared").path }
    return candidates.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The first file of that folder's part whose name begins and ends so, or nil.
  package static func file(in part: String, prefix: String, suffix: String) -> String? {
    guard let folder else { return nil }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
    return names.sorted().first { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
      .map { "\(folder)/\(part)/\($0)" }
  }

  /// Unpacks an archive into a new temporary folder, gives it to `body`, and removes it.
  package static func withUnpacked<Result>(
    _ archive: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tar = Process()
    tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tar.arguments = ["tar", "xzf", archive, "-C", folder.path]
    try tar.run()
    tar.waitUntilExit()
    return try body(folder.path)
  }
}
