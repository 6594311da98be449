import Detect
import Foundation
import Response
import Testing

/// A million decisions in each format. Only in a release build with `DETECTD_LIST_SPEED` set:
/// `DETECTD_LIST_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter ListSpeedTests`
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DETECTD_LIST_SPEED"] != nil,
    "set DETECTD_LIST_SPEED to measure"))
struct ListSpeedTests {
  @Test func `a million decisions are rendered in a second a format`() {
    var random = Seeded(1)
    var book = DecisionBook(maximumTargets: 1_100_000)
    let cause = Sample.cause()
    for place in 0..<1_000_000 {
      let address =
        place % 4 == 0
        ? Address(high: 0x2001_0db8_0000_0000 | random.next() >> 40, low: random.next())
        : Address(ipv4: UInt32(truncatingIfNeeded: random.next()))
      _ = book.add(
        .block, .network(Prefix(host: address)), origin: .feed, cause: cause, atSeconds: 0,
        durationSeconds: Int64(3600 + place % 7200), neverBlock: NeverBlock([]))
    }
    let clock = ContinuousClock()
    var content: ListContent?
    let made = clock.measure { content = book.listContent(atSeconds: 1) }
    print("content of \(book.targetCount) targets: \(made)")
    var options = BlockListOptions()
    options.maximumEntries = .max
    for format in BlockListFormat.allCases {
      var list: RenderedList?
      let took = clock.measure { list = content?.render(format, options: options) }
      print(
        "\(format.rawValue): \(took), \(list?.entries ?? 0) entries, \(list?.bytes.count ?? 0) bytes"
      )
      // Hundreds of megabytes take their time to be touched at all.
      let limit = [.csv, .json, .stix].contains(format) ? 3 : 1
      #expect(took < .seconds(limit), "\(format)")
    }
    let capped = clock.measure { _ = content?.render(.panOS) }
    print("pan-os with its 50 000: \(capped)")
  }
}
