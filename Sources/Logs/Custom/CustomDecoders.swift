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
  /// Numbers of ``lists`` by how the message begins, for decoders of any program.
  private let byOpening: OpeningTable
  /// The same of the whole record, for decoders that read it.
  private let wholeByOpening: OpeningTable
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
    let openings = decoders.map(\.opening)
    byOpening = OpeningTable(
      decoders.indices.filter { decoders[$0].programs.isEmpty }.map { ($0, openings[$0]) },
      list: { index.list($0) })
    wholeByOpening = OpeningTable(
      decoders.indices.filter { decoders[$0].takesWholeRecord }.map { ($0, openings[$0]) },
      list: { index.list($0) })
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

  /// Those that may know it by how it begins.
  func candidates(body: borrowing Line, isWholeRecord: Bool) -> Int {
    guard !body.isEmpty else { return 0 }
    let first = body[body.start]
    // A decoder that asks for a second byte does not know a message of one.
    let second = body.count > 1 ? body[body.start &+ 1] : 0
    return isWholeRecord
      ? wholeByOpening.list(first: first, second: second)
      : byOpening.list(first: first, second: second)
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

  /// How its messages may begin.
  var opening: Opening {
    Opening(texts: starts)
      ?? messages.reduce(into: Opening()) { $0.formUnion($1.opening) }
  }
}

extension CustomMessage {
  fileprivate var opening: Opening {
    if let found = Opening(texts: starts) { return found }
    if let pattern { return pattern.opening }
    switch body {
    case .json: return Opening(ByteSet("{ ".utf8))
    case .csv(let csv):
      guard case .literal(let text)? = csv.columns.first, let first = text.utf8.first else {
        return .any
      }
      return Opening(ByteSet([first, csv.quote, 0x20]))
    default: return .any
    }
  }
}

extension CustomPattern {
  fileprivate var opening: Opening {
    switch parts.first {
    case .text(let text): return Opening(text.utf8)
    case .piece(let target, _):
      switch target.kind {
      case .ip:
        let digits = "0123456789abcdefABCDEF:"
        return Opening(ByteSet((digits + "[").utf8), then: ByteSet((digits + ".").utf8))
      case .port, .integer, .number: return Opening(ByteSet("0123456789-".utf8))
      case .quoted: return Opening(ByteSet("\"".utf8))
      case .time where target.timeFormat == nil:
        return Opening(ByteSet("0123456789ADFJMNOSTWadfjmnostw".utf8))
      default: return .any
      }
    default: return .any
    }
  }
}
