import Foundation
import HTTPTypes
import Hummingbird

/// A token as a request carries it.
struct Credential {
  /// The user of basic authentication; nil when there is none.
  let user: String?
  let token: [UInt8]
  /// The header it stood in, lower case.
  let header: String

  /// Every token of a request: at most one a header.
  static func all(
    in request: Request, headers: Set<String>
  ) -> [Credential] {
    var found: [Credential] = []
    for field in request.headers {
      let name = field.name.canonicalName
      guard headers.contains(name), field.value.utf8.count <= 1024, found.count < 4 else {
        continue
      }
      if name == "authorization" {
        if let credential = authorization(field.value) { found.append(credential) }
      } else {
        found.append(Credential(user: nil, token: Array(field.value.utf8), header: name))
      }
    }
    return found
  }

  /// `Basic` (RFC 7617) or `Bearer` (RFC 6750).
  private static func authorization(_ value: String) -> Credential? {
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let rest = parts[1].drop { $0 == " " }
    switch parts[0].lowercased() {
    case "bearer":
      return Credential(user: nil, token: Array(rest.utf8), header: "authorization")
    case "basic":
      guard let data = Data(base64Encoded: String(rest)) else { return nil }
      let bytes = Array(data)
      guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
        let user = String(validating: bytes[..<colon], as: UTF8.self)
      else { return nil }
      return Credential(
        user: user, token: Array(bytes[(colon + 1)...]), header: "authorization")
    default: return nil
    }
  }
}
