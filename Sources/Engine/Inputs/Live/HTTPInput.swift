import Detect
import Glibc

/// Starts to listen for posts; throws when it cannot. The module that speaks HTTP gives it to a run.
package typealias ReceiveStart =
  @Sendable (_ name: String, InputConfiguration.HTTPSettings, PostedLines, RunLog)
  throws(ServeError) -> any RunningService

/// Lines that are posted over HTTP. A sender gets its answer once its lines stand in blocks, so that
/// one who is too fast is slowed down, and turned away when too much waits.
final class HTTPInput: LiveInput {
  let place: Int
  let lookMilliseconds: Int32 = 1000
  private(set) var isDone = false
  let isReplayable = false
  private let lines: PostedLines
  private let service: any RunningService
  private let unit: LiveUnit
  private let counters: InputCounters
  private var position = StreamPosition()
  /// What was taken over, the first one last, and how far the first one is in blocks.
  private var posts: [PostedLines.Post] = []
  private var start = 0
  private var isReady = true

  /// - Throws: ``RunError/cannotListen(input:address:reason:)``.
  init(
    _ settings: InputConfiguration.HTTPSettings, _ configuration: InputConfiguration, place: Int,
    units: UnitTable, counters: InputCounters, receive: ReceiveStart?, log: RunLog, run: String
  ) throws(RunError) {
    self.place = place
    self.counters = counters
    let (name, address) = (configuration.name, settings.listen.address.description)
    guard let receive, let lines = PostedLines() else {
      throw .cannotListen(input: name, address: address, reason: "there is nothing to do it with")
    }
    self.lines = lines
    do throws(ServeError) {
      service = try receive(name, settings, lines, log)
    } catch {
      throw .cannotListen(input: name, address: address, reason: error.description)
    }
    unit = units.make(
      place: place, name: name, naming: .identity("\(name)@\(run)"), texts: .memory)
  }

  func addDescriptors(to list: inout [pollfd]) {
    list.append(pollfd(fd: lines.wake.descriptor, events: Int16(POLLIN), revents: 0))
  }

  func attend(_ ready: ArraySlice<pollfd>) {
    isReady = ready.first.map { $0.revents != 0 } ?? false
  }

  func close() {
    guard !isDone else { return }
    isDone = true
    lines.close()
    for post in posts { post.done(false) }
    posts = []
    service.stop()
  }

  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit? {
    guard isReady || !posts.isEmpty, !isDone else { return nil }
    if posts.isEmpty { posts = lines.take().reversed() }
    var filler = RecordFiller(batch.block)
    while let post = posts.last, fill(&filler, from: post.bytes) {
      start = 0
      posts.removeLast()
      post.done(true)
      if posts.isEmpty { posts = lines.take().reversed() }
    }
    isReady = !posts.isEmpty
    guard filler.records > 0 else { return nil }
    counters.change { counts in
      counts.records += filler.records
      counts.bytes += filler.count
      counts.lastRecordSeconds = RunClock.nowSeconds
    }
    filler.finish(&position)
    return unit
  }

  /// - Returns: Whether all lines of the body are in blocks.
  private func fill(_ filler: inout RecordFiller, from body: [UInt8]) -> Bool {
    body.withUnsafeBytes { bytes in
      while start < bytes.count {
        guard filler.hasRoom(for: RecordFiller.messageMaximum) else { return false }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let length = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
        filler.append(UnsafeRawBufferPointer(rebasing: rest[..<length]))
        start += length + 1
      }
      return true
    }
  }
}
