import GRDB

/// What is known of a feed since it was last fetched.
package struct FeedRecord: Hashable, Sendable {
  package let name: String
  /// Unix seconds.
  package var fetchedSeconds: Int64
  package var entries: Int
  /// What its server told by which an unchanged list is known (RFC 9110, section 8.8).
  package var etag: String?
  package var lastModified: String?
  /// What else its owner wants to know again; empty when nothing.
  package var document: String

  package init(
    name: String, fetchedSeconds: Int64, entries: Int, etag: String? = nil,
    lastModified: String? = nil, document: String = ""
  ) {
    self.name = name
    self.fetchedSeconds = fetchedSeconds
    self.entries = entries
    self.etag = etag
    self.lastModified = lastModified
    self.document = document
  }
}

extension Database {
  /// All feeds, by name.
  package func feeds() throws(StoreError) -> [FeedRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM feeds ORDER BY name").map { row in
        FeedRecord(
          name: row["name"], fetchedSeconds: row["fetched_s"], entries: row["entries"],
          etag: row["etag"], lastModified: row["last_modified"], document: row["document"])
      }
    }
  }

  /// Adds a feed, or replaces the one of its name.
  package func save(_ feed: FeedRecord) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO feeds (name, fetched_s, entries, etag, last_modified, document)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET fetched_s = excluded.fetched_s,
            entries = excluded.entries, etag = excluded.etag,
            last_modified = excluded.last_modified, document = excluded.document
          """,
        arguments: [
          feed.name, feed.fetchedSeconds, feed.entries, feed.etag, feed.lastModified,
          feed.document,
        ])
    }
  }
}
