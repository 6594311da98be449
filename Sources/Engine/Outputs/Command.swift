import Glibc

/// A program that is run with arguments, without a shell, for a limited time.
struct Command {
  private let words: [String]

  /// - Parameter words: The program, by path or name, and its arguments; not empty.
  init(_ words: [String]) { self.words = words }

  /// Runs it to its end.
  ///
  /// - Returns: What went wrong: that it does not start, its status, or that it was stopped.
  func run(seconds: Int) -> String? {
    var child = pid_t()
    let status = Command.spawn(words, output: nil, &child)
    guard status == 0 else { return "\(words[0]) does not start: \(errorText(status))" }
    var left = seconds * 20
    var result: Int32 = 0
    while waitpid(child, &result, WNOHANG) == 0 {
      if left == 0 {
        kill(-child, SIGKILL)
        waitpid(child, &result, 0)
        return "\(words[0]) did not end within \(seconds) s and was stopped"
      }
      left -= 1
      usleep(50_000)
    }
    if result & 0x7f != 0 { return "\(words[0]) ended by signal \(result & 0x7f)" }
    let code = result >> 8 & 0xff
    return code == 0 ? nil : "\(words[0]) ended with status \(code)"
  }

  /// Starts a program in a process group of its own, with no signal blocked.
  ///
  /// - Parameter output: What its standard output is; that of this process when nil.
  /// - Returns: 0, or an error number.
  static func spawn(_ words: [String], output: Int32?, _ child: inout pid_t) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    if let output { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
    let arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    return posix_spawnp(&child, words[0], &actions, &attributes, arguments, environ)
  }
}
