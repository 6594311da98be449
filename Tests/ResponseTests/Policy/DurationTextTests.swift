import Response
import Testing

@Suite struct DurationTextTests {
  @Test(
    arguments: [
      ("90s", 90), ("15m", 900), ("4h", 14_400), ("7d", 604_800), ("1h30m", 5400), ("0s", 0),
      ("1d2h3m4s", 93_784), ("", nil), ("4", nil), ("h", nil), ("4x", nil), ("-4h", nil),
      ("4 h", nil), ("30m1h", nil), ("1h1h", nil), ("1.5h", nil), ("4H", nil),
      ("99999999999999999999d", nil), ("٤h", nil),
    ] as [(String, Int64?)])
  func `reads durations`(text: String, seconds: Int64?) {
    #expect(DurationText.seconds(text) == seconds)
  }

  @Test(
    arguments: [
      (0, "0s"), (59, "59s"), (14_400, "4h"), (129_600, "1d12h"), (-5, "0s"), (86_399, "23h59m59s"),
    ] as [(Int64, String)])
  func `writes the shortest text`(seconds: Int64, text: String) {
    #expect(DurationText.text(seconds: seconds) == text)
  }
}
