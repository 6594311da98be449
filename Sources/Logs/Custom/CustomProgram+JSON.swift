import Detect

/// ``CustomJSON``, compiled: a tree of member names.
struct JSONCode: Sendable {
  struct Node: Sendable {
    /// Numbers of the children by name.
    var children = NameTable([])
    var hasChildren = false
    /// A place in the targets, or −1.
    var target = -1
    /// The bit of a member that must be there, or 0.
    var required: UInt64 = 0
    /// The text that it must have, or −1.
    var literal = -1
  }

  var nodes: [Node]
  var required: UInt64
}

extension CustomProgram {
  /// Reads the members of the object that the line is.
  ///
  /// - Returns: False when it is no object, is broken, or a required member is missing.
  /// - Complexity: O(length of the line).
  func read(
    _ code: borrowing JSONCode, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    var walk = MemberWalk(next: line.afterJSONBlanks(line.start))
    guard walk.next < line.end, line[walk.next] == UInt8(ascii: "{"),
      read(code, node: 0, line, context, texts, &walk, &run, &event)
    else { return false }
    return walk.seen & code.required == code.required
  }

  /// Reads the value here; false when it is broken.
  private func read(
    _ code: borrowing JSONCode, node: Int, _ line: borrowing Line,
    _ context: borrowing DecodeContext, _ texts: borrowing ConstantText,
    _ walk: inout MemberWalk, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    guard walk.next < line.end else { return false }
    switch line[walk.next] {
    case UInt8(ascii: "{") where code.nodes[node].hasChildren:
      if code.nodes[node].literal < 0 { walk.seen |= code.nodes[node].required }
      return readMembers(code, node: node, line, context, texts, &walk, &run, &event)
    case UInt8(ascii: "["):
      return readElements(code, node: node, line, context, texts, &walk, &run, &event)
    case UInt8(ascii: "{"):
      guard let after = line.afterJSONValue(at: walk.next) else { return false }
      if code.nodes[node].literal < 0 { walk.seen |= code.nodes[node].required }
      walk.next = after
      return true
    case UInt8(ascii: "\""):
      let string = line.jsonString(at: walk.next)
      walk.next = string.next
      guard string.isClosed else { return false }
      var text = string.text
      if string.hasEscapes { text = event.storeJSON(text, of: line) ?? text }
      return take(code, node: node, text, context, texts, &walk, &run, &event)
    default:
      let word = walk.next..<line.afterJSONWord(at: walk.next)
      walk.next = word.upperBound
      guard !word.isEmpty else { return false }
      return take(code, node: node, word, context, texts, &walk, &run, &event)
    }
  }

  private func take(
    _ code: borrowing JSONCode, node: Int, _ text: Range<Int>, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ walk: inout MemberWalk, _ run: inout Run,
    _ event: inout EventWriter
  ) -> Bool {
    let wanted = code.nodes[node]
    let line = event.arenaLine(text)
    if wanted.literal < 0 {
      walk.seen |= wanted.required
    } else if text.count == literals[wanted.literal].count,
      holds(literals[wanted.literal], at: text.lowerBound, line)
    {
      walk.seen |= wanted.required
    }
    if wanted.target >= 0 { _ = self.take(wanted.target, text, context, texts, &run, &event) }
    return true
  }

  private func readMembers(
    _ code: borrowing JSONCode, node: Int, _ line: borrowing Line,
    _ context: borrowing DecodeContext, _ texts: borrowing ConstantText,
    _ walk: inout MemberWalk, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    walk.next = line.afterJSONBlanks(walk.next &+ 1)
    while walk.next < line.end, line[walk.next] == UInt8(ascii: "\"") {
      let name = line.jsonString(at: walk.next)
      walk.next = line.afterJSONBlanks(name.next)
      guard name.isClosed, walk.next < line.end, line[walk.next] == UInt8(ascii: ":") else {
        return false
      }
      walk.next = line.afterJSONBlanks(walk.next &+ 1)
      let child = code.nodes[node].children.number(of: name.text, in: line)
      if child >= 0 {
        guard read(code, node: child, line, context, texts, &walk, &run, &event) else {
          return false
        }
      } else {
        guard let after = line.afterJSONValue(at: walk.next) else { return false }
        walk.next = after
      }
      walk.next = line.afterJSONBlanks(walk.next)
      guard walk.next < line.end, line[walk.next] == UInt8(ascii: ",") else { break }
      walk.next = line.afterJSONBlanks(walk.next &+ 1)
    }
    return walk.close(UInt8(ascii: "}"), line)
  }

  private func readElements(
    _ code: borrowing JSONCode, node: Int, _ line: borrowing Line,
    _ context: borrowing DecodeContext, _ texts: borrowing ConstantText,
    _ walk: inout MemberWalk, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    guard walk.depth < JSONRecord.depthMaximum else { return false }
    walk.depth &+= 1
    defer { walk.depth &-= 1 }
    walk.next = line.afterJSONBlanks(walk.next &+ 1)
    while walk.next < line.end, line[walk.next] != UInt8(ascii: "]") {
      guard read(code, node: node, line, context, texts, &walk, &run, &event) else {
        return false
      }
      walk.next = line.afterJSONBlanks(walk.next)
      guard walk.next < line.end, line[walk.next] == UInt8(ascii: ",") else { break }
      walk.next = line.afterJSONBlanks(walk.next &+ 1)
    }
    return walk.close(UInt8(ascii: "]"), line)
  }
}

/// Where a walk over an object is, and which required members it met.
struct MemberWalk {
  var next: Int
  var seen: UInt64 = 0
  /// Arrays in arrays.
  var depth = 0

  init(next: Int) { self.next = next }

  /// Passes over the closing bracket; false when it is not there.
  mutating func close(_ bracket: UInt8, _ line: borrowing Line) -> Bool {
    next = line.afterJSONBlanks(next)
    guard next < line.end, line[next] == bracket else { return false }
    next &+= 1
    return true
  }
}
