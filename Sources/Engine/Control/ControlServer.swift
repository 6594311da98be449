import Glibc
private import Synchronization

/// What answers over the control socket of a run.
///
/// The socket stands in the state folder, for the owner of the run and its group alone, so there is
/// no further check of who asks. Each connection has a thread; there are few, and each has little
/// time.
final class ControlServer: Sendable {
  /// What the commands do.
  struct Commands: Sendable {
    let status: @Sendable () -> StatusReport
    let reload: @Sendable () -> ReloadReport
    let feed: AlertFeed
  }

  static let connectionLimit = 16
  private static let requestMilliseconds = 10_000
  private static let sendSeconds = 10

  private let path: String
  private let descriptor: Int32
  private let commands: Commands
  private let isStopping = Atomic<Bool>(false)
  private let connections = Atomic<Int>(0)

  /// Where the control socket of a state folder is.
  static func path(in folder: String) -> String { folder + "/control" }

  /// Listens, and answers on threads of its own.
  ///
  /// - Throws: ``RunError/cannotListen(input:address:reason:)``.
  init(path: String, _ commands: Commands) throws(RunError) {
    self.path = path
    self.commands = commands
    descriptor = try ListenSocket.openLocal(path, .stream, mode: 0o660, input: "control")
    Thread { self.run() }.detach()
  }

  /// Answers no more. The socket is gone when this returns.
  func stop() {
    isStopping.store(true, ordering: .relaxed)
    unlink(path)
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private func run() {
    while !isStopping.load(ordering: .relaxed) {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, -1) > 0 else { continue }
      let client = accept(descriptor, nil, nil)
      guard client >= 0 else {
        // Without room for another descriptor it would try again at once.
        if errno != EINTR { usleep(100_000) }
        continue
      }
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      let socket = ControlSocket(client, sendSeconds: ControlServer.sendSeconds)
      let count = connections.add(1, ordering: .relaxed).newValue
      guard count <= ControlServer.connectionLimit else {
        _ = socket.write(json: Refusal(error: "too many connections; try again"))
        connections.subtract(1, ordering: .relaxed)
        continue
      }
      let box = SocketBox(socket)
      Thread {
        self.serve(box.socket)
        self.connections.subtract(1, ordering: .relaxed)
      }.detach()
    }
    close(descriptor)
  }

  // Handed from the thread that accepts to the one that answers, and used by that one alone.
  private final class SocketBox: @unchecked Sendable {
    let socket: ControlSocket
    init(_ socket: ControlSocket) { self.socket = socket }
  }

  struct Refusal: Codable { let error: String }

  private func serve(_ socket: ControlSocket) {
    while let line = socket.readLine(
      limit: ControlRequest.byteLimit, within: ControlServer.requestMilliseconds)
    {
      do throws(ControlError) {
        guard try answer(ControlRequest(line: line), socket) else { return }
      } catch {
        guard socket.write(json: Refusal(error: error.description)) else { return }
      }
    }
  }

  /// - Returns: Whether the connection goes on.
  private func answer(
    _ request: ControlRequest, _ socket: ControlSocket
  ) throws(ControlError) -> Bool {
    switch request.command {
    case .status: return socket.write(json: commands.status())
    case .reload: return socket.write(json: commands.reload())
    case .tail:
      let filter = try AlertFilter(request)
      let follower = commands.feed.follow(
        filter, last: request.last ?? 0, nowSeconds: RunClock.nowSeconds)
      guard let follower else { throw ControlError("no descriptors are left; try again") }
      defer { commands.feed.leave(follower) }
      tell(follower, socket)
      return false
    }
  }

  /// Tells alerts until the other side goes away.
  private func tell(_ follower: AlertFeed.Follower, _ socket: ControlSocket) {
    var bytes = follower.take()
    while bytes.isEmpty || socket.write(bytes) {
      var entries = [
        pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: follower.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&entries, 2, -1) > 0 || errno == EINTR else { return }
      // Who follows says nothing more: it is the end, or not our protocol.
      if entries[0].revents != 0 { return }
      bytes = follower.take()
    }
  }
}
