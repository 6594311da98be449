import Foundation
import GRDB

/// The whole state as lines of JSON, and back: to look at, to move, to keep.
///
/// The first line says the format; each further one is a row: `{"table":"alerts","row":{…}}`. Bytes
/// are base64 under the name with `:base64` behind it.
package enum ExportError: Error, Equatable, Sendable, CustomStringConvertible {
  case notAnExport
  case otherFormat(Int, known: Int)
  case badRow(line: Int, reason: String)
  case notEmpty

  package var description: String {
    switch self {
    case .notAnExport: "line 1: not an export of detectd's state"
    case .otherFormat(let found, let known):
      "line 1: an export of format \(found), and this version has \(known); "
        + "import it with the version that made it, and open the state with this one"
    case .badRow(let line, let reason): "line \(line): \(reason)"
    case .notEmpty: "the state is not empty; import into a new folder"
    }
  }
}

extension Database {
  /// What is exported, in the order in which rows refer to one another.
  private static let tables = [
    "alerts", "decisions", "journal", "checkpoints", "outputs", "windows", "feeds", "consumers",
    "audit", "grounds", "tracks", "breaker", "silences", "repeats",
  ]

  /// Hands out the lines, without their ends, of one snapshot.
  package func export(_ body: ([UInt8]) -> Void) throws(StoreError) {
    try read { database in
      body(Array("{\"detectd-state\":\(Migrations.steps.count)}".utf8))
      for table in Database.tables {
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table)")
        while let row = try rows.next() {
          if let line = Database.line(table, row) { body(line) }
        }
      }
    }
  }

  private static func line(_ table: String, _ row: Row) -> [UInt8]? {
    var members: [String: Any] = [:]
    for (column, value) in row {
      switch value.storage {
      case .null: break
      case .int64(let number): members[column] = number
      case .double(let number): members[column] = number
      case .string(let text): members[column] = text
      case .blob(let data): members[column + ":base64"] = data.base64EncodedString()
      }
    }
    let object: [String: Any] = ["table": table, "row": members]
    let data = try? JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { [UInt8]($0) }
  }

  /// Takes the lines of an export into a state that is empty, in one transaction.
  ///
  /// - Parameter next: The next line; nil at the end.
  /// - Returns: How many rows there were.
  /// - Throws: ``ExportError`` or ``StoreError``; nothing was written.
  package func importRows(_ next: () throws -> [UInt8]?) throws -> Int {
    try pool.write { database in
      for table in Database.tables {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
        guard count == 0 else { throw ExportError.notEmpty }
      }
      guard let head = try next(),
        let object = try? JSONSerialization.jsonObject(with: Data(head)) as? [String: Any],
        let version = object["detectd-state"] as? Int
      else { throw ExportError.notAnExport }
      guard version == Migrations.steps.count else {
        throw ExportError.otherFormat(version, known: Migrations.steps.count)
      }
      var line = 1
      while let bytes = try next() {
        line += 1
        if bytes.isEmpty { continue }
        try Database.insert(bytes, line, into: database)
      }
      return line - 1
    }
  }

  private static func insert(
    _ bytes: [UInt8], _ line: Int, into database: GRDB.Database
  ) throws {
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      let table = object["table"] as? String, tables.contains(table),
      let row = object["row"] as? [String: Any], !row.isEmpty
    else { throw ExportError.badRow(line: line, reason: "no row of a table of detectd's state") }
    let known = Set(try database.columns(in: table).map(\.name))
    var names: [String] = []
    var values: [DatabaseValue] = []
    for (key, value) in row.sorted(by: { $0.key < $1.key }) {
      let isData = key.hasSuffix(":base64")
      let name = isData ? String(key.dropLast(7)) : key
      guard known.contains(name), let stored = stored(value, isData: isData) else {
        throw ExportError.badRow(line: line, reason: "'\(key)' is no column of \(table), or is bad")
      }
      names.append("\"\(name)\"")
      values.append(stored)
    }
    let marks = names.map { _ in "?" }.joined(separator: ", ")
    do {
      try database.execute(
        sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))",
        arguments: StatementArguments(values))
    } catch let error as DatabaseError {
      throw ExportError.badRow(line: line, reason: error.message ?? "it does not fit")
    }
  }

  private static func stored(_ value: Any, isData: Bool) -> DatabaseValue? {
    if isData {
      return (value as? String).flatMap { Data(base64Encoded: $0) }?.databaseValue
    }
    if let text = value as? String { return text.databaseValue }
    if let number = value as? Int64 { return number.databaseValue }
    return (value as? Double)?.databaseValue
  }

  /// Gives space that is not used any more back to the system.
  package func vacuum() throws(StoreError) {
    do {
      try pool.vacuum()
      try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    } catch {
      throw StoreError(error, path: path)
    }
  }
}
