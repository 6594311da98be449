import Engine
import Hummingbird
import Response
import Synchronization

/// Says who a request comes from.
///
/// Every token is compared with that of every consumer, all bytes of the digests, so that the time
/// it takes tells nothing. An address that sends wrong tokens is not listened to for a minute, and
/// for IPv6 its /64, which is what one client has; unless a consumer was served at that very address
/// before: a guesser behind the same translation must not shut out a firewall, and a token of 16
/// bytes and more is not guessed at any rate.
final class Gate: Sendable {
  enum Answer {
    case consumer(Consumer)
    /// No token, a wrong one, or one that may not do this.
    case nobody
    /// Too many wrong tokens.
    case locked
  }

  private let consumers: [Consumer]
  private let headers: Set<String>
  private let site: WebSite
  private let state: Mutex<State>

  private struct State {
    var wrong: [String: (count: Int, sinceSeconds: Int64)] = [:]
    var known: [String: Set<String>] = [:]
    var noted: [Noted: Int64] = [:]
  }

  /// What is told once a minute, whatever path is asked for.
  private struct Noted: Hashable {
    let kind: AuditNote.Kind
    let origin: String
    let consumer: String?
  }

  static let maximumWrong = 10
  private static let windowSeconds: Int64 = 60
  /// Addresses remembered; beyond it the oldest knowledge is given up whole.
  private static let maximumAddresses = 20_000

  init(_ consumers: [Consumer], site: WebSite) {
    self.consumers = consumers
    self.site = site
    headers = Set(consumers.compactMap(\.header) + ["authorization", "x-api-key"])
    state = Mutex(State())
  }

  func admit(
    _ request: Request, _ context: WebContext, needs: (Consumer) -> Bool
  ) -> Answer {
    let now = site.now()
    let credentials = Credential.all(in: request, headers: headers)
    guard !credentials.isEmpty else { return .nobody }
    guard !isLocked(context, now) else {
      note(.locked, request, context, nil, now)
      return .locked
    }
    var found: Consumer?
    for credential in credentials {
      if let consumer = match(credential) { found = consumer }
    }
    guard let found, needs(found) else {
      wrong(context.origin, now)
      note(.refused, request, context, found?.name, now)
      return .nobody
    }
    if learn(context.address, found.name) { note(.newAddress, request, context, found.name, now) }
    return .consumer(found)
  }

  /// - Complexity: O(consumers), the same for a right token and a wrong one.
  private func match(_ credential: Credential) -> Consumer? {
    let digest = SHA256.digest(of: credential.token)
    var place = -1
    for (index, consumer) in consumers.enumerated() {
      var difference: UInt8 = 0
      for (a, b) in zip(digest, consumer.tokenDigest) { difference |= a ^ b }
      if difference == 0 { place = index }
    }
    guard place >= 0 else { return nil }
    let consumer = consumers[place]
    if let user = credential.user, user != consumer.name { return nil }
    let isCommon = credential.header == "authorization" || credential.header == "x-api-key"
    return isCommon || credential.header == consumer.header ? consumer : nil
  }

  private func isLocked(_ context: WebContext, _ now: Int64) -> Bool {
    state.withLock { state in
      guard let wrong = state.wrong[context.origin], state.known[context.address] == nil else {
        return false
      }
      return wrong.count >= Gate.maximumWrong && now < wrong.sinceSeconds + Gate.windowSeconds
    }
  }

  private func wrong(_ origin: String, _ now: Int64) {
    state.withLock { state in
      if state.wrong.count >= Gate.maximumAddresses { state.wrong.removeAll() }
      let known = state.wrong[origin] ?? (0, now)
      let isOver = now >= known.sinceSeconds + Gate.windowSeconds
      state.wrong[origin] = isOver ? (1, now) : (known.count + 1, known.sinceSeconds)
    }
  }

  /// - Returns: Whether the consumer was never served there.
  private func learn(_ address: String, _ name: String) -> Bool {
    state.withLock { state in
      if state.known.count >= Gate.maximumAddresses { state.known.removeAll() }
      return state.known[address, default: []].insert(name).inserted
    }
  }

  private func note(
    _ kind: AuditNote.Kind, _ request: Request, _ context: WebContext, _ consumer: String?,
    _ now: Int64
  ) {
    let path = (request.head.path ?? "").prefix { $0 != "?" }
    let note = AuditNote(
      kind: kind, address: context.address, consumer: consumer,
      path: String(decoding: path.utf8.prefix(200), as: UTF8.self))
    let origin = kind == .newAddress ? context.address : context.origin
    let key = Noted(kind: kind, origin: origin, consumer: consumer)
    let isNews = state.withLock { state in
      if let last = state.noted[key], now < last + Gate.windowSeconds { return false }
      if state.noted.count >= Gate.maximumAddresses { state.noted.removeAll() }
      state.noted[key] = now
      return true
    }
    if isNews { site.audit(note) }
  }
}
