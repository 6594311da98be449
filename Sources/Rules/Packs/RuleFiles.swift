private import Foundation

/// Finds and reads rule files. The only part of this module that looks at the file system.
package enum RuleFiles {
  /// Loads every rule file under the paths: files as they are, folders with all that is below them.
  ///
  /// A folder with a `pack.yml` is a pack, and so is all below it, up to the next. Rule files end
  /// in `.yml` or `.yaml`; `*.tests.yml` and hidden files are left out. Files are read in the order
  /// of their paths.
  package static func load(_ paths: [String]) -> RuleSet {
    var problems = Problems()
    let sources = sources(at: paths, &problems)
    return RuleSetBuilder.build(sources, problems)
  }

  /// The files under the paths, each once, with their packs.
  package static func sources(at paths: [String], _ problems: inout Problems) -> [RuleSource] {
    var finder = Finder()
    var found: [String: RuleSource] = [:]
    for path in paths {
      for file in list(path, &problems) where found[file] == nil {
        guard let bytes = read(file, &problems) else { continue }
        let pack = finder.pack(of: file, root: path, &problems)
        found[file] = RuleSource(path: file, bytes: bytes, pack: pack)
      }
    }
    return found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The files beside rules that hold their tests: `*.tests.yml`.
  package static func tests(at paths: [String], _ problems: inout Problems) -> [String] {
    let all = paths.flatMap { list($0, tests: true, &problems) }
    return Set(all).sorted()
  }

  /// The bytes of a file, or nil with a problem.
  package static func read(_ path: String, _ problems: inout Problems) -> [UInt8]? {
    let limit = YAML.Limits().bytes
    do {
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        problems.error("unreadable", at: Place(path: path), "this is not a file")
        return nil
      }
      if let size = attributes[.size] as? Int, size > limit {
        problems.error(
          "yaml-too-large", at: Place(path: path),
          "the file has \(size) bytes; the limit is \(limit)")
        return nil
      }
      return [UInt8](try Data(contentsOf: file))
    } catch {
      problems.error("unreadable", at: Place(path: path), "the file cannot be read")
      return nil
    }
  }

  private static func list(
    _ path: String, tests: Bool = false, _ problems: inout Problems
  ) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      problems.error("no-such-file", at: Place(path: path), "there is no such file or folder")
      return []
    }
    guard isFolder.boolValue else { return tests == isTests(path) ? [path] : [] }
    guard let names = FileManager.default.enumerator(atPath: path) else {
      problems.error("unreadable", at: Place(path: path), "the folder cannot be read")
      return []
    }
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    var files: [String] = []
    while let name = names.nextObject() as? String {
      guard isRule(name), isTests(name) == tests else { continue }
      let type = names.fileAttributes?[.type] as? FileAttributeType
      if type != .typeDirectory { files.append("\(base)/\(name)") }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isTests(_ name: String) -> Bool {
    name.hasSuffix(".tests.yml") || name.hasSuffix(".tests.yaml")
  }

  private static func isRule(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    guard let last = parts.last, !parts.contains(where: { $0.hasPrefix(".") }) else {
      return false
    }
    return (last.hasSuffix(".yml") || last.hasSuffix(".yaml")) && last != "pack.yml"
  }

  /// Looks for manifests, each folder once.
  private struct Finder {
    private var packs: [String: Pack] = [:]

    mutating func pack(of file: String, root: String, _ problems: inout Problems) -> Pack {
      var folder = Finder.folder(of: file)
      let top = root == file ? folder : root.hasSuffix("/") ? String(root.dropLast()) : root
      while true {
        if let known = packs[folder] { return known }
        let manifest = folder + "/pack.yml"
        if FileManager.default.fileExists(atPath: manifest) {
          let bytes = RuleFiles.read(manifest, &problems) ?? []
          let name = folder.split(separator: "/").last.map(String.init) ?? folder
          let pack = Pack(manifest: bytes, path: manifest, fallbackName: name, &problems)
          packs[folder] = pack
          return pack
        }
        guard folder != top, folder.utf8.count > top.utf8.count else { break }
        folder = Finder.folder(of: folder)
      }
      return Pack(name: top.split(separator: "/").last.map(String.init) ?? top)
    }

    private static func folder(of path: String) -> String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
  }
}
