import Rules
import Support
import Testing

private let corpus = SharedData.file(in: "data", prefix: "sigmahq-", suffix: ".tar.gz")

/// SigmaHQ's rules as they are published.
@Suite struct CorpusTests {
  @Test(.enabled(if: corpus != nil, "there is no shared/data/sigmahq-*.tar.gz beside the clone"))
  func `every published rule loads, but for those that need placeholders`() throws {
    try SharedData.withUnpacked(try #require(corpus)) { folder in
      let clock = ContinuousClock()
      var set = RuleSet()
      let trees = ["rules", "rules-emerging-threats", "rules-threat-hunting"].map {
        "\(folder)/\($0)"
      }
      let time = clock.measure { set = RuleFiles.load(trees) }
      let errors = set.problems.filter { $0.severity == .error }
      let reasons = Dictionary(grouping: errors, by: \.code).mapValues(\.count)
      print(
        "SigmaHQ: \(set.rules.count) of \(set.files.count) rules loaded in \(time), refused:",
        reasons)
      #expect(errors.filter { $0.code != "placeholder" }.map(\.description) == [])
      #expect(set.rules.count + errors.count == set.files.count)
      #expect(set.rules.count > 3700)
      #expect(set.refusedCount == errors.count)
      #expect(set.problems.filter { $0.severity == .warning }.map(\.description) == [])
    }
  }

  @Test(.enabled(if: corpus != nil, "there is no shared/data/sigmahq-*.tar.gz beside the clone"))
  func `legacy aggregations are refused with the correlation to write`() throws {
    try SharedData.withUnpacked(try #require(corpus)) { folder in
      let set = RuleFiles.load(["\(folder)/unsupported"])
      #expect(set.files.reduce(0) { $0 + $1.loaded + $1.refused } == set.files.count)
      let errors = set.problems.filter { $0.severity == .error && $0.code != "no-rules" }
      #expect(Set(errors.map(\.code)) == ["aggregation"])
    }
  }

  @Test(.enabled(if: corpus != nil, "there is no shared/data/sigmahq-*.tar.gz beside the clone"))
  func `legacy aggregations are converted to correlations that load`() throws {
    try SharedData.withUnpacked(try #require(corpus)) { folder in
      var problems = Problems()
      var count = (converted: 0, refused: 0)
      for source in RuleFiles.sources(at: ["\(folder)/unsupported"], &problems) {
        var problems = Problems()
        let text = AggregationConversion.convert(source.bytes, path: source.path, &problems)
        guard let text else {
          #expect(Set(problems.all.map(\.code)) == ["convert"])
          count.refused += 1
          continue
        }
        let set = load(text)
        #expect(set.errorCount == 0, "\(source.path): \(set.problems)")
        if text == String(decoding: source.bytes, as: UTF8.self) { continue }
        #expect(set.correlations.count == 1, "\(source.path)")
        count.converted += 1
      }
      print("SigmaHQ's aggregations:", count)
      #expect(count.converted > count.refused)
    }
  }

  @Test(.enabled(if: corpus != nil, "there is no shared/data/sigmahq-*.tar.gz beside the clone"))
  func `published conditions can hold`() throws {
    try SharedData.withUnpacked(try #require(corpus)) { folder in
      let set = RuleFiles.load(["\(folder)/rules"], lints: true)
      let warnings = set.problems.filter { $0.severity == .warning }
      print("SigmaHQ's oddities:", Dictionary(grouping: warnings, by: \.code).mapValues(\.count))
      let odd = warnings.filter { $0.code != "slow-expression" }
      #expect(odd.map(\.description) == [])
    }
  }
}
