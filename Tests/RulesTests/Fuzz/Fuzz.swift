import Foundation
import Support
import Testing

/// Hostile input from a seed: a sample with a few of its bytes changed, or words strung together.
///
/// A target is one file with a test that calls ``run(_:rounds:_:)``. DETECTD_FUZZ_SECONDS gives
/// each target that long, with seeds of its own, instead of its few rounds.
struct Fuzz {
  var random: SeededRandom

  /// Calls `body` with one seed after another.
  ///
  /// - Parameter rounds: How often, when no time is set.
  static func run(_ name: String, rounds: Int, _ body: (inout Fuzz) throws -> Void) rethrows {
    let named = ProcessInfo.processInfo.environment["DETECTD_FUZZ_SECONDS"].flatMap(Double.init)
    let first = named == nil ? 0 : UInt64.random(in: 0..<1 << 40)
    let start = ContinuousClock.now
    var seed = first
    while named.map({ ContinuousClock.now - start < .seconds($0) }) ?? (seed < UInt64(rounds)) {
      var fuzz = Fuzz(random: SeededRandom(seed: seed))
      let began = ContinuousClock.now
      try body(&fuzz)
      let took = ContinuousClock.now - began
      #expect(took < .seconds(20), "\(name), seed \(seed)")
      seed += 1
    }
    if named != nil { print("fuzz \(name): seeds \(first) to \(seed - 1)") }
  }

  /// One to five bytes, stretches or pieces of `sample` changed.
  mutating func mutated(_ sample: String, pieces: [String]) -> [UInt8] {
    var bytes = Array(sample.utf8)
    for _ in 0...random.below(5) {
      if bytes.isEmpty { bytes = [0x61] }
      let place = random.below(bytes.count)
      switch random.below(5) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8(random.below(256))
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.below(40)))
      case 3: bytes += bytes[place..<min(bytes.count, place + random.below(80))]
      default: bytes.insert(contentsOf: random.pick(pieces).utf8, at: place)
      }
    }
    return bytes
  }

  /// Up to `count` of the words, with nothing between them.
  mutating func strung(_ words: [String], count: Int) -> String {
    (0...random.below(count)).map { _ in random.pick(words) }.joined()
  }
}
