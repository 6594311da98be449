import Engine
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import NIOSSL
import Synchronization

/// The certificate that a server shows, with its key. Its files are read again when asked: later
/// connections get what they hold then, and a file that cannot be used leaves the last good one.
final class ServerCertificate: Sendable {
  private struct Shown: Sendable {
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
  }

  private let files: TLSFiles
  private let shown: Mutex<Shown>

  /// - Throws: ``ServeError`` when a file cannot be used.
  init(_ files: TLSFiles) throws(ServeError) {
    self.files = files
    shown = Mutex(try ServerCertificate.read(files))
    _ = try configuration()
  }

  /// Reads the files again.
  ///
  /// - Throws: ``ServeError`` when one cannot be used; what was shown before is shown on.
  func reload() throws(ServeError) {
    let fresh = try ServerCertificate.read(files)
    shown.withLock { $0 = fresh }
  }

  /// TLS 1.2 or later. With authorities, whose file is read once, a client must show a certificate
  /// of theirs.
  func configuration() throws(ServeError) -> TLSConfiguration {
    let first = shown.withLock { $0 }
    var tls = ServerCertificate.plain(first)
    if let authorities = files.authorities {
      do throws(PostError) {
        tls.trustRoots = .certificates(try TLSClient.certificates(authorities))
      } catch {
        throw ServeError(error.description)
      }
      tls.certificateVerification = .noHostnameVerification
    }
    tls.sslContextCallback = { [self] _, promise in
      let now = shown.withLock { $0 }
      var override = NIOSSLContextConfigurationOverride()
      override.certificateChain = now.chain
      override.privateKey = now.key
      promise.succeed(override)
    }
    return tls
  }

  private static func plain(_ shown: Shown) -> TLSConfiguration {
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: shown.chain, privateKey: shown.key)
    tls.minimumTLSVersion = .tlsv12
    return tls
  }

  private static func read(_ files: TLSFiles) throws(ServeError) -> Shown {
    guard let path = files.certificate else { throw ServeError("'tls' has no 'certificate'") }
    let found: Shown
    do throws(PostError) {
      found = Shown(
        chain: try TLSClient.certificates(path).map { .certificate($0) },
        key: .privateKey(try TLSClient.key(files.key ?? path)))
    } catch {
      throw ServeError(error.description)
    }
    // A key that is not the certificate's would be found by the first client.
    do {
      _ = try NIOSSLContext(configuration: plain(found))
    } catch {
      throw ServeError(
        "\(files.key ?? path) is not the key of the certificate in \(path): \(error)")
    }
    return found
  }
}

extension HTTPServerBuilder {
  /// The server over TLS, when there is a certificate to show.
  ///
  /// - Throws: ``ServeError`` when it cannot be used.
  func showing(_ certificate: ServerCertificate?) throws(ServeError) -> HTTPServerBuilder {
    guard let certificate else { return self }
    let configuration = try certificate.configuration()
    do {
      return try .tls(self, tlsConfiguration: configuration)
    } catch {
      throw ServeError("\(error)")
    }
  }
}
