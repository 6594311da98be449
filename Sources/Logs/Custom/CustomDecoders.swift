package import Detect

/// The user-defined decoders of a run, compiled, and how a record finds the few that it may be of.
///
/// Immutable; shared by all threads.
package final class CustomDecoders: Sendable {
  package static let none = CustomDecoders([])

  /// In the order in which they are tried.
  package let decoders: [CustomDecoder]
  /// What rules may ask of their events, after ``KnownLogSource/all``.
  package let logSources: [LogSource]
  package var names: [String] { decoders.map(\.name) }
  package var isEmpty: Bool { decoders.isEmpty }

  let programs: [CustomProgram]
  let texts: ConstantText
  /// Numbers of ``lists`` by program name.
  private let byProgram: NameTable
  /// Numbers of ``lists`` by the first byte of the message, for decoders of any program.
  private let byFirstByte: [UInt16]
  /// The same of the whole record, for decoders that read it.
  private let wholeByFirstByte: [UInt16]
  /// Places in ``programs``; the first list is empty.
  private let lists: [[UInt8]]

  /// - Parameter decoders: At most ``CustomDecoder/countMaximum``; further ones are left out.
  package init(_ decoders: [CustomDecoder]) {
    let decoders = Array(decoders.prefix(CustomDecoder.countMaximum))
    var texts = ConstantText()
    var sources = KnownLogSource.all
    self.decoders = decoders
    programs = decoders.map { CustomProgram(CustomCompiler($0, &texts, &sources)) }
    self.texts = texts
    logSources = Array(sources.dropFirst(KnownLogSource.all.count))
    var index = Index()
    let names = Set(decoders.flatMap(\.programs)).sorted()
    byProgram = NameTable(
      names.map { name in
        (name, index.list(decoders.indices.filter { decoders[$0].programs.contains(name) }))
      })
    let free = decoders.indices.filter { decoders[$0].programs.isEmpty }
    let firsts = decoders.map(\.firstBytes)
    byFirstByte = (0..<256).map { byte in
      UInt16(index.list(free.filter { firsts[$0].contains(UInt8(byte)) }))
    }
    wholeByFirstByte = (0..<256).map { byte in
      UInt16(
        index.list(
          decoders.indices.filter {
            decoders[$0].takesWholeRecord && firsts[$0].contains(UInt8(byte))
          }))
    }
    lists = index.lists
  }

  /// Lists of decoders, each kept once.
  private struct Index {
    var lists: [[UInt8]] = [[]]

    mutating func list(_ places: [Int]) -> Int {
      let list = places.map { UInt8($0) }
      if let known = lists.firstIndex(of: list) { return known }
      lists.append(list)
      return lists.count - 1
    }
  }

  /// The decoders that may know a message, by its program; the first list of none.
  func candidates(program: Range<Int>, in text: borrowing Line) -> Int {
    guard !program.isEmpty else { return 0 }
    return max(0, byProgram.number(of: program, in: text))
  }

  /// Those that may know it by its first byte.
  func candidates(body: borrowing Line, isWholeRecord: Bool) -> Int {
    guard !body.isEmpty else { return 0 }
    let first = Int(body[body.start])
    return Int(isWholeRecord ? wholeByFirstByte[first] : byFirstByte[first])
  }

  /// How many a list holds, and each.
  func count(of list: Int) -> Int { lists[list].count }
  func decoder(_ index: Int, of list: Int) -> Int { Int(lists[list][index]) }
}

extension CustomDecoder {
  /// Whether it is asked before the syslog header is read.
  var takesWholeRecord: Bool {
    readsWholeRecord
      || programs.isEmpty && messages.contains { if case .json = $0.body { true } else { false } }
  }

  /// The bytes with which its messages may begin.
  var firstBytes: Set<UInt8> {
    if let found = CustomDecoder.firstBytes(starts) { return found }
    return messages.reduce(into: []) { $0.formUnion($1.firstBytes) }
  }

  fileprivate static func firstBytes(_ texts: [String]) -> Set<UInt8>? {
    texts.isEmpty ? nil : Set(texts.compactMap { $0.utf8.first })
  }
}

extension CustomMessage {
  static let anyByte = Set(UInt8.min ... .max)

  fileprivate var firstBytes: Set<UInt8> {
    if let found = CustomDecoder.firstBytes(starts) { return found }
    if let pattern { return pattern.firstBytes }
    switch body {
    case .json: return Set("{ ".utf8)
    case .csv(let csv):
      if case .literal(let text)? = csv.columns.first, let first = text.utf8.first {
        return [first, csv.quote, 0x20]
      }
      return CustomMessage.anyByte
    default: return CustomMessage.anyByte
    }
  }
}

extension CustomPattern {
  fileprivate var firstBytes: Set<UInt8> {
    switch parts.first {
    case .text(let text): return Set(text.utf8.prefix(1))
    case .piece(let target, _):
      switch target.kind {
      case .ip: return Set("0123456789abcdefABCDEF:[".utf8)
      case .port, .integer, .number: return Set("0123456789-".utf8)
      case .quoted: return Set("\"".utf8)
      case .time where target.timeFormat == nil:
        return Set("0123456789ADFJMNOSTWadfjmnostw".utf8)
      default: return CustomMessage.anyByte
      }
    default: return CustomMessage.anyByte
    }
  }
}
