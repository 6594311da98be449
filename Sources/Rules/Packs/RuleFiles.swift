/// Finds and reads rule files. The only part of this module that looks at the file system.
package enum RuleFiles {
  /// Loads every rule file under the paths: files as they are, folders with all that is below them.
  ///
  /// A folder with a `pack.yml` is a pack, and so is all below it, up to the next. Rule files end
  /// in `.yml` or `.yaml`; `*.tests.yml`, hidden files and what is below a folder `decoders` are
  /// left out. Files are read in the order of their paths.
  ///
  /// - Parameters:
  ///   - pipelines: Files with processing pipelines, applied to every rule by priority. With one
  ///     that has errors no rule is loaded.
  ///   - lints: Whether to report also what is odd about rules that load.
  package static func load(
    _ paths: [String], pipelines: [String] = [], lints: Bool = false
  ) -> RuleSet {
    var problems = Problems()
    let read = pipelines.compactMap { path in
      self.read(path, &problems).flatMap { Pipeline($0, path: path, &problems) }
    }
    let sources = read.count == pipelines.count ? sources(at: paths, &problems) : []
    return RuleSetBuilder.build(sources, pipelines: read, lints: lints, problems)
  }

  /// The files under the paths, each once, with their packs.
  package static func sources(at paths: [String], _ problems: inout Problems) -> [RuleSource] {
    var found: [String: RuleSource] = [:]
    for path in paths {
      var finder = Finder()
      let listed = list(path, &problems)
      if listed.isEmpty, Folder.kind(of: path) == .folder {
        problems.error(
          "no-rules", at: Place(path: path), "there is no rule file in this folder",
          hint: "name a folder with Sigma rules (*.yml)")
      }
      let files = listed.filter { found[$0] == nil }
      let contents = Parallel.map(files) { file in
        var problems = Problems()
        return (bytes: read(file, &problems), problems: problems)
      }
      for (file, content) in zip(files, contents) {
        problems.append(contentsOf: content.problems)
        guard let bytes = content.bytes else { continue }
        let pack = finder.pack(of: file, root: path, &problems)
        found[file] = RuleSource(path: file, bytes: bytes, pack: pack)
      }
    }
    return found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The paths of the rule files under the paths, each once.
  package static func rules(at paths: [String], _ problems: inout Problems) -> [String] {
    Set(paths.flatMap { list($0, &problems) }).sorted()
  }

  /// Whether a file (and no folder) stands at the path.
  package static func isFile(_ path: String) -> Bool { Folder.kind(of: path) == .file }

  /// The files beside rules that hold their tests, `*.tests.yml`; of a rule file, its own.
  package static func tests(at paths: [String], _ problems: inout Problems) -> [String] {
    let all = paths.flatMap { list($0, tests: true, &problems) }
    return Set(all).sorted()
  }

  /// The YAML files at a path, whatever they hold: itself, or all below a folder, in order.
  package static func files(at path: String, _ problems: inout Problems) -> [String] {
    list(path, where: { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }, &problems)
  }

  /// The bytes of a file, or nil with a problem.
  package static func read(_ path: String, _ problems: inout Problems) -> [UInt8]? {
    let limit = YAML.Limits().bytes
    do throws(Folder.ReadFailure) {
      return try Folder.read(path, limit: limit)
    } catch {
      switch error {
      case .notAFile: problems.error("unreadable", at: Place(path: path), "this is not a file")
      case .unreadable:
        problems.error("unreadable", at: Place(path: path), "the file cannot be read")
      case .tooLarge(let size):
        problems.error(
          "yaml-too-large", at: Place(path: path),
          "the file has \(size) bytes; the limit is \(limit)")
      }
      return nil
    }
  }

  private static func list(
    _ path: String, tests: Bool = false, _ problems: inout Problems
  ) -> [String] {
    if Folder.kind(of: path) == .file {
      // A shell's `pack/*` also names what stands beside the rules.
      if isManifest(path) { return [] }
      return tests == isTests(path) ? [path] : tests ? self.tests(beside: path) : []
    }
    return list(path, where: { isRule($0) && isTests($0) == tests }, &problems)
  }

  private static func list(
    _ path: String, where isWanted: (String) -> Bool, _ problems: inout Problems
  ) -> [String] {
    guard let kind = Folder.kind(of: path) else {
      problems.error("no-such-file", at: Place(path: path), "there is no such file or folder")
      return []
    }
    guard kind == .folder else { return [path] }
    guard let names = Folder.files(below: path, where: isWanted) else {
      problems.error("unreadable", at: Place(path: path), "the folder cannot be read")
      return []
    }
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    return names.map { "\(base)/\($0)" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// `ssh.tests.yml` for `ssh.yml`, where there is one.
  private static func tests(beside path: String) -> [String] {
    guard let dot = path.lastIndex(of: "."), isRule(path) else { return [] }
    return ["yml", "yaml"].map { path[..<dot] + ".tests." + $0 }.filter(isFile)
  }

  private static func isTests(_ name: String) -> Bool {
    name.hasSuffix(".tests.yml") || name.hasSuffix(".tests.yaml")
  }

  private static func isRule(_ name: String) -> Bool {
    (name.hasSuffix(".yml") || name.hasSuffix(".yaml")) && !isManifest(name)
      // User-defined decoders stand beside packs.
      && !name.hasPrefix("decoders/") && !name.contains("/decoders/")
  }

  private static func isManifest(_ name: String) -> Bool {
    name == "pack.yml" || name.hasSuffix("/pack.yml")
  }

  /// Looks for manifests, each folder once.
  private struct Finder {
    private var packs: [String: Pack] = [:]

    /// - Parameter root: The path that the user named. Nothing above a folder is looked at; of a
    ///   file, the folders that it stands in are.
    mutating func pack(of file: String, root: String, _ problems: inout Problems) -> Pack {
      let folder = Finder.folder(of: file)
      let isFile = root == file
      let top =
        isFile ? Finder.top(of: folder) : root.hasSuffix("/") ? String(root.dropLast()) : root
      return pack(in: folder, top: top, &problems)
    }

    /// The nearest folder with a manifest that `folder` is or stands in, or else `folder`.
    private static func top(of folder: String) -> String {
      var next = folder
      for _ in 0..<16 {
        if Folder.kind(of: next + "/pack.yml") != nil { return next }
        let above = Finder.folder(of: next)
        if above == next { break }
        next = above
      }
      return folder
    }

    private mutating func pack(in folder: String, top: String, _ problems: inout Problems) -> Pack {
      if let known = packs[folder] { return known }
      let name = folder.split(separator: "/").last.map(String.init) ?? folder
      let manifest = folder + "/pack.yml"
      let pack: Pack
      if Folder.kind(of: manifest) != nil {
        let bytes = RuleFiles.read(manifest, &problems) ?? []
        pack = Pack(manifest: bytes, path: manifest, fallbackName: name, &problems)
      } else if folder != top, folder.utf8.count > top.utf8.count {
        pack = self.pack(in: Finder.folder(of: folder), top: top, &problems)
      } else {
        pack = Pack(name: name)
      }
      packs[folder] = pack
      return pack
    }

    private static func folder(of path: String) -> String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
  }
}
