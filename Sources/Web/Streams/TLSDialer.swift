package import Engine
private import Glibc
private import NIOCore
private import NIOPosix
private import NIOSSL
private import NIOTLS
private import Synchronization

/// Connects to a receiver of syslog over TLS (RFC 5425), with TLS 1.2 or later.
package final class TLSDialer: LinkDialer {
  private let address: Engine.SocketAddress
  private let files: TLSFiles
  private let context: Mutex<NIOSSLContext>

  private static let patience = TimeAmount.seconds(10)
  /// A receiver that wants another certificate says so after a handshake of TLS 1.3.
  private static let graceMicroseconds: UInt32 = 200_000

  /// - Throws: ``PostError`` when a file of certificates cannot be used.
  package static func start(
    _ address: Engine.SocketAddress, _ files: TLSFiles
  ) throws(PostError) -> any LinkDialer {
    try TLSDialer(address, files)
  }

  private init(_ address: Engine.SocketAddress, _ files: TLSFiles) throws(PostError) {
    self.address = address
    self.files = files
    context = Mutex(try TLSDialer.context(files))
  }

  private static func context(_ files: TLSFiles) throws(PostError) -> NIOSSLContext {
    var configuration = try TLSClient.configuration(files)
    configuration.shutdownTimeout = .milliseconds(500)
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw PostError("\(files.key ?? files.certificate ?? "'tls'") cannot be used: \(error)")
    }
  }

  package func reload() throws(PostError) {
    let fresh = try TLSDialer.context(files)
    context.withLock { $0 = fresh }
  }

  package func dial() throws(PostError) -> any SecureLink {
    let context = context.withLock { $0 }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let greeted = loop.makePromise(of: Void.self)
    let host = address.host
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(TLSDialer.patience)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // A name is asked for and checked; of an address the address is.
          let name = (try? NIOCore.SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
          try channel.pipeline.syncOperations.addHandlers(
            try NIOSSLClientHandler(context: context, serverHostname: name),
            TLSGreeting(greeted, within: TLSDialer.patience))
        }
      }
    do {
      let channel = try bootstrap.connect(host: host, port: Int(address.port)).wait()
      try greeted.futureResult.wait()
      if files.certificate != nil { usleep(TLSDialer.graceMicroseconds) }
      guard channel.isActive else {
        throw PostError("the connection was closed after the greeting")
      }
      return TLSLink(channel)
    } catch {
      greeted.fail(error)
      throw PostError("\(address): \(TLSDialer.text(error))")
    }
  }

  private static func text(_ error: any Error) -> String {
    switch error {
    case let error as PostError: error.description
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { text($0.error) }
        ?? error.dnsAError.map { "no address: \($0)" } ?? "no connection"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case let error as NIOSSLError: "TLS: \(error)"
    case let error as BoringSSLError: "TLS: \(error)"
    case is ChannelError: "no connection: \(error)"
    default: "\(error)"
    }
  }
}

/// A connection on which the receiver was believed.
private final class TLSLink: SecureLink {
  private let channel: any Channel

  private static let patience = TimeAmount.seconds(10)

  init(_ channel: any Channel) { self.channel = channel }

  deinit { close() }

  var isOpen: Bool { channel.isActive }

  func send(_ bytes: [UInt8]) throws(PostError) {
    let channel = channel
    // A receiver that takes nothing must not hold the sender for ever.
    let end = channel.eventLoop.scheduleTask(in: TLSLink.patience) { channel.close(promise: nil) }
    defer { end.cancel() }
    do {
      try channel.writeAndFlush(ByteBuffer(bytes: bytes)).wait()
    } catch {
      throw PostError(channel.isActive ? "\(error)" : "the connection was closed")
    }
  }

  func close() { channel.close(promise: nil) }
}

/// Says when the receiver has shown who it is. What it sends is passed over.
private final class TLSGreeting: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let greeted: EventLoopPromise<Void>
  private let patience: TimeAmount
  private var end: Scheduled<Void>?

  init(_ greeted: EventLoopPromise<Void>, within patience: TimeAmount) {
    self.greeted = greeted
    self.patience = patience
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    let greeted = greeted
    end = context.eventLoop.scheduleTask(in: patience) {
      greeted.fail(PostError("no TLS within 10 seconds"))
      channel.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted = event as? TLSUserEvent {
      end?.cancel()
      greeted.succeed()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    greeted.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end?.cancel()
    greeted.fail(PostError("the connection was closed before TLS was agreed on"))
    context.fireChannelInactive()
  }
}
