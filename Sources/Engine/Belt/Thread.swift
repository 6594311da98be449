private import Glibc

/// A thread of the operating system that runs one closure to its end.
///
/// Workers are threads of their own and not tasks: the cooperative pool must not be held by a scan.
package struct Thread {
  private let handle: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts the thread.
  package init(_ run: @escaping @Sendable () -> Void) {
    var handle = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    let status = pthread_create(
      &handle, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    precondition(status == 0, "the system gives no thread: \(errorText(status))")
    self.handle = handle
  }

  package func join() { pthread_join(handle, nil) }
  /// Lets it run on by itself.
  package func detach() { pthread_detach(handle) }
}

/// A value that a thread of its own makes while the caller does something else.
struct Meanwhile<Value: Sendable> {
  // Written by the thread before it ends, read after it was joined.
  private final class Box: @unchecked Sendable { var value: Value? }

  private let box = Box()
  private let thread: Thread

  init(_ make: @escaping @Sendable () -> Value) {
    thread = Thread { [box] in box.value = make() }
  }

  /// Waits for the value. Called once.
  consuming func value() -> Value {
    thread.join()
    guard let value = box.value else { preconditionFailure("the thread ended without a value") }
    return value
  }
}

/// A mutex with one condition, for the few hand-overs a block needs.
package final class Monitor: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  package init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func lock() { pthread_mutex_lock(mutex) }
  package func unlock() { pthread_mutex_unlock(mutex) }
  /// Gives the lock up until woken; call it in a loop that checks what is waited for.
  package func wait() { pthread_cond_wait(condition, mutex) }
  package func wakeAll() { pthread_cond_broadcast(condition) }
}
