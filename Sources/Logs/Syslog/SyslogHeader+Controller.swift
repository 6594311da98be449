import Detect

extension SyslogHeader {
  /// `WLC001: *taskName: Aug 22 18:14:24.672: %WPS-4-…`, as Cisco's wireless controllers write: the
  /// controller, one of its tasks, the time. False, and nothing is changed, when it is none.
  mutating func readController(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference
  ) -> Bool {
    let token = line.hostToken(at: offset)
    guard token.count > 1, line[token.upperBound &- 1] == UInt8(ascii: ":") else { return false }
    let name = token.lowerBound..<token.upperBound &- 1
    var next = line.afterBlanks(token.upperBound)
    if line.has("-Traceback: ", at: next) {
      host = name
      body = next..<line.end
      return true
    }
    guard next < line.end, line[next] == UInt8(ascii: "*") else { return false }
    let limit = min(next &+ 80, line.end)
    guard let colon = line.find(": ", in: next..<limit),
      let text = line.syslogTime(at: colon &+ 2, clock)
    else { return false }
    isController = true
    host = name
    program = next &+ 1..<colon
    time = text.time
    next = text.end
    if next < line.end, line[next] == UInt8(ascii: ":") { next &+= 1 }
    body = line.afterBlanks(next)..<line.end
    return true
  }
}
