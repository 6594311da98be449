package import Engine
package import NIOSSL

/// What a connection that detectd begins believes and shows.
package enum TLSClient {
  /// TLS 1.2 or later.
  ///
  /// - Throws: ``PostError`` when a file cannot be used.
  package static func configuration(_ files: TLSFiles) throws(PostError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if !files.verifies { tls.certificateVerification = .none }
    if let path = files.authorities {
      tls.trustRoots = .certificates(try certificates(path))
    }
    if let path = files.certificate {
      tls.certificateChain = try certificates(path).map { .certificate($0) }
      tls.privateKey = .privateKey(try key(files.key ?? path))
    }
    return tls
  }

  static func certificates(_ path: String) throws(PostError) -> [NIOSSLCertificate] {
    let found: [NIOSSLCertificate]
    do {
      found = try NIOSSLCertificate.fromPEMFile(path)
    } catch {
      throw PostError("\(path) cannot be used as certificates in PEM: \(error)")
    }
    guard !found.isEmpty else { throw PostError("\(path) holds no certificate in PEM") }
    return found
  }

  static func key(_ path: String) throws(PostError) -> NIOSSLPrivateKey {
    do {
      return try NIOSSLPrivateKey(file: path, format: .pem)
    } catch {
      throw PostError("\(path) cannot be used as a key in PEM: \(error)")
    }
  }
}
