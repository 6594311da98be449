import Detect
private import Foundation
import Response

/// A list of what must not be blocked: well-known services, whose addresses and names find their
/// way into lists of indicators.
///
/// Either the JSON of MISP's warning lists (https://github.com/MISP/misp-warninglists: `name`, `type`
/// and `list`), of which the types `cidr`, `string` and `hostname` say what is meant exactly, or a
/// text file: an address, a network or a domain a line, `#` begins a comment. Of type `hostname` and
/// in text files a domain protects its subdomains too.
struct WarningList {
  struct Failure: Error, Equatable {
    let message: String
  }

  /// Shown where something is refused: `warning list 'Public resolvers'`.
  let reason: String
  private(set) var networks: [Prefix] = []
  private(set) var domains: [NeverBlock.Domain] = []
  /// Entries that are neither.
  private(set) var skipped = 0

  var count: Int { networks.count + domains.count }

  private static let types = ["cidr", "string", "hostname"]

  /// - Throws: ``Failure`` for a list that would protect nothing.
  init(_ bytes: [UInt8], path: String) throws(Failure) {
    let first = bytes.first { $0 > 0x20 }
    if first == UInt8(ascii: "{") {
      guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      else { throw Failure(message: "not JSON") }
      guard let entries = object["list"] as? [Any] else {
        throw Failure(message: "there is no 'list'")
      }
      let type = object["type"] as? String ?? "string"
      guard WarningList.types.contains(type) else {
        throw Failure(message: "its type is '\(type)', which names no addresses or domains exactly")
      }
      let name = object["name"] as? String ?? WarningList.name(of: path)
      reason = "warning list '\(name)'"
      for entry in entries { add(entry as? String ?? "", holdsSubdomains: type != "string") }
    } else {
      reason = "warning list '\(WarningList.name(of: path))'"
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
        let text = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
        if !text.isEmpty { add(text, holdsSubdomains: true) }
      }
    }
    guard count > 0 else {
      throw Failure(message: "there is no address, network or domain in it")
    }
  }

  /// Host bits are borne: such lists have them, and they are meant as the network.
  private mutating func add(_ text: String, holdsSubdomains: Bool) {
    if let network = WarningList.network(text) {
      networks.append(network)
    } else if let domain = NeverBlock.Domain(
      text.hasPrefix(".") ? String(text.dropFirst()) : text, reason: reason,
      holdsSubdomains: holdsSubdomains || text.hasPrefix("."))
    {
      domains.append(domain)
    } else {
      skipped += 1
    }
  }

  private static func network(_ text: String) -> Prefix? {
    do throws(PrefixError) { return try Prefix(parsing: text) } catch {
      guard case .hostBits(_, let network) = error else { return nil }
      return try? Prefix(parsing: network)
    }
  }

  private static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}
