extension SourceFile {
  /// Imports that the module's fence does not allow.
  func forbiddenImports() -> [Finding] {
    guard let module, let fence = Fence.modules[module] else {
      return [Finding(path: path, line: 1, problem: "no fence names this module")]
    }
    let allowed =
      fence.imports.union(folderInModule.flatMap { fence.importsByFolder[$0] } ?? [])
    return findings(in: code) { line in
      guard let name = importedModule(line), !allowed.contains(name) else { return nil }
      return "\(module) may not import \(name)"
    }
  }

  /// Words that the module, or every module, may not use in code.
  func bannedWords() -> [Finding] {
    let words = Fence.bannedEverywhere + (module.flatMap { Fence.modules[$0]?.bannedWords } ?? [])
    return findings(in: code) { line in
      words.first { contains(word: $0, in: line) }.map { "'\($0)' may not be used here" }
    }
  }

  /// Marks of unfinished work, in comments too.
  func unfinishedWork() -> [Finding] {
    findings(in: lines) { line in
      Fence.marks.first { contains(word: $0, in: line) }.map { "'\($0)' is unfinished work" }
    }
  }

  /// Control characters, white space at a line's end, a missing or doubled last line end.
  func untidyText() -> [Finding] {
    var found = findings(in: lines) { line in
      if line.utf8.contains(where: { $0 < 32 || $0 == 127 }) { return "a control character" }
      return line.last == " " ? "white space at the end of the line" : nil
    }
    if !bytes.isEmpty && (bytes.last != 10 || bytes.suffix(2) == [10, 10]) {
      found.append(
        Finding(path: path, line: lines.count, problem: "ends without exactly one line end"))
    }
    return found
  }

  /// A file name that says nothing about what is inside.
  func emptyName() -> [Finding] {
    Fence.emptyNames.filter(name.contains).map {
      Finding(path: path, line: 1, problem: "'\($0)' in a file name says nothing")
    }
  }

  /// A module's overview file is a comment that begins with the module's name, and nothing else.
  func overviewFaults(of module: String) -> [Finding] {
    var found = findings(in: code) { line in
      line.contains { $0 != " " } ? "the overview holds only its comment" : nil
    }
    if lines.first?.hasPrefix("// \(module):") != true {
      found.append(Finding(path: path, line: 1, problem: "does not begin with '// \(module):'"))
    }
    return found
  }
}

/// The module that a line of code imports: `package import struct Detect.Line` gives `Detect`.
func importedModule(_ line: String) -> String? {
  let words = line.split(separator: " ")
  guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
  let before: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  guard words[..<place].allSatisfy({ before.contains($0) || $0.hasPrefix("@") }) else { return nil }
  let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "typealias", "func", "var", "let",
  ]
  let name = kinds.contains(words[place + 1]) ? words[(place + 2)...].first : words[place + 1]
  return name?.split { $0 == "." || $0 == ";" }.first.map(String.init)
}

/// Whether `word` stands in `line`, and is no part of a longer name.
func contains(word: String, in line: String) -> Bool {
  let line = Array(line.utf8)
  let word = Array(word.utf8)
  guard let first = word.first, let last = word.last, line.count >= word.count else { return false }
  return (0...line.count - word.count).contains { start in
    let end = start + word.count
    guard line[start..<end].elementsEqual(word) else { return false }
    let joinsBefore = start > 0 && isNameByte(first) && isNameByte(line[start - 1])
    let joinsAfter = end < line.count && isNameByte(last) && isNameByte(line[end])
    return !joinsBefore && !joinsAfter
  }
}

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
    true
  default: byte >= 0x80
  }
}
