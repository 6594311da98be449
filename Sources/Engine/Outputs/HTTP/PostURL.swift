private import Foundation

/// Where requests go: `https://host:port/path?query`. The path and the query may be secrets, as
/// those of chats are: only ``place`` may be shown.
package struct PostURL: Sendable, Hashable {
  package let text: String
  package let host: String
  private let port: Int?
  package let isSecure: Bool

  /// Why a text is no such URL.
  package enum Failure: Error {
    case notAURL, otherScheme, hasUser, hasFragment

    var hint: String {
      switch self {
      case .notAURL: "write such as https://hooks.example.com/services/1"
      case .otherScheme: "write a URL that begins with https:// or http://"
      case .hasUser: "write 'user' and 'password' as keys of their own"
      case .hasFragment: "leave out '#' and what follows"
      }
    }
  }

  package init(_ text: String) throws(Failure) {
    // Neither spaces nor line ends, nor bytes that readers of URLs see differently.
    guard text.utf8.allSatisfy({ 0x21..<0x7f ~= $0 && $0 != 0x5c }),
      let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased()
    else { throw .notAURL }
    guard scheme == "https" || scheme == "http" else { throw .otherScheme }
    guard let host = parts.host, !host.isEmpty, (parts.port ?? 443) <= 65_535 else {
      throw .notAURL
    }
    guard parts.user == nil, parts.password == nil else { throw .hasUser }
    guard parts.fragment == nil else { throw .hasFragment }
    self.text = text
    self.host = host
    port = parts.port
    isSecure = scheme == "https"
  }

  /// `host:port`, for logs, status and names.
  package var place: String { port.map { "\(host):\($0)" } ?? host }

  /// Whether it never leaves this machine.
  package var isLocal: Bool {
    ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host.lowercased())
  }

  /// The path and the query; what of the text must not be shown.
  var secret: String? {
    let rest = text.dropFirst(isSecure ? 8 : 7).drop { $0 != "/" && $0 != "?" }
    return rest.count > 1 ? String(rest) : nil
  }

  /// The URL of a path below it. A query stays behind it.
  func appending(_ path: String, query: String? = nil) -> String {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var base = String(parts[0])
    while base.hasSuffix("/") { base.removeLast() }
    let queries = [query, parts.count > 1 ? String(parts[1]) : nil].compactMap { $0 }
    return base + path + (queries.isEmpty ? "" : "?" + queries.joined(separator: "&"))
  }
}
