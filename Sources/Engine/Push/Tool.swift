import Foundation
private import Glibc
private import Synchronization

/// A program that is given its input and waited for, without a shell.
enum Tool {
  /// Where the programs of administrators are, whatever the path of this process is.
  private static let folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin"]

  static func path(of name: String) -> String? {
    folders.lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Runs a program to its end.
  ///
  /// - Returns: What it wrote on standard output.
  /// - Throws: ``PushError/program(_:said:)`` when it is not there, fails or takes too long; with the
  ///   start of what it wrote on standard error.
  @discardableResult static func run(
    _ name: String, _ arguments: [String], input: [UInt8] = [], timeoutSeconds: Int = 60
  ) throws(PushError) -> [UInt8] {
    guard let path = path(of: name) else { throw .program(name, said: "is not installed") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    do { try process.run() } catch { throw .program(name, said: "cannot be started") }
    let identifier = process.processIdentifier
    let isOver = Mutex(false)
    let watch = DispatchWorkItem {
      isOver.withLock { over in if !over { kill(identifier, SIGKILL) } }
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(timeoutSeconds), execute: watch)
    let errors = Reader(stderr.fileHandleForReading)
    let output = Reader(stdout.fileHandleForReading)
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input))
    try? stdin.fileHandleForWriting.close()
    process.waitUntilExit()
    isOver.withLock { $0 = true }
    watch.cancel()
    let said = String(decoding: errors.bytes().prefix(400), as: UTF8.self)
    guard process.terminationStatus == 0, process.terminationReason == .exit else {
      throw .program(name, said: said.split(separator: "\n").first.map(String.init) ?? "failed")
    }
    return output.bytes()
  }

  /// Reads a pipe to its end, beside everything else.
  private final class Reader: Sendable {
    private let found = Mutex<[UInt8]>([])
    private let group = DispatchGroup()

    init(_ handle: FileHandle) {
      DispatchQueue.global().async(group: group) { [self] in
        let data = (try? handle.readToEnd()) ?? nil
        found.withLock { $0 = Array(data ?? Data()) }
      }
    }

    func bytes() -> [UInt8] {
      group.wait()
      return found.withLock { $0 }
    }
  }
}
