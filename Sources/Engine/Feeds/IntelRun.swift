private import Detect
private import Foundation
private import Intel
private import Response
private import Rules

/// `detectd intel`: what indicator lists and feeds hold.
package struct IntelRun {
  /// Paths with what is said of them, as `--indicators` has it; `-` is standard input.
  package var lists: [IndicatorArgument]
  package var format: StateFormat?
  /// How the lists are written; found out when nil.
  package var feedFormat: Written?

  /// How a feed is written.
  package enum Written: String, CaseIterable, Sendable {
    case list, json, csv

    fileprivate var format: FeedFormat {
      switch self {
      case .list: .list
      case .json: .json
      case .csv: .csv
      }
    }
  }

  package init(_ lists: [IndicatorArgument]) { self.lists = lists }

  /// Every entry as an ECS document, one a line.
  ///
  /// - Returns: 0; 2 when a list cannot be read at all; 3 when some entries could not be read.
  package func parse() -> Int32 {
    let out = StateOutput(.ndjson)
    var status: Int32 = 0
    for list in lists {
      guard let bytes = FeedBytes(list.path) else {
        out.errors.writeLine("detectd: \(TerminalText.clean(list.path)): cannot be read")
        status = 2
        continue
      }
      let name = list.name ?? IndicatorFiles.stem(list.path)
      let reader = FeedReader(bytes.bytes, as: feedFormat?.format)
      let rest =
        reader.format == .list
        ? FeedLines.eachRecord(bytes.bytes) { out.print($0.document(feed: name)) }
        : reader.eachRecord { record, _ in out.print(record.document(feed: name)) }
      for problem in rest.named {
        let place = problem.line > 0 ? "\(list.path):\(problem.line)" : list.path
        out.errors.writeLine(
          TerminalText.clean("\(place): warning: '\(problem.text)' \(problem.reason)"))
      }
      if rest.unreadable > 0, status == 0 { status = 3 }
    }
    out.output.flush()
    out.errors.flush()
    return status
  }

  /// Every problem of the lists, and what each holds.
  ///
  /// - Returns: 0; 1 when there is a warning; 2 when a list does not load.
  package func check() -> Int32 {
    let out = StateOutput(format)
    var problems = Problems()
    let loaded = IndicatorFiles.load(lists, &problems)
    for problem in problems.sorted {
      out.errors.writeLine(TerminalText.clean(problem.description))
    }
    let counts = FeedCounts(
      loaded.table, feeds: loaded.feeds.count, nowSeconds: RunClock.nowSeconds)
    if out.isHuman {
      for line in counts.table(loaded.feeds).lines(columns: out.columns) { out.printLine(line) }
    } else {
      for (place, feed) in loaded.feeds.enumerated() { out.print(counts.document(feed, place)) }
    }
    out.output.flush()
    out.errors.flush()
    return problems.hasErrors ? 2 : problems.all.isEmpty ? 0 : 1
  }

  /// What the lists say of values: addresses, networks, domains, URLs, digests of files, mail addresses.
  ///
  /// - Returns: 0 when every value is listed; 1 when one is not; 2 when a list does not load.
  package func lookUp(_ values: [String]) -> Int32 {
    let out = StateOutput(format)
    var problems = Problems()
    let loaded = IndicatorFiles.load(lists, &problems)
    for problem in problems.sorted where problem.severity == .error {
      out.errors.writeLine(TerminalText.clean(problem.description))
    }
    guard !problems.hasErrors else {
      out.errors.flush()
      return 2
    }
    var isMissing = false
    for value in values {
      let found = loaded.table.find(text: value, atSeconds: RunClock.nowSeconds)
      if found == nil { isMissing = true }
      let indicator = found.map { loaded.table.indicator($0) }
      if out.isHuman {
        out.printLine(TerminalText.clean(IntelRun.words(value, indicator, loaded.feeds)))
      } else {
        out.print(IntelRun.document(value, indicator, loaded.feeds))
      }
    }
    out.output.flush()
    out.errors.flush()
    return isMissing ? 1 : 0
  }

  private static func words(_ value: String, _ indicator: Indicator?, _ feeds: [Feed]) -> String {
    guard let indicator else { return "\(value): not listed" }
    let feed = feeds[indicator.feed]
    let end = indicator.expiresSeconds.map { ", until \(TimeText.utc(seconds: $0))" } ?? ""
    return "\(value): listed as \(indicator.listed) by \(feed.name), "
      + "confidence \(indicator.confidence)\(end)"
  }

  private static func document(
    _ value: String, _ indicator: Indicator?, _ feeds: [Feed]
  ) -> Document {
    var document = Document()
    document.set("value", .text(value))
    document.set("listed", .boolean(indicator != nil))
    guard let indicator else { return document }
    document.set("indicator", .text(indicator.listed))
    document.set("feed", .text(feeds[indicator.feed].name))
    document.set("confidence", .number(Number(Int64(indicator.confidence))))
    if let seconds = indicator.expiresSeconds {
      document.set("expires", .text(TimeText.utc(seconds: seconds)))
    }
    return document
  }
}

extension IndicatorTable {
  /// The indicator that covers a value of any kind.
  fileprivate func find(text: String, atSeconds seconds: Int64) -> Int? {
    if let address = Address(text) { return find(address, atSeconds: seconds) }
    if let network = try? Prefix(parsing: text), text.contains("/") {
      guard let found = find(network.address, atSeconds: seconds),
        case .network(let listed) = value(found), listed.contains(network)
      else { return nil }
      return found
    }
    return find(digest: text, atSeconds: seconds) ?? find(mail: text, atSeconds: seconds)
      ?? find(url: text, atSeconds: seconds) ?? find(domain: text, atSeconds: seconds)
  }
}
