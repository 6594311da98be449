import Detect
private import Foundation
private import Glibc

/// What an actuator is known to hold: which rule came of which command. Kept in a file that grows by
/// a line a change and is written anew at each start.
///
/// Used by the thread of one ``Delivery`` alone.
final class ActuatorRules {
  struct Held: Equatable {
    /// Unix seconds; `Decision.never` for ever.
    let untilSeconds: Int64
    /// The actuator's number; nil when it gave none.
    let rule: Int?
  }

  private let path: String
  private let log: RunLog
  private var held: [Prefix: Held] = [:]
  /// Numbers of rules that are to be taken away, in order.
  private(set) var obsolete: [Int] = []
  private var descriptor: Int32 = -1

  init(_ path: String, _ log: RunLog) {
    self.path = path
    self.log = log
    var lines: [Substring] = []
    if let file = try? String(contentsOfFile: path, encoding: .utf8) {
      lines = file.split(separator: "\n")
    }
    for line in lines { apply(line) }
    let now = RunClock.nowSeconds
    held = held.filter { $0.value.untilSeconds > now }
    writeAnew()
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  subscript(_ network: Prefix) -> Held? { held[network] }

  /// A rule denies a network; the one before it is to be taken away.
  func hold(_ network: Prefix, untilSeconds: Int64, rule: Int?) {
    note("hold \(network) \(untilSeconds) \(rule ?? -1)")
  }

  /// Nothing is to deny a network any more.
  func end(_ network: Prefix) { note("end \(network)") }

  /// A rule was taken away.
  func deleted(_ rule: Int) { note("deleted \(rule)") }

  private func note(_ line: String) {
    apply(line[...])
    append(line + "\n")
  }

  private func apply(_ line: Substring) {
    let words = line.split(separator: " ")
    switch (words.first, words.count) {
    case ("hold", 4):
      guard let network = try? Prefix(parsing: words[1]), let seconds = Int64(words[2]),
        let rule = Int(words[3])
      else { return }
      if let before = held[network]?.rule, before != rule { obsolete.append(before) }
      held[network] = Held(untilSeconds: seconds, rule: rule < 0 ? nil : rule)
    case ("end", 2):
      guard let network = try? Prefix(parsing: words[1]) else { return }
      if let before = held.removeValue(forKey: network)?.rule { obsolete.append(before) }
    case ("obsolete", 2): if let rule = Int(words[1]) { obsolete.append(rule) }
    case ("deleted", 2):
      if let rule = Int(words[1]) { obsolete.removeAll { $0 == rule } }
    default: break
    }
  }

  private func writeAnew() {
    var text = ""
    for (network, value) in held.sorted(by: { $0.key < $1.key }) {
      text += "hold \(network) \(value.untilSeconds) \(value.rule ?? -1)\n"
    }
    for rule in obsolete { text += "obsolete \(rule)\n" }
    let fresh = path + ".new"
    descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    append(text)
    guard descriptor >= 0, fsync(descriptor) == 0, rename(fresh, path) == 0 else {
      return complain()
    }
  }

  private func append(_ text: String) {
    let bytes = Array(text.utf8)
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count != bytes.count { complain() }
  }

  private func complain() {
    log.error(
      "what an actuator holds cannot be kept; a restart tells it anew",
      ["path": path, "reason": errorText(errno)])
  }
}
