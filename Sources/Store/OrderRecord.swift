import GRDB

/// What an operator asks of the process that decides, which answers in the transaction that does it.
package struct OrderRecord: Hashable, Sendable {
  package let sequence: Int64
  /// Unix seconds.
  package let atSeconds: Int64
  package let actor: String
  /// What is asked for, as its maker writes it.
  package let document: String

  /// An order that was done or refused.
  package struct Answer: Hashable, Sendable {
    package let sequence: Int64
    package let document: String

    package init(sequence: Int64, document: String) {
      self.sequence = sequence
      self.document = document
    }
  }
}

extension OrderRecord.Answer {
  func record(in database: GRDB.Database) throws {
    try database.execute(
      sql: "UPDATE orders SET answer = ? WHERE sequence = ? AND answer IS NULL",
      arguments: [document, sequence])
  }
}

extension OrderRecord {
  init(_ row: Row) {
    self.init(
      sequence: row["sequence"], atSeconds: row["at_s"], actor: row["actor"],
      document: row["document"])
  }
}

extension Database {
  /// - Returns: The number to ask for the answer by.
  package func submit(
    _ document: String, actor: String, atSeconds: Int64
  ) throws(StoreError) -> Int64 {
    try write { database in
      try database.execute(
        sql: "INSERT INTO orders (at_s, actor, document) VALUES (?, ?, ?)",
        arguments: [atSeconds, actor, document])
      return database.lastInsertedRowID
    }
  }

  /// Takes an order back that was not done yet.
  ///
  /// - Returns: False when it is done already.
  package func withdraw(order sequence: Int64) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "DELETE FROM orders WHERE sequence = ? AND answer IS NULL", arguments: [sequence])
      return database.changesCount > 0
    }
  }

  /// What waits to be done, in order.
  package func openOrders() throws(StoreError) -> [OrderRecord] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM orders WHERE answer IS NULL ORDER BY sequence LIMIT 1000"
      ).map(OrderRecord.init)
    }
  }

  /// What was done, or refused, since a time, in order: the newest 10,000.
  package func doneOrders(sinceSeconds: Int64) throws(StoreError) -> [OrderRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM orders WHERE answer IS NOT NULL AND at_s >= ?
          ORDER BY sequence DESC LIMIT 10000
          """,
        arguments: [sinceSeconds]
      ).reversed().map(OrderRecord.init)
    }
  }

  /// Nil while it was not done.
  package func answer(to sequence: Int64) throws(StoreError) -> String? {
    try read {
      try String.fetchOne(
        $0, sql: "SELECT answer FROM orders WHERE sequence = ?", arguments: [sequence])
    }
  }
}
