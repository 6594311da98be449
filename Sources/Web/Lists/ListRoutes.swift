import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import Response

/// `/blocklists/NAME.FORMAT`, and the same with `.md5` or `.sha256` for its checksum.
///
/// What is configured is always there, also when nothing is blocked: a firewall that gets a 404
/// keeps its old list or drops it, and neither is what was decided.
struct ListRoutes: Sendable {
  private let lists: [String: ServedList]
  private let site: WebSite
  private let gate: Gate
  private let counters: WebCounters
  private let cache: ListCache

  init(_ lists: [ServedList], site: WebSite, gate: Gate, counters: WebCounters) {
    self.lists = Dictionary(lists.map { ($0.name, $0) }) { first, _ in first }
    self.site = site
    self.gate = gate
    self.counters = counters
    cache = ListCache(site: site)
  }

  /// What a path asks for.
  private enum Part { case list, md5, sha256 }

  func respond(
    _ request: Request, name: Substring, _ context: WebContext
  ) async -> Response {
    guard request.method == .get || request.method == .head else {
      return .notAllowed("GET, HEAD")
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let part: Part? =
      switch parts.count == 3 ? parts[2] : parts.count == 2 ? "" : "." {
      case "": parts.count == 2 ? .list : nil
      case "md5": .md5
      case "sha256": .sha256
      default: nil
      }
    let known = part == nil ? nil : lists[parts[0]]
    // Who has no token learns nothing, not even which lists there are.
    switch gate.admit(
      request, context,
      needs: { consumer in
        guard let known else { return true }
        return consumer.lists?.contains(known.name) ?? true
      })
    {
    case .nobody: return .unauthorized
    case .locked: return .locked
    case .consumer(let consumer):
      guard let part, let known, let format = BlockListFormat(rawValue: parts[1]),
        known.serves(format)
      else { return .message(.notFound, "there is no such list") }
      return await respond(request, known, format, part, consumer, context)
    }
  }

  private func respond(
    _ request: Request, _ list: ServedList, _ format: BlockListFormat, _ part: Part,
    _ consumer: Consumer, _ context: WebContext
  ) async -> Response {
    let cached = await cache.list(list, format)
    let response =
      switch part {
      case .md5: Response.text(.ok, cached.md5 + "\n")
      case .sha256: Response.text(.ok, "\(cached.sha256)  \(list.name).\(format.rawValue)\n")
      case .list: await answer(request, cached, list, format)
      }
    see(request, context, consumer, list, format, cached, response)
    guard request.method == .head else { return response }
    return response.createHeadResponse()
  }

  private func answer(
    _ request: Request, _ cached: CachedList, _ list: ServedList, _ format: BlockListFormat
  ) async -> Response {
    var headers: HTTPFields = [
      .contentType: format.mediaType, .lastModified: HTTPDate.text(cached.modifiedSeconds),
      .cacheControl: "no-cache", .vary: "Accept-Encoding",
    ]
    var bytes = cached.bytes
    var tag = "\"\(cached.tag)\""
    let isUnchanged = Conditions.isUnchanged(request.headers, cached)
    if !isUnchanged, bytes.readableBytes >= 1400, Conditions.takesGzip(request.headers),
      let packed = await cache.gzip(cached, of: list, format)
    {
      bytes = packed
      tag = "\"\(cached.tag)-gzip\""
      headers[.contentEncoding] = "gzip"
    }
    headers[.eTag] = tag
    if isUnchanged { return Response(status: .notModified, headers: headers) }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: bytes))
  }

  private func see(
    _ request: Request, _ context: WebContext, _ consumer: Consumer, _ list: ServedList,
    _ format: BlockListFormat, _ cached: CachedList, _ response: Response
  ) {
    let sighting = ConsumerSighting(
      consumer: consumer.name, address: context.address,
      what: "\(list.name).\(format.rawValue)", userAgent: request.userAgent,
      status: response.status.code, sequence: cached.sequence, atSeconds: site.now())
    counters.count(sighting)
    site.seen(sighting)
  }
}

extension Request {
  /// Cut to what fits a line; it is the client's word.
  var userAgent: String {
    String(decoding: (headers[.userAgent] ?? "").utf8.prefix(120), as: UTF8.self)
  }
}
