/// HMAC with SHA-256 (RFC 2104), for signed requests.
package enum HMAC {
  private static let blockBytes = 64

  /// The 32 bytes that prove that who sends `bytes` knows `key`.
  package static func code(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    var padded = key.count > blockBytes ? SHA256.digest(of: key) : key
    padded += [UInt8](repeating: 0, count: blockBytes - padded.count)
    let inner = SHA256.digest(of: padded.map { $0 ^ 0x36 } + bytes)
    return SHA256.digest(of: padded.map { $0 ^ 0x5c } + inner)
  }

  /// The same in lower-case hexadecimal.
  package static func hex(of bytes: [UInt8], key: [UInt8]) -> String {
    Hex.text(code(of: bytes, key: key))
  }
}
