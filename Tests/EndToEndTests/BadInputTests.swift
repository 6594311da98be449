import Foundation
import Support
import Testing

/// Lines that raise no alert, so that only the reading is seen.
private let quietLine = "Jan  5 09:00:00 host1 app[1]: all is well"

@Suite struct BadInputTests {
  private let program = BuiltProgram.detectd

  private func scan(_ content: Data, name: String = "input.log") throws -> BuiltProgram.Outcome {
    let folder = try TemporaryFolder()
    let file = try folder.file(name, content)
    return try program.run(["scan", file.path])
  }

  @Test func `an empty file is no records and no error`() throws {
    let outcome = try scan(Data())
    #expect(outcome.status == 0)
    #expect(outcome.standardError.contains("0 records"))
  }

  @Test func `a missing file is named, and the others are read`() throws {
    let folder = try TemporaryFolder()
    let good = try folder.file("good.log", quietLine + "\n")
    let outcome = try program.run(["scan", folder.url.path + "/nope.log", good.path])
    #expect(outcome.status == 3)
    #expect(outcome.standardError.contains("nope.log: no such file; check the path"))
    #expect(outcome.standardError.contains("1 records"))
  }

  @Test func `a folder means the files below it, and an empty one is named`() throws {
    let folder = try TemporaryFolder()
    let inner = folder.url.appendingPathComponent("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    #expect(try program.run(["scan", folder.url.path]).status == 3)
    try Data((quietLine + "\n").utf8).write(to: inner.appendingPathComponent("a.log"))
    let outcome = try program.run(["scan", folder.url.path])
    #expect(outcome.status == 0)
    #expect(outcome.standardError.contains("1 records"))
  }

  @Test func `a binary file is refused by name`() throws {
    let outcome = try scan(Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 % 7) }))
    #expect(outcome.status == 3)
    #expect(outcome.standardError.contains("input.log: is not text, and not gzip"))
  }

  @Test func `UTF-16 text is refused with what to do`() throws {
    let outcome = try scan(Data([0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00]))
    #expect(outcome.status == 3)
    #expect(outcome.standardError.contains("iconv -f UTF-16"))
  }

  @Test func `a gzip file that ends early is read as far as it goes`() throws {
    let folder = try TemporaryFolder()
    let text = (0..<20_000).map { "\(quietLine) \($0 &* 2_654_435_761)\n" }.joined()
    let plain = try folder.file("big.log", text)
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-k", plain.path]
    try gzip.run()
    gzip.waitUntilExit()
    let compressed = try Data(contentsOf: URL(fileURLWithPath: plain.path + ".gz"))
    let whole = try scan(compressed, name: "whole.log.gz")
    #expect(whole.status == 0)
    #expect(whole.standardError.contains("20,000 records"))
    let cut = try scan(compressed.prefix(compressed.count / 2), name: "cut.log.gz")
    #expect(cut.status == 3)
    #expect(cut.standardError.contains("cut.log.gz: the gzip data ends too early"))
    #expect(!cut.standardError.contains("0 records,"))
    var damaged = compressed
    damaged[damaged.count / 2] ^= 0xff
    damaged[damaged.count / 2 + 1] ^= 0xff
    let broken = try scan(damaged, name: "broken.log.gz")
    #expect(broken.status == 3)
    #expect(broken.standardError.contains("broken.log.gz: the gzip data"))
  }

  @Test func `bytes that are not UTF-8, NULs and carriage returns are records like others`() throws
  {
    var content = Data("Jan  5 09:00:00 host1 app[1]: caf\u{e9}\r\n".utf8)
    content += [0x4a, 0xff, 0xfe, 0x00, 0x41, 0x0a]
    content += Data("no line end at the end".utf8)
    let folder = try TemporaryFolder()
    let file = try folder.file("odd.log", content)
    let outcome = try program.run(["parse", "--original", file.path])
    #expect(outcome.status == 0)
    #expect(outcome.objects.count == 3)
    #expect(String(data: outcome.standardOutput, encoding: .utf8) != nil)
    let originals = outcome.objects.map { ($0["event"] as? [String: Any])?["original"] as? String }
    #expect(originals[1] == "J\u{fffd}\u{fffd}\u{0}A")
    #expect(originals[2] == "no line end at the end")
  }

  @Test func `a line over 64 KiB is cut, counted, and does not hide the next`() throws {
    let long = "Jan  5 09:00:00 host1 app[1]: " + String(repeating: "x", count: 200_000)
    let outcome = try scan(Data("\(quietLine)\n\(long)\n\(quietLine)\n".utf8))
    #expect(outcome.status == 0)
    #expect(outcome.standardError.contains("3 records"))
    #expect(outcome.standardError.contains("1 longer than 64 KiB and cut"))
  }

  @Test func `standard input is an input`() throws {
    let outcome = try program.run(["scan", "-"], input: Data((quietLine + "\n").utf8))
    #expect(outcome.status == 0)
    #expect(outcome.standardError.contains("1 records"))
  }
}
