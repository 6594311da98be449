import Response
import Testing

@Suite struct TimeTextTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"),
      (1_767_574_800_000_000_000, "2026-01-05T01:00:00Z"),
      (1_767_574_800_120_000_000, "2026-01-05T01:00:00.120Z"),
      (1_767_574_800_000_001_000, "2026-01-05T01:00:00.000001Z"),
      (1_767_574_800_000_000_001, "2026-01-05T01:00:00.000000001Z"),
      (-1, "1969-12-31T23:59:59.999999999Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
      (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"),
      (Int64.max, "2262-04-11T23:47:16.854775807Z"),
      (Int64.min, "1677-09-21T00:12:43.145224192Z"),
    ] as [(Int64, String)])
  func `writes RFC 3339 in UTC`(nanoseconds: Int64, text: String) {
    #expect(TimeText.utc(nanoseconds: nanoseconds) == text)
  }

  @Test func `writes seconds, and a short form for people`() {
    #expect(TimeText.utc(seconds: 1_767_574_800) == "2026-01-05T01:00:00Z")
    #expect(TimeText.short(nanoseconds: 1_767_574_800_120_000_000) == "2026-01-05 01:00:00")
  }
}
