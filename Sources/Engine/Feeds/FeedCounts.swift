import Detect

/// How much of what each feed holds.
struct FeedCounts {
  struct Row {
    var byKind: [String: Int] = [:]
    var expired = 0
    /// Of confidences 0 to 100.
    var confidences = 0
    var count = 0
  }

  static let kinds = ["address", "network", "domain", "url", "file", "mail"]
  private(set) var rows: [Row]

  init(_ table: IndicatorTable, feeds: Int, nowSeconds: Int64) {
    rows = Array(repeating: Row(), count: feeds)
    for place in 0..<table.count {
      let feed = table.feed(place)
      rows[feed].count += 1
      rows[feed].confidences += Int(table.confidence(place))
      if let end = table.expiresSeconds(place), end <= nowSeconds { rows[feed].expired += 1 }
      rows[feed].byKind[FeedCounts.kind(table.value(place)), default: 0] += 1
    }
  }

  private static func kind(_ value: Indicator.Value) -> String {
    switch value {
    case .network(let network): network.isHost ? "address" : "network"
    case .domain: "domain"
    case .url: "url"
    case .digest: "file"
    case .mail: "mail"
    }
  }

  func table(_ feeds: [Feed]) -> StateTable {
    var table = StateTable(
      [.init(title: "INDICATORS", alignsRight: true)]
        + FeedCounts.kinds.map { .init(title: $0.uppercased(), rank: 1, alignsRight: true) }
        + [
          .init(title: "EXPIRED", rank: 2, alignsRight: true),
          .init(title: "CONFIDENCE", rank: 3, alignsRight: true), .init(title: "FEED"),
        ])
    for (feed, row) in zip(feeds, rows) {
      let mean = row.count > 0 ? "\(row.confidences / row.count)" : "-"
      table.add(
        [Quantity.count(row.count)]
          + FeedCounts.kinds.map { Quantity.count(row.byKind[$0] ?? 0) }
          + [Quantity.count(row.expired), mean, feed.name])
    }
    return table
  }

  func document(_ feed: Feed, _ place: Int) -> Document {
    let row = rows[place]
    var document = Document()
    document.set("feed", .text(feed.name))
    document.set("path", .text(feed.path))
    document.set("indicators", .number(Number(Int64(row.count))))
    for kind in FeedCounts.kinds {
      document.set(
        DocumentName("by_kind.\(kind)"), .number(Number(Int64(row.byKind[kind] ?? 0))))
    }
    document.set("expired", .number(Number(Int64(row.expired))))
    if row.count > 0 {
      document.set("mean_confidence", .number(Number(Int64(row.confidences / row.count))))
    }
    return document
  }
}
