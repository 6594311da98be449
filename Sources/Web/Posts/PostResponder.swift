import Detect
import Engine
import Glibc
import HTTPTypes
import Hummingbird
import NIOCore

/// Takes lines that are posted: who may, how much, and when it was too much.
struct PostResponder: HTTPResponder {
  private let gate: Gate
  private let limits: WebLimits
  private let allowed: [Prefix]
  private let lines: PostedLines

  init(
    _ name: String, _ settings: InputConfiguration.HTTPSettings, _ lines: PostedLines,
    limits: WebLimits, _ log: RunLog
  ) {
    var site = WebSite(decisions: LiveDecisions()) { Int64(time(nil)) }
    site.audit = { note in
      guard note.kind != .newAddress else { return }
      log.warning("a post was refused", ["input": name, "address": note.address])
    }
    gate = Gate([settings.sender], site: site)
    self.limits = limits
    self.lines = lines
    allowed = settings.listen.allowed
  }

  func respond(to request: Request, context: WebContext) async throws -> Response {
    // A body that is not read must not be taken for the next request.
    var response = await answer(request, context)
    if response.status.code >= 400 { response.headers[.connection] = "close" }
    return response
  }

  private func answer(_ request: Request, _ context: WebContext) async -> Response {
    guard isAllowed(context.address) else { return .message(.forbidden, "not from there") }
    switch gate.admit(request, context, needs: { _ in true }) {
    case .consumer: break
    case .nobody: return .unauthorized
    case .locked: return .locked
    }
    guard request.method == .post || request.method == .put else {
      return .notAllowed("POST, PUT")
    }
    // Nothing is read of those who have no token.
    guard let body = try? await request.body.collect(upTo: limits.maximumBodyBytes) else {
      return .message(.contentTooLarge, "the body is too large")
    }
    switch request.headers[.contentEncoding]?.lowercased() ?? "identity" {
    case "identity": return await hand(Array(body.readableBytesView))
    case "gzip":
      guard let bytes = Gzip.expand(body, limit: limits.maximumInflatedBytes) else {
        return .message(.badRequest, "the body is no gzip, or too large")
      }
      return await hand(bytes)
    default: return .message(.unsupportedMediaType, "the body may be gzip or plain")
    }
  }

  private func hand(_ bytes: [UInt8]) async -> Response {
    guard !bytes.isEmpty else { return Response(status: .noContent) }
    let isTaken = await withCheckedContinuation { continuation in
      let hasRoom = lines.offer(bytes) { continuation.resume(returning: $0) }
      if !hasRoom { continuation.resume(returning: false) }
    }
    guard isTaken else {
      var response = Response.message(.serviceUnavailable, "too much waits; send it again")
      response.headers[.retryAfter] = "1"
      return response
    }
    return Response(status: .noContent)
  }

  private func isAllowed(_ address: String) -> Bool {
    if allowed.isEmpty { return true }
    guard let address = Address(address) else { return false }
    return allowed.contains { $0.contains(address) }
  }
}
