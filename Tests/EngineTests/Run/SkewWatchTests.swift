import Testing

@testable import Engine

@Suite struct SkewWatchTests {
  /// Notes one block a second, each so many seconds ahead of the clock.
  private func changes(
    _ skews: [Int64], limit: Int64 = 600, isOfNow: Bool = true
  ) -> [SkewWatch.Change?] {
    var watch = SkewWatch(limitSeconds: limit, isOfNow: isOfNow)
    return skews.enumerated().map { second, skew in
      let now = 1_000_000 + Int64(second)
      return watch.note(eventSeconds: now + skew, nowSeconds: now)
    }
  }

  @Test func `it is said once, when it lasts, and once more when it is over`() {
    let said = changes(Array(repeating: 28_800, count: 30) + [0, 0]).compactMap(\.self)
    #expect(said == [.off(seconds: 28_800), .within])
  }

  @Test func `a record with an odd time says nothing`() {
    let skews = (0..<100).map { $0 % 4 == 0 ? Int64(0) : 28_800 }
    #expect(changes(skews).allSatisfy { $0 == nil })
  }

  @Test func `old records are odd only where records are of now`() {
    let behind = Array(repeating: Int64(-28_800), count: 30)
    #expect(changes(behind).compactMap(\.self) == [.off(seconds: -28_800)])
    #expect(changes(behind, isOfNow: false).allSatisfy { $0 == nil })
  }

  @Test func `times of the far past and future do no harm`() {
    var watch = SkewWatch(limitSeconds: 600, isOfNow: true)
    _ = watch.note(eventSeconds: .min, nowSeconds: 1)
    _ = watch.note(eventSeconds: .max, nowSeconds: -1)
  }

  @Test(
    arguments: [
      (28_800, "a zone of +08:00 would explain it: set 'timezone' of the input"),
      (-12_607, "a zone of -03:30 would explain it: set 'timezone' of the input"),
      (700, "set the sender's clock, or 'clock-skew' of the input"),
      (100_000, "set the sender's clock, or 'clock-skew' of the input"),
    ] as [(Int64, String)])
  func `the hint names a zone that would explain it`(seconds: Int64, hint: String) {
    #expect(SkewWatch.hint(seconds: seconds) == hint)
  }
}
