import Detect
import Engine
import Foundation
import NIOCore
import Response
import Synchronization
import Testing
import Web

@Suite struct ListCacheTests {
  /// Decisions, a clock that stands, and a cache whose rendering can be held.
  private final class Bench: Sendable {
    let live = LiveDecisions()
    let renders = Mutex<[BlockListFormat]>([])
    let gate = DispatchSemaphore(value: 0)
    private let book = Mutex(DecisionBook())

    func cache(holding held: BlockListFormat? = nil) -> ListCache {
      ListCache(site: WebSite(decisions: live) { 1000 }) { [self] content, list, format in
        renders.withLock { $0.append(format) }
        if format == held { gate.wait() }
        return content.render(format, options: list.options).bytes
      }
    }

    func block(_ target: String, seconds: Int64 = 100) {
      guard let network = try? Prefix(parsing: target) else { return }
      live.apply(
        book.withLock { book in
          book.add(
            .block, .network(network), origin: .operator, cause: WebHost.cause(), atSeconds: 1000,
            durationSeconds: seconds, neverBlock: NeverBlock([]))
        })
    }
  }

  private static func text(_ list: CachedList) -> String { String(buffer: list.bytes) }

  @Test func `a list that is as it was does not wait for another that is rendered`() async throws {
    let bench = Bench()
    let list = try #require(ServedList(name: "edge"))
    let cache = bench.cache(holding: .csv)
    bench.block("203.0.113.7")
    let known = await cache.list(list, .plain)
    async let held = cache.list(list, .csv)
    while bench.renders.withLock({ $0.count }) < 2 { await Task.yield() }
    #expect(await cache.list(list, .plain).tag == known.tag)
    #expect(bench.renders.withLock { $0 } == [.plain, .csv])
    bench.gate.signal()
    #expect(Self.text(await held).contains("203.0.113.7"))
  }

  @Test func `those who ask at once share one rendering, with all that was decided before`()
    async throws
  {
    let bench = Bench()
    let list = try #require(ServedList(name: "edge"))
    let cache = bench.cache(holding: .json)
    bench.block("203.0.113.7")
    async let first = cache.list(list, .json)
    while bench.renders.withLock({ $0.count }) < 1 { await Task.yield() }
    bench.block("203.0.113.8")
    let later = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<5 {
        group.addTask { Self.text(await cache.list(list, .json)).contains("203.0.113.8") }
      }
      bench.gate.signal()
      bench.gate.signal()
      return await group.reduce(into: 0) { count, isThere in count += isThere ? 1 : 0 }
    }
    #expect(Self.text(await first).contains("203.0.113.7"))
    #expect(later == 5)
    #expect(bench.renders.withLock { $0.count } == 2)
  }

  @Test func `one more alert for a block renders no list of addresses`() async throws {
    let bench = Bench()
    let list = try #require(ServedList(name: "edge"))
    let cache = bench.cache()
    bench.block("203.0.113.7")
    _ = await cache.list(list, .plain)
    _ = await cache.list(list, .json)
    let old = try #require(bench.live.all.decisions.first)
    let more = Decision(
      recorded: old.action, old.target, origin: old.origin, state: old.state,
      createdSeconds: old.createdSeconds, expiresSeconds: old.expiresSeconds, repeats: old.repeats,
      reasons: old.reasons, alertCount: old.alertCount + 1)
    bench.live.apply([.refreshed(try #require(more))])
    _ = await cache.list(list, .plain)
    _ = await cache.list(list, .json)
    #expect(bench.renders.withLock { $0 } == [.plain, .json, .json])
  }
}
