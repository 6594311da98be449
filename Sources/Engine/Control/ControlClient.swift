private import Foundation
private import Glibc
private import Rules

/// Asks a run over its control socket.
struct ControlClient {
  private let socket: ControlSocket

  /// How long an answer may be, in bytes.
  private static let answerLimit = 64 << 20

  /// - Throws: ``ControlError`` when no run answers there.
  init(path: String) throws(ControlError) {
    let descriptor = LocalAddress.connect(path, .stream)
    guard descriptor >= 0 else {
      let reason =
        errno == ENOENT || errno == ECONNREFUSED
        ? "no detectd runs with this state" : errorText(errno)
      throw ControlError("\(path): \(reason)")
    }
    socket = ControlSocket(descriptor, sendSeconds: 10)
  }

  /// Where the run of a configuration is asked: from `state` alone, since the rest may need secrets
  /// that only the run has.
  ///
  /// - Throws: ``ControlError`` with what to write instead.
  static func path(configuration path: String) throws(ControlError) -> String {
    var problems = Problems()
    guard let bytes = RuleFiles.read(path, &problems),
      let document = YAML.documents(in: bytes, path: path, &problems).first,
      let map = document.map("the configuration", &problems)
    else {
      throw ControlError(
        problems.all.first?.description ?? "\(path): error: it is not a configuration")
    }
    guard let state = map["state"], !state.isNull else {
      throw ControlError("\(path) has no 'state', so nobody can ask its run; name a folder there")
    }
    let node = EnvironmentText.expand(state, EnvironmentText.variable, &problems)
    let folder =
      node.map.map { $0.text("folder", &problems) } ?? node.text("'state'", &problems)
    guard let folder, !problems.hasErrors else {
      throw ControlError(problems.all.first?.description ?? "\(path): 'state' names no folder")
    }
    return ControlServer.path(in: folder)
  }

  /// The answer to a request.
  ///
  /// - Throws: ``ControlError`` when there is none, or it is a refusal.
  func ask<Answer>(
    _ request: ControlRequest, _ read: ([UInt8]) -> Answer?
  ) throws(ControlError) -> Answer {
    send(request)
    guard let line = nextLine() else { throw ControlError("the run gave no answer") }
    if let error = refusal(line) { throw error }
    guard let answer = read(line) else {
      throw ControlError("the run's answer is of another version of detectd than this program")
    }
    return answer
  }

  func send(_ request: ControlRequest) { _ = socket.write(request.line) }

  /// Waits for a line, as long as it takes; nil when the run has ended.
  func nextLine() -> [UInt8]? {
    socket.readLine(limit: ControlClient.answerLimit, within: nil)
  }

  /// What a line that refuses says.
  func refusal(_ line: [UInt8]) -> ControlError? {
    let refusal = try? JSONDecoder().decode(ControlServer.Refusal.self, from: Data(line))
    return refusal.map { ControlError($0.error) }
  }
}
