import NIOCore
import NIOSSL
import NIOTLS

/// Checks who sends, and hands on what was decrypted, no faster than it is taken.
final class TLSReceiver: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private let target: any Channel
  private let clientNames: [String]
  private let refused: @Sendable (String) -> Void
  private var patience: Scheduled<Void>?
  private var isAdmitted = false
  private var isRefused = false
  private var wantsRead = false

  /// From the connection to the end of the handshake.
  private static let handshake = TimeAmount.seconds(10)

  /// - Parameters:
  ///   - target: Gets the decrypted bytes, on the same loop. Each of both ends with the other.
  ///   - clientNames: One of these must stand in the client's certificate; empty for no such check.
  ///   - refused: Told why nothing was taken of this sender.
  init(
    _ target: any Channel, clientNames: [String], refused: @escaping @Sendable (String) -> Void
  ) {
    self.target = target
    self.clientNames = clientNames
    self.refused = refused
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    target.closeFuture.whenComplete { _ in channel.close(promise: nil) }
    patience = context.eventLoop.assumeIsolated().scheduleTask(in: TLSReceiver.handshake) {
      self.refuse(context, "no handshake within 10 seconds")
    }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .handshakeCompleted = event as? TLSUserEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    patience?.cancel()
    guard isNamed(context) else {
      return refuse(context, "its certificate has none of the names that may send")
    }
    isAdmitted = true
  }

  private func isNamed(_ context: ChannelHandlerContext) -> Bool {
    if clientNames.isEmpty { return true }
    guard let found = try? context.pipeline.syncOperations.nioSSL_peerCertificate() else {
      return false
    }
    return CertificateNames.texts(of: found).contains { name in
      clientNames.contains { $0.lowercased() == name }
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isAdmitted, !isRefused else { return }
    target.writeAndFlush(unwrapInboundIn(data)).assumeIsolated().whenComplete { _ in
      guard self.wantsRead, self.target.isWritable else { return }
      self.wantsRead = false
      context.read()
    }
  }

  /// Reads on only when what was read is taken, so that the sender is slowed down.
  func read(context: ChannelHandlerContext) {
    if target.isWritable { context.read() } else { wantsRead = true }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Many senders end without a word (unclean shutdown): no harm, a message has its own end.
    if isAdmitted { context.close(promise: nil) } else { refuse(context, "\(error)") }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isAdmitted { refuse(context, "it ended before the handshake") }
    patience?.cancel()
    let target = target
    // Behind all that was handed on.
    target.writeAndFlush(ByteBuffer()).whenComplete { _ in target.close(promise: nil) }
    context.fireChannelInactive()
  }

  private func refuse(_ context: ChannelHandlerContext, _ reason: String) {
    guard !isRefused else { return }
    isRefused = true
    patience?.cancel()
    refused(reason)
    context.close(promise: nil)
  }
}

/// The names that a certificate is for.
enum CertificateNames {
  /// DNS names, URIs and mail addresses of the subject's alternative names, in lower case. The
  /// common name is none of them (RFC 6125, 6.4.4).
  static func texts(of certificate: NIOSSLCertificate) -> [String] {
    let kinds: Set<_SubjectAlternativeName.NameType> = [.dnsName, .uri, .email]
    return certificate._subjectAlternativeNames()
      .filter { kinds.contains($0.nameType) }
      .map { String(decoding: $0.contents, as: UTF8.self).lowercased() }
  }
}
