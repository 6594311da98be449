import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Ends connections that are too many, too slow or say too much, whatever the routes do.
///
/// Time runs from the headers' first byte to the answer's last one, not from packet to packet: a
/// client that sends a byte now and then gains nothing.
final class RequestLimits: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: WebLimits
  private let count: ConnectionCount
  private var address: String?
  private var deadline: Scheduled<Void>?
  private var bodyBytes = 0
  private var requestsOpen = 0

  init(limits: WebLimits, count: ConnectionCount) {
    self.limits = limits
    self.count = count
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let address = ClientOrigin.text(context.channel.remoteAddress?.ipAddress ?? "unknown")
    guard count.enter(address, maximum: limits.maximumConnectionsPerAddress) else {
      return context.close(promise: nil)
    }
    self.address = address
    close(context, in: limits.headTime)
  }

  func handlerRemoved(context: ChannelHandlerContext) { leave() }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    deadline?.cancel()
    if let address { count.leave(address) }
    address = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      bodyBytes = 0
      requestsOpen += 1
      close(context, in: limits.bodyTime)
    case .body(let bytes):
      bodyBytes += bytes.readableBytes
      if bodyBytes > limits.maximumBodyBytes { return context.close(promise: nil) }
    case .end:
      close(context, in: limits.answerTime)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    let promise = promise ?? context.eventLoop.makePromise()
    let limits = limits
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    promise.futureResult.whenSuccess {
      let (handler, context) = bound.value
      handler.requestsOpen -= 1
      if handler.requestsOpen == 0, handler.address != nil {
        handler.close(context, in: limits.idleTime)
      }
    }
    context.write(data, promise: promise)
  }

  private func close(_ context: ChannelHandlerContext, in time: TimeAmount) {
    deadline?.cancel()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: time) { bound.value.close(promise: nil) }
  }
}

/// How many connections each address has.
final class ConnectionCount: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  /// False when the address has as many as it may.
  func enter(_ address: String, maximum: Int) -> Bool {
    counts.withLock { counts in
      let count = counts[address, default: 0]
      guard count < maximum else { return false }
      counts[address] = count + 1
      return true
    }
  }

  func leave(_ address: String) {
    counts.withLock { counts in
      guard let count = counts[address] else { return }
      counts[address] = count > 1 ? count - 1 : nil
    }
  }
}
