private import Synchronization

/// Everything of a run that listens by a service, so that certificates are renewed together.
final class RunningServices: Sendable {
  private let all = Mutex<[any RunningService]>([])

  /// What starts to serve, and is noted here.
  func noting(_ start: @escaping ServeStart) -> ServeStart {
    { configuration, decisions, facts, log throws(ServeError) in
      self.note(try start(configuration, decisions, facts, log))
    }
  }

  /// What starts to listen for posts, and is noted here.
  func noting(_ start: @escaping ReceiveStart) -> ReceiveStart {
    { name, settings, lines, log throws(ServeError) in
      self.note(try start(name, settings, lines, log))
    }
  }

  private func note(_ service: any RunningService) -> any RunningService {
    all.withLock { $0.append(service) }
    return service
  }

  /// Reads all certificates again.
  ///
  /// - Returns: Why some could not be.
  func reload() -> [String] {
    all.withLock { $0 }.compactMap { service in
      do throws(ServeError) {
        try service.reload()
        return nil
      } catch {
        return error.description
      }
    }
  }
}
