package import Engine
package import NIOSSL

/// What a connection that others begin shows and asks for.
package enum TLSServer {
  /// TLS 1.2 or later. With authorities, a client must show a certificate of theirs.
  ///
  /// - Throws: ``PostError`` when a file cannot be used.
  package static func configuration(_ files: TLSFiles) throws(PostError) -> TLSConfiguration {
    guard let path = files.certificate else { throw PostError("'tls' has no 'certificate'") }
    let chain = try TLSClient.certificates(path).map { NIOSSLCertificateSource.certificate($0) }
    let key = try TLSClient.key(files.key ?? path)
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain, privateKey: .privateKey(key))
    tls.minimumTLSVersion = .tlsv12
    if let authorities = files.authorities {
      tls.trustRoots = .certificates(try TLSClient.certificates(authorities))
      tls.certificateVerification = .noHostnameVerification
    }
    return tls
  }
}
