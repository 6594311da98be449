import Dispatch
package import Engine
package import NIOCore
package import Response
import Synchronization

/// A list as it was last rendered.
package struct CachedList: Sendable {
  /// The last change of the decisions that it knows.
  let sequence: Int64
  /// The last change that lists of addresses show.
  let listSequence: Int64
  /// Unix seconds from which on it may differ.
  let validUntilSeconds: Int64
  package let bytes: ByteBuffer
  let md5: String
  let sha256: String
  /// When its bytes last changed, Unix seconds.
  let modifiedSeconds: Int64

  /// Strong: hangs on the bytes alone.
  package var tag: String { String(sha256.prefix(32)) }
}

/// Renders each list once for all who pull it, and again only when something changed that it shows.
///
/// Rendering and packing have a thread of their own: who asks for a list that is still as it was
/// gets it at once, whatever is rendered meanwhile. Who asks for one that changed waits for it, and
/// gets it with everything that was decided before he asked.
package final class ListCache: Sendable {
  package typealias Render = @Sendable (ListContent, ServedList, BlockListFormat) -> [UInt8]

  private struct Key: Hashable {
    let list: String
    let format: BlockListFormat
  }

  private struct Slot {
    var cached: CachedList?
    /// They wait for a rendering that has not begun.
    var waiting: [CheckedContinuation<CachedList, Never>] = []
    var isQueued = false
    var packed: (tag: String, bytes: ByteBuffer)?
  }

  private let site: WebSite
  private let render: Render
  private let slots = Mutex<[Key: Slot]>([:])
  private let thread = DispatchQueue(label: "detectd.lists")
  /// Where entries say how long they last, a list grows stale as it stands.
  private static let timeoutStaleSeconds: Int64 = 5

  package init(
    site: WebSite,
    render: @escaping Render = { content, list, format in
      content.render(format, options: list.options).bytes
    }
  ) {
    self.site = site
    self.render = render
  }

  /// - Complexity: O(1) while nothing changed.
  package func list(_ list: ServedList, _ format: BlockListFormat) async -> CachedList {
    let key = Key(list: list.name, format: format)
    if let known = current(key) { return known }
    return await withCheckedContinuation { continuation in
      let isFirst = slots.withLock { slots in
        slots[key, default: Slot()].waiting.append(continuation)
        defer { slots[key]?.isQueued = true }
        return slots[key]?.isQueued == false
      }
      if isFirst { thread.async { self.renew(key, list) } }
    }
  }

  /// What is known, when it is still true.
  private func current(_ key: Key) -> CachedList? {
    guard let known = slots.withLock({ $0[key]?.cached }), site.now() < known.validUntilSeconds
    else { return nil }
    let isSame =
      key.format.showsAddressesOnly
      ? known.listSequence == site.decisions.listSequence
      : known.sequence == site.decisions.sequence
    return isSame ? known : nil
  }

  /// On the thread: one list after another.
  private func renew(_ key: Key, _ list: ServedList) {
    let (waiting, known) = slots.withLock { slots in
      defer {
        slots[key]?.waiting = []
        slots[key]?.isQueued = false
      }
      return (slots[key]?.waiting ?? [], slots[key]?.cached)
    }
    let fresh = current(key) ?? make(key, list, known)
    slots.withLock { $0[key]?.cached = fresh }
    for continuation in waiting { continuation.resume(returning: fresh) }
  }

  private func make(_ key: Key, _ list: ServedList, _ known: CachedList?) -> CachedList {
    let now = site.now()
    let snapshot = site.decisions.snapshot(atSeconds: now)
    let content = snapshot.content.at(seconds: now).from(list.minimumLevel)
    let bytes = render(content, list, key.format)
    let digest = SHA256.hex(of: bytes)
    let until =
      key.format.hasTimeouts
      ? min(snapshot.validUntilSeconds, now + Self.timeoutStaleSeconds)
      : snapshot.validUntilSeconds
    let same = known.flatMap { $0.sha256 == digest ? $0 : nil }
    return CachedList(
      sequence: snapshot.sequence, listSequence: snapshot.listSequence, validUntilSeconds: until,
      bytes: same?.bytes ?? ByteBuffer(bytes: bytes), md5: same?.md5 ?? MD5.hex(of: bytes),
      sha256: digest, modifiedSeconds: same?.modifiedSeconds ?? now)
  }

  /// The bytes of a list as a gzip file; nil when that fails.
  func gzip(
    _ cached: CachedList, of list: ServedList, _ format: BlockListFormat
  ) async -> ByteBuffer? {
    let key = Key(list: list.name, format: format)
    if let packed = packed(cached, key) { return packed }
    return await withCheckedContinuation { continuation in
      thread.async {
        let bytes = self.packed(cached, key) ?? Gzip.compress(cached.bytes)
        if let bytes { self.slots.withLock { $0[key]?.packed = (cached.tag, bytes) } }
        continuation.resume(returning: bytes)
      }
    }
  }

  private func packed(_ cached: CachedList, _ key: Key) -> ByteBuffer? {
    slots.withLock { slots in
      slots[key]?.packed.flatMap { $0.tag == cached.tag ? $0.bytes : nil }
    }
  }
}
