import Engine
import Hummingbird
import HTTPTypes
import NIOCore

/// Finds the route of a request, and turns whatever goes wrong into an answer.
///
/// Paths are taken as they stand: nothing is decoded, joined or cut, so that there is one way to
/// write each and no way around it.
struct WebResponder: HTTPResponder {
  private let limits: WebLimits
  private let site: WebSite
  private let gate: Gate
  private let lists: ListRoutes
  private let bouncers: BouncerRoutes
  private let counters: WebCounters

  init(_ server: WebServer) {
    limits = server.limits
    site = server.site
    counters = WebCounters()
    gate = Gate(server.consumers, site: server.site)
    lists = ListRoutes(server.lists, site: server.site, gate: gate, counters: counters)
    bouncers = BouncerRoutes(
      site: server.site, gate: gate, limits: server.limits, counters: counters)
  }

  func respond(to request: Request, context: WebContext) async throws -> Response {
    let response = await route(request, context)
    counters.count(status: response.status.code)
    return response
  }

  private func route(_ request: Request, _ context: WebContext) async -> Response {
    let target = request.head.path ?? ""
    guard target.utf8.count <= limits.maximumPathBytes else {
      return .message(.uriTooLong, "the path is too long")
    }
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > limits.maximumBodyBytes
    {
      var response = Response.message(.contentTooLarge, "the body is too large")
      response.headers[.connection] = "close"
      return response
    }
    let path = target.prefix { $0 != "?" && $0 != "#" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    switch (parts.first, parts.count) {
    case ("health", 1): return get(request) { .json(.ok, "{\"status\":\"up\"}") }
    case ("ready", 1): return await ready(request)
    case ("metrics", 1): return await metrics(request, context)
    case ("blocklists", 2):
      return await lists.respond(request, name: parts.last ?? "", context)
    case ("v1", _): return await bouncers.respond(request, path: path, context)
    default: return .message(.notFound, "there is nothing here")
    }
  }

  private func get(_ request: Request, _ body: () -> Response) -> Response {
    switch request.method {
    case .get: body()
    case .head: body().createHeadResponse()
    default: .notAllowed("GET, HEAD")
    }
  }

  private func ready(_ request: Request) async -> Response {
    let problems = await site.problems()
    let text = problems.isEmpty ? "ready\n" : problems.joined(separator: "\n") + "\n"
    return get(request) { .text(problems.isEmpty ? .ok : .serviceUnavailable, text) }
  }

  /// For this machine, and for consumers that may read them.
  private func metrics(_ request: Request, _ context: WebContext) async -> Response {
    if !context.isLocal {
      switch gate.admit(request, context, needs: { $0.readsMetrics }) {
      case .consumer: break
      case .nobody, .locked: return .unauthorized
      }
    }
    let text = await site.metrics() + counters.text(atSeconds: site.now())
    return get(request) {
      var response = Response.text(.ok, text)
      response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
      return response
    }
  }
}

extension WebContext {
  var isLocal: Bool { address.hasPrefix("127.") || address == "::1" }
}

// Answers. Every body of an error is JSON with a message: bouncers end when it has none.
extension Response {
  static func message(_ status: HTTPResponse.Status, _ text: StaticString) -> Response {
    json(status, "{\"message\":\"\(text)\"}")
  }

  static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  static func notAllowed(_ methods: String) -> Response {
    var response = message(.methodNotAllowed, "this path does not know that method")
    response.headers[.allow] = methods
    return response
  }

  /// Asks for a user and password, which is what firewalls know to send.
  static var unauthorized: Response {
    var response = message(.unauthorized, "a token is needed")
    response.headers[.wwwAuthenticate] = "Basic realm=\"detectd\", charset=\"UTF-8\""
    return response
  }

  static var locked: Response {
    var response = message(.tooManyRequests, "too many wrong tokens; wait a minute")
    response.headers[.retryAfter] = "60"
    return response
  }
}
