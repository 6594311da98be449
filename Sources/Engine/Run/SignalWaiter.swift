private import Glibc

/// The signals that a run obeys, taken by one thread that waits for them.
struct SignalWaiter {
  enum Wish { case stop, reload }

  private var signals = sigset_t()

  /// Keeps the signals from all threads that are started after this.
  init() {
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    // A reader that went away must show as an error of write.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Waits for the next one.
  func next() -> Wish {
    var set = signals
    var number: Int32 = 0
    while sigwait(&set, &number) != 0 {}
    return number == SIGHUP ? .reload : .stop
  }
}
