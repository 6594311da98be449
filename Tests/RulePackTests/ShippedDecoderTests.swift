import Engine
import Foundation
import Rules
import Support
import Testing

@Suite struct ShippedDecoderTests {
  private static let folder = Checkout.root.appendingPathComponent("Rules/decoders").path

  @Test func `every shipped decoder loads without a warning`() {
    let files = DecoderFiles([Self.folder], withShipped: false)
    for problem in files.problems.all { Issue.record("\(problem)") }
    #expect(!files.files.isEmpty)
  }

  @Test func `every sample of a shipped decoder holds`() {
    let run = DecoderTestRun(paths: [Self.folder])
    for outcome in run.outcomes where !outcome.holds {
      Issue.record("\(outcome.place): \(outcome.name): \(outcome.failures)")
    }
  }

  @Test func `every shipped decoder has a record that it takes and one that it leaves`() {
    for file in DecoderFiles([Self.folder], withShipped: false).files {
      #expect(file.samples.contains { !$0.isOthers }, "\(file.place): no positive sample")
      #expect(file.samples.contains { $0.isOthers }, "\(file.place): no negative sample")
    }
  }
}
