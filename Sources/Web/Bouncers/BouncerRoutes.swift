import Detect
import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import Response

/// CrowdSec's local API as far as bouncers use it.
struct BouncerRoutes: Sendable {
  private let site: WebSite
  private let gate: Gate
  private let limits: WebLimits
  private let counters: WebCounters
  private let tables: BouncerTables
  private let cursors: BouncerCursors

  init(site: WebSite, gate: Gate, limits: WebLimits, counters: WebCounters) {
    self.site = site
    self.gate = gate
    self.limits = limits
    self.counters = counters
    tables = BouncerTables(site: site)
    let cursors = BouncerCursors(site.bouncers?.restored ?? [])
    site.bouncers?.read { cursors.positions }
    self.cursors = cursors
  }

  func respond(
    _ request: Request, path: Substring, _ context: WebContext
  ) async -> Response {
    let methods: String
    switch path {
    case "/v1/decisions", "/v1/decisions/stream": methods = "GET, HEAD"
    case "/v1/usage-metrics": methods = "POST"
    default: return .message(.notFound, "there is nothing here")
    }
    guard methods.contains(request.method.rawValue) else { return .notAllowed(methods) }
    guard case .consumer(let consumer) = gate.admit(request, context, needs: { $0.isBouncer })
    else { return .message(.forbidden, "access forbidden") }
    // Whoever asks for the head only wants to know whether its token is good.
    if request.method == .head { return Response(status: .ok) }
    switch path {
    case "/v1/decisions": return decisions(request, consumer)
    case "/v1/usage-metrics": return await usage(request, consumer)
    default: return stream(request, consumer, context)
    }
  }

  private func stream(
    _ request: Request, _ consumer: Consumer, _ context: WebContext
  ) -> Response {
    let query = BouncerQuery(request.head.path ?? "")
    let now = site.now()
    let key = BouncerCursors.Key(consumer: consumer.name, address: context.address)
    let isStartup = query["startup"] == "true"
    let position = isStartup ? nil : cursors.position(key, context.connection)
    let journal = site.decisions.changes(after: position ?? 0)
    let stream = BouncerStream(
      table: tables.table(expandsHostBits: consumer.expandsHostBits, atSeconds: now),
      filter: BouncerFilter(query), expandsHostBits: consumer.expandsHostBits, atSeconds: now)
    let isWhole = position == nil || !journal.isComplete
    let bytes = isWhole ? stream.startup(journal) : stream.changes(journal)
    let cursors = cursors
    let connection = context.connection
    let body = ByteBuffer(bytes: bytes)
    see(request, context, consumer, "decisions/stream", through: journal.through)
    return Response(
      status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
      body: .init(contentLength: bytes.count) { writer in
        try await writer.write(body)
        try await writer.finish(nil)
        cursors.wrote(
          key, connection, through: journal.through, isStartup: isStartup, atSeconds: now)
      })
  }

  private func see(
    _ request: Request, _ context: WebContext, _ consumer: Consumer, _ what: String,
    through sequence: Int64
  ) {
    let sighting = ConsumerSighting(
      consumer: consumer.name, address: context.address, what: what,
      userAgent: request.userAgent, status: 200, sequence: sequence, atSeconds: site.now())
    counters.count(sighting)
    site.seen(sighting)
  }
}

// One question at a time, as proxies ask it for each visitor.
extension BouncerRoutes {
  /// The decisions about an address, a network or a value; `null` when there are none, which is
  /// what bouncers in proxies compare with.
  private func decisions(_ request: Request, _ consumer: Consumer) -> Response {
    let query = BouncerQuery(request.head.path ?? "")
    let now = site.now()
    var wanted: Prefix?
    if let text = query["ip"] ?? query["range"] {
      guard let network = try? Prefix(parsing: text) else {
        var out = Array("{\"message\":".utf8)
        let problem =
          "unable to convert '\(text)' to int: invalid address: invalid ip address / range"
        JSONText.write(problem.utf8.prefix(200), to: &out)
        return .json(.internalServerError, String(decoding: out, as: UTF8.self) + "}")
      }
      wanted = network
    }
    let found = answers(query, wanted, tables.table(expandsHostBits: nil, atSeconds: now))
    guard !found.isEmpty else { return .json(.ok, "null") }
    var out: [UInt8] = []
    for (place, entry) in found.enumerated() {
      out.append(UInt8(ascii: place == 0 ? "[" : ","))
      entry.append(secondsLeft: entry.secondsLeft(now), to: &out)
    }
    out.append(UInt8(ascii: "]"))
    return Response(
      status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(bytes: out)))
  }

  private func answers(
    _ query: BouncerQuery, _ wanted: Prefix?, _ table: BouncerTable
  ) -> [BouncerEntry] {
    let filter = BouncerFilter(query)
    let isInside = query["contains"] == "false"
    let type = query["type"]?.lowercased() ?? "ban"
    let after = query["id_gt"].flatMap { Int64($0) } ?? 0
    guard type == "ban", query["simulated"] != "true" else { return [] }
    let value = query["value"]
    let candidates =
      wanted.flatMap { isInside ? nil : table.entries(holding: $0) } ?? table.all
    let found = candidates.filter { entry in
      guard filter.takes(entry), entry.id > after else { return false }
      if let wanted, isInside, !wanted.contains(entry.network) { return false }
      return value.map { $0 == entry.decision.target.description } ?? true
    }.sorted { $0.id < $1.id }
    let offset = max(0, query["offset"].flatMap { Int($0) } ?? 0)
    let limit = query["limit"].flatMap { Int($0) } ?? 0
    return Array(found.dropFirst(offset).prefix(limit > 0 ? limit : 100_000))
  }
}

extension BouncerTable {
  /// The entries whose network holds another one.
  ///
  /// - Complexity: O(bits).
  func entries(holding network: Prefix) -> [BouncerEntry] {
    var found: [BouncerEntry] = []
    for length in stride(from: network.length, through: 0, by: -1) {
      guard let wider = Prefix(network.address, length: length), wider.isIPv4 == network.isIPv4
      else { continue }
      found.append(contentsOf: entries(on: wider))
    }
    return found
  }
}

// What newer bouncers report every quarter of an hour.
extension BouncerRoutes {
  private func usage(_ request: Request, _ consumer: Consumer) async -> Response {
    guard let body = try? await request.body.collect(upTo: limits.maximumBodyBytes) else {
      return .message(.contentTooLarge, "the body is too large")
    }
    let encoding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
    let bytes: [UInt8]
    switch encoding {
    case "identity": bytes = Array(body.readableBytesView)
    case "gzip":
      guard let inflated = Gzip.expand(body, limit: limits.maximumInflatedBytes) else {
        return .message(.badRequest, "the body is no gzip, or too large")
      }
      bytes = inflated
    default: return .message(.unsupportedMediaType, "the body may be gzip or plain")
    }
    do throws(UsageMetrics.Refusal) {
      let metrics = try UsageMetrics(bytes)
      counters.count(droppedPackets: metrics.droppedPackets, by: consumer.name)
      return Response(status: .created)
    } catch {
      return switch error {
      case .notJSON: .message(.badRequest, "the body is no JSON object")
      case .empty: .message(.badRequest, "Missing remediation component data")
      case .malformed: .message(.unprocessableContent, "a required field is missing or wrong")
      }
    }
  }
}
