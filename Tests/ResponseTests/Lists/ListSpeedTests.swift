import Detect
import Foundation
import Glibc
import Response
import Testing

/// A million decisions in each format, in time of the processor. Only in a release build with
/// `DETECTD_LIST_SPEED` set:
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
    var content: ListContent?
    let made = Self.measure { content = book.listContent(atSeconds: 1) }
    print("content of \(book.targetCount) targets: \(made)")
    var options = BlockListOptions()
    options.maximumEntries = .max
    for format in BlockListFormat.allCases {
      var list: RenderedList?
      let took = Self.measure { list = content?.render(format, options: options) }
      print(
        "\(format.rawValue): \(took), \(list?.entries ?? 0) entries, \(list?.bytes.count ?? 0) bytes"
      )
      #expect(took < .seconds(1), "\(format)")
    }
    let capped = Self.measure { _ = content?.render(.panOS) }
    print("pan-os with its 50 000: \(capped)")
    #expect(capped < .seconds(1))
  }

  /// The time that this thread had a processor.
  private static func measure(_ body: () -> Void) -> Duration {
    func now() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    body()
    return now() - start
  }
}
