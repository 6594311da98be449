import Engine
import NIOCore
import Response

/// A list as it was last rendered.
struct CachedList: Sendable {
  let sequence: Int64
  /// Unix seconds from which on it may differ.
  let validUntilSeconds: Int64
  let bytes: ByteBuffer
  let md5: String
  let sha256: String
  /// When its bytes last changed, Unix seconds.
  let modifiedSeconds: Int64

  /// Strong: hangs on the bytes alone.
  var tag: String { String(sha256.prefix(32)) }
}

/// Renders each list once for all who pull it, and again only when something changed.
actor ListCache {
  private struct Key: Hashable {
    let list: String
    let format: BlockListFormat
  }

  private let site: WebSite
  private var lists: [Key: CachedList] = [:]
  private var packed: [Key: (tag: String, bytes: ByteBuffer)] = [:]
  /// Where entries say how long they last, a list grows stale as it stands.
  private static let timeoutStaleSeconds: Int64 = 5

  init(site: WebSite) { self.site = site }

  /// - Complexity: O(1) while nothing changed.
  func list(_ list: ServedList, _ format: BlockListFormat) -> CachedList {
    let key = Key(list: list.name, format: format)
    let now = site.now()
    let known = lists[key]
    if let known, known.sequence == site.decisions.sequence, now < known.validUntilSeconds {
      return known
    }
    let snapshot = site.decisions.snapshot(atSeconds: now)
    let content = snapshot.content.at(seconds: now).from(list.minimumLevel)
    let bytes = content.render(format, options: list.options).bytes
    let digest = SHA256.hex(of: bytes)
    let until =
      format.hasTimeouts
      ? min(snapshot.validUntilSeconds, now + Self.timeoutStaleSeconds)
      : snapshot.validUntilSeconds
    let isSame = known?.sha256 == digest
    let fresh = CachedList(
      sequence: snapshot.sequence, validUntilSeconds: until,
      bytes: isSame ? known?.bytes ?? ByteBuffer(bytes: bytes) : ByteBuffer(bytes: bytes),
      md5: isSame ? known?.md5 ?? MD5.hex(of: bytes) : MD5.hex(of: bytes), sha256: digest,
      modifiedSeconds: isSame ? known?.modifiedSeconds ?? now : now)
    lists[key] = fresh
    return fresh
  }

  /// The bytes of a list as a gzip file; nil when that fails.
  func gzip(_ cached: CachedList, of list: ServedList, _ format: BlockListFormat) -> ByteBuffer? {
    let key = Key(list: list.name, format: format)
    if let packed = packed[key], packed.tag == cached.tag { return packed.bytes }
    guard let bytes = Gzip.compress(cached.bytes) else { return nil }
    packed[key] = (cached.tag, bytes)
    return bytes
  }
}
