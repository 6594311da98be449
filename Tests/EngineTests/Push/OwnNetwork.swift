import Foundation
import Glibc
import Testing

/// A network of a thread's own, for tests that load rules into the kernel.
enum OwnNetwork {
  /// Root, nft, ipset and a kernel that lets them.
  static let isThere: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "unshare -n sh -c 'nft list ruleset && ipset list' 2>&1"]
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// Runs `body` on a thread that has a network of its own, which ends with it. Programs that it
  /// starts are in that network.
  static func run(_ body: @escaping @Sendable () throws -> Void) async throws {
    let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
      let thread = Foundation.Thread {
        continuation.resume(
          returning: Result {
            try #require(enter(), "no network of our own")
            try body()
          })
      }
      thread.start()
    }
    try outcome.get()
  }

  /// `unshare(CLONE_NEWNET)`, which Glibc's module does not have.
  private static func enter() -> Bool {
    guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "unshare") else {
      return false
    }
    typealias Unshare = @convention(c) (Int32) -> Int32
    return unsafeBitCast(symbol, to: Unshare.self)(0x4000_0000) == 0
  }

  static func shell(_ script: String) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return (127, "") }
    let data = (try? output.fileHandleForReading.readToEnd()) ?? nil
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data ?? Data(), as: UTF8.self))
  }
}
