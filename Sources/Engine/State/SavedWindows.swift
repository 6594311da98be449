import Detect
private import Foundation
import Response
import Rules

/// The correlators' windows as they were between two blocks, and where reading stood then.
///
/// They are written seldom and positions often. After the end of the process at any moment, files
/// are read again from where they stood here, and what was told already is not told twice; what came
/// over the network since is missing in the windows.
struct SavedWindows {
  /// What all shards share.
  struct Header: Codable {
    var version = 1
    /// By which groups are hashed. Whoever reads it can make groups meet: it is not for others.
    var seed: UInt64
    var shards = 0
    /// What each correlation means, as a hash.
    var correlations: [String] = []
    /// The inputs that evidence names.
    var inputs: [Input] = []
    /// Where reading stood, of files.
    var positions: [Checkpoint] = []
  }

  /// What records came from.
  struct Input: Codable {
    let number: Int
    let name: String
    let isTrusted: Bool
    /// What identifies the file; nil for streams.
    let identity: String?
  }

  /// The row of the header among those of the shards.
  static let headerRow = -1
  /// The row of what silent rules have raised.
  static let suppressionRow = -2

  var header: Header
  /// By shard; empty when none were saved.
  var shards: [[UInt8]] = []
  var suppression: [SuppressionTable.Entry] = []

  init(seed: UInt64) { header = Header(seed: seed) }

  /// Nil when the rows are none of this version, or some are missing.
  init?(rows: [Int: [UInt8]]) {
    guard let bytes = rows[SavedWindows.headerRow],
      let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)), header.version == 1
    else { return nil }
    self.header = header
    for shard in 0..<header.shards {
      guard let bytes = rows[shard], WindowArchive.isReadable(bytes) else { return nil }
      shards.append(bytes)
    }
    // Older states have none.
    suppression =
      rows[SavedWindows.suppressionRow].flatMap {
        try? JSONDecoder().decode([SuppressionTable.Entry].self, from: Data($0))
      } ?? []
  }

  /// The header's row alone.
  var headerRows: [Int: [UInt8]] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(header) else { return [:] }
    return [SavedWindows.headerRow: [UInt8](data)]
  }

  /// All rows, to be put in place of those before.
  var rows: [Int: [UInt8]] {
    var rows = headerRows
    if let data = try? JSONEncoder().encode(suppression) {
      rows[SavedWindows.suppressionRow] = [UInt8](data)
    }
    for (shard, bytes) in shards.enumerated() { rows[shard] = bytes }
    return rows
  }

  var byteCount: Int { shards.reduce(0) { $0 + $1.count } }
}

extension SavedWindows.Input {
  init(_ input: KnownInput, number: Int) {
    self.number = number
    name = input.name
    isTrusted = input.isTrusted
    if case .identity(let identity) = input.naming {
      self.identity = identity
    } else {
      identity = nil
    }
  }
}

extension Detection {
  /// What each correlation means, so that its windows are known again in another run.
  var correlationMeanings: [String] {
    rules.correlationDefinitions.enumerated().map { place, definition in
      let text = "\(definition) \(correlations.route(of: place))"
      return String(SHA256.hex(of: Array(text.utf8)).prefix(32))
    }
  }
}

/// What a run's shards begin with.
struct WindowStart {
  let seed: UInt64
  /// What each shard saved; empty for windows that are new.
  var shards: [[UInt8]] = []
  /// By correlation of the run that saved: its place now.
  var places: [Int?] = []
  /// The inputs of that run by their numbers then, with those that they have now.
  var inputs: [Int: Int] = [:]
  /// What evidence of that run calls its inputs, by their numbers now.
  var known: [Int: KnownInput] = [:]
  /// Stands for an input that is not known any more.
  var unknownInput = 0
  /// What silent rules have raised.
  var suppression: [SuppressionTable.Entry] = []

  /// Windows that are new.
  init(seed: UInt64 = .random(in: .min ... .max)) { self.seed = seed }

  /// Those of an earlier run, as far as its correlations are those of `detection`.
  init(_ saved: SavedWindows, _ detection: Detection, units: UnitTable) {
    seed = saved.header.seed
    suppression = saved.suppression
    guard !saved.shards.isEmpty else { return }
    shards = saved.shards
    var now: [String: Int] = [:]
    for (place, meaning) in detection.correlationMeanings.enumerated() { now[meaning] = place }
    places = saved.header.correlations.map { now[$0] }
    unknownInput = units.make(place: -1, name: "", naming: .offset, texts: .memory).number
    let paths = Dictionary(
      saved.header.positions.map { ($0.identity, $0.path) }, uniquingKeysWith: { $1 })
    for input in saved.header.inputs {
      let texts = input.identity.flatMap { TextSource(identity: $0, path: paths[$0]) }
      let unit = units.make(
        place: -1, name: input.name, naming: .offset, texts: texts ?? .memory)
      inputs[input.number] = unit.number
      known[unit.number] = KnownInput(
        name: input.name, isTrusted: input.isTrusted, naming: .offset)
    }
  }
}

/// What alerts say of the input of a piece of evidence.
struct KnownInput {
  let name: String
  /// Whether its records may lead to blocks.
  let isTrusted: Bool
  let naming: RecordNaming
}

extension TextSource {
  /// The file at a path, when it is the one meant.
  fileprivate init?(identity: String, path: String?) {
    guard let path, let file = HeldFile(path: path), FileIdentity.of(file) == identity else {
      return nil
    }
    self = .held(file)
  }
}
