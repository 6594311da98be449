package import Engine
private import Glibc
private import NIOCore
private import NIOPosix
private import NIOSSL
private import Synchronization

/// TLS of an input's connections (RFC 5425). What comes is handed on through a pair of sockets, so
/// that framing and limits are those of plain connections.
package final class TLSStreams: StreamSecurity {
  private let files: TLSFiles
  /// Those that end still count, so that there may be more than the input's limit.
  private let maximum: Int
  private let context: Mutex<NIOSSLContext>
  private let count = Counter()

  private final class Counter: Sendable {
    let open = Atomic<Int>(0)
  }

  /// - Throws: ``ServeError`` when a file of certificates cannot be used.
  package static func start(
    _ files: TLSFiles, connections: Int
  ) throws(ServeError) -> any StreamSecurity {
    try TLSStreams(files, connections: connections)
  }

  private init(_ files: TLSFiles, connections: Int) throws(ServeError) {
    self.files = files
    maximum = connections * 2
    context = Mutex(try TLSStreams.context(files))
  }

  private static func context(_ files: TLSFiles) throws(ServeError) -> NIOSSLContext {
    var configuration = try ServerCertificate(files).configuration()
    // A reload makes another context, with the authorities as they are then.
    configuration.sslContextCallback = nil
    // A peer that does not answer to the end of a connection is not waited for.
    configuration.shutdownTimeout = .milliseconds(500)
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw ServeError("\(error)")
    }
  }

  package func reload() throws(ServeError) {
    let fresh = try TLSStreams.context(files)
    context.withLock { $0 = fresh }
  }

  package func secure(
    _ descriptor: Int32, refused: @escaping @Sendable (String) -> Void
  ) -> Int32? {
    var pair: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard count.open.load(ordering: .relaxed) < maximum,
      socketpair(AF_UNIX, type, 0, &pair) == 0
    else {
      close(descriptor)
      refused("too many connections")
      return nil
    }
    count.open.add(1, ordering: .relaxed)
    connect(descriptor, to: pair[0], refused)
    return pair[1]
  }

  /// Hands what comes on `descriptor` to `plain`; both are owned from here on.
  private func connect(
    _ descriptor: Int32, to plain: Int32, _ refused: @escaping @Sendable (String) -> Void
  ) {
    let context = context.withLock { $0 }
    let names = files.clientNames
    let count = count
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let inner = ClientBootstrap(group: loop).withConnectedSocket(plain)
    let outer = inner.flatMap { inner in
      ClientBootstrap(group: loop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(
              NIOSSLServerHandler(context: context),
              TLSReceiver(inner, clientNames: names, refused: refused))
          }
        }
        .withConnectedSocket(descriptor)
        .flatMapErrorThrowing { error in
          inner.close(promise: nil)
          throw error
        }
    }
    outer.whenComplete { result in
      switch result {
      case .success(let channel):
        channel.closeFuture.whenComplete { _ in count.open.subtract(1, ordering: .relaxed) }
      case .failure(let error):
        count.open.subtract(1, ordering: .relaxed)
        refused("\(error)")
      }
    }
  }
}
