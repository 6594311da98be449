private import Synchronization

/// Bodies that were posted and wait until the reader has put their lines into blocks. A sender is
/// told so only then, so that what was acknowledged is not lost when the run is stopped.
package final class PostedLines: Sendable {
  /// Told whether the lines were taken.
  package typealias Done = @Sendable (_ isTaken: Bool) -> Void

  struct Post: Sendable {
    let bytes: [UInt8]
    let done: Done
  }

  private struct State {
    var posts: [Post] = []
    var bytes = 0
    var isClosed = false
  }

  let wake: WakePipe
  private let limitBytes: Int
  private let state = Mutex(State())

  /// - Parameter limitBytes: What may wait.
  package init?(limitBytes: Int = 16 << 20) {
    guard let wake = WakePipe() else { return nil }
    self.wake = wake
    self.limitBytes = limitBytes
  }

  /// Hands a body over; never waits.
  ///
  /// - Parameter done: Called later, from another thread, when there was room.
  /// - Returns: False when there is no room now; `done` is not called then.
  package func offer(_ bytes: [UInt8], done: @escaping Done) -> Bool {
    let isTaken = state.withLock { state in
      guard !state.isClosed, state.posts.isEmpty || state.bytes + bytes.count <= limitBytes else {
        return false
      }
      state.posts.append(Post(bytes: bytes, done: done))
      state.bytes += bytes.count
      return true
    }
    if isTaken { wake.wake() }
    return isTaken
  }

  /// All that waits, in the order it came.
  func take() -> [Post] {
    wake.clear()
    return state.withLock { state in
      defer { (state.posts, state.bytes) = ([], 0) }
      return state.posts
    }
  }

  /// Takes no more; what waits is refused, so that its senders send it again.
  func close() {
    let posts = state.withLock { state in
      state.isClosed = true
      defer { (state.posts, state.bytes) = ([], 0) }
      return state.posts
    }
    for post in posts { post.done(false) }
  }
}
