import Testing

@testable import Detect

@Suite struct LogBytesTests {
  private let bytes = LogBytes.shared

  private func cost(_ window: String) -> Float { bytes.window(Array(window.utf8)[...]) }

  @Test func `the bytes together are about all there is`() {
    // Both cases of a letter stand for the same event.
    let folded = (UInt8.min...UInt8.max).filter { !(0x41...0x5a).contains($0) && $0 < 0x80 }
    let letters = folded.filter { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
    let sum = letters.reduce(Float(0)) { $0 + LogBytes.exp2(bytes.single[Int($1)]) }
    #expect(sum > 0.5 && sum < 1)
  }

  @Test(arguments: [
    ("zq~|", "tion"), ("jvkx", "192."), ("<scr", "port"), ("qxkj", "for "),
    ("\u{1}\u{2}xq", "2025"),
  ])
  func `rare windows cost less than common ones`(rare: String, common: String) {
    #expect(cost(rare) < cost(common))
  }

  @Test func `case makes no difference`() {
    #expect(cost("DENY") == cost("deny"))
  }

  @Test(arguments: [(0 as Float, 1 as Float), (-1, 0.5), (-3, 0.125), (3, 8), (-0.5, 0.75)])
  func `powers of two are exact, and lines between them`(value: Float, power: Float) {
    #expect(LogBytes.exp2(value) == power)
  }
}
