package import Detect

/// How a device writes its times: `dd.MM.yyyy HH:mm:ss`.
///
/// The letters are those of Unicode's date patterns: `yyyy yy MMM MM M dd d HH H hh h mm m ss s SSS
/// a Z`, and anything else stands for itself. `MM` and its like are two digits, `M` and its like one
/// or two, `SSS` any number of them, `Z` is `Z`, `+hh:mm` or `+hhmm`.
package struct CustomTimeFormat: Equatable, Sendable {
  enum Part: UInt8, Sendable {
    case year, shortYear, monthName, month, day, hour, hourOfHalf, minute, second, fraction, half
    case zone
    case literal
  }

  struct Step: Equatable, Sendable {
    var part: Part
    /// Digits, or for a literal its byte. Zero is one or two digits.
    var value: UInt8
  }

  let steps: [Step]

  /// - Parameter offset: What ``CustomSyntaxError/offset`` counts from.
  package init(_ text: String, at offset: Int = 0) throws(CustomSyntaxError) {
    var steps: [Step] = []
    var rest = Substring(text)
    while let letter = rest.first {
      let run = rest.prefix { $0 == letter }
      let place = offset + text.count - rest.count
      rest = rest.dropFirst(run.count)
      if letter.isASCII, letter.isLetter, letter != "T" {
        steps.append(try CustomTimeFormat.step(letter, run.count, at: place))
      } else {
        steps += run.utf8.map { Step(part: .literal, value: $0) }
      }
    }
    guard steps.contains(where: { $0.part != .literal }) else {
      throw CustomSyntaxError(
        offset, "the time has no parts", hint: "write it like dd.MM.yyyy HH:mm:ss")
    }
    self.steps = steps
  }

  private static func step(
    _ letter: Character, _ count: Int, at offset: Int
  ) throws(CustomSyntaxError) -> Step {
    switch (letter, count) {
    case ("y", 4): Step(part: .year, value: 4)
    case ("y", 2): Step(part: .shortYear, value: 2)
    case ("M", 3): Step(part: .monthName, value: 3)
    case ("M", 1), ("M", 2): Step(part: .month, value: count == 2 ? 2 : 0)
    case ("d", 1), ("d", 2): Step(part: .day, value: count == 2 ? 2 : 0)
    case ("H", 1), ("H", 2): Step(part: .hour, value: count == 2 ? 2 : 0)
    case ("h", 1), ("h", 2): Step(part: .hourOfHalf, value: count == 2 ? 2 : 0)
    case ("m", 1), ("m", 2): Step(part: .minute, value: count == 2 ? 2 : 0)
    case ("s", 1), ("s", 2): Step(part: .second, value: count == 2 ? 2 : 0)
    case ("S", 1...9): Step(part: .fraction, value: UInt8(count))
    case ("a", 1): Step(part: .half, value: 2)
    case ("Z", _), ("X", _): Step(part: .zone, value: 0)
    default:
      throw CustomSyntaxError(
        offset, "'\(String(repeating: letter, count: count))' is no part of a time",
        hint: "write yyyy, MM, MMM, dd, HH, mm, ss, SSS, a or Z")
    }
  }

  /// Reads the time that begins at `offset`.
  ///
  /// - Complexity: O(length of the format); allocates nothing.
  package func time(
    at offset: Int, in line: borrowing Line, _ clock: borrowing TimeReference
  ) -> TimeText? {
    var state = State(next: offset)
    for index in steps.indices {
      guard state.read(steps[index], line) else { return nil }
    }
    guard let time = state.finish()?.timestamp(clock) else { return nil }
    return TimeText(time: time, end: state.next)
  }

  /// What was read so far.
  private struct State {
    var next: Int
    var time = CivilTime()
    var hour = 0
    var minute = 0
    var second = 0
    /// 0 for a clock of 24 hours, 1 before noon, 2 after.
    var half = 0
    var isHalf = false

    init(next: Int) { self.next = next }

    mutating func read(_ step: Step, _ line: borrowing Line) -> Bool {
      switch step.part {
      case .literal:
        guard next < line.end, line[next] == step.value else { return false }
        next &+= 1
        return true
      case .monthName:
        guard next &+ 3 <= line.end else { return false }
        time.month = line.month(at: next)
        next &+= 3
        return time.month > 0
      case .fraction:
        return readFraction(line)
      case .half: return readHalf(line)
      case .zone:
        let after = line.zone(at: next, into: &time, afterSpace: false)
        defer { next = after }
        return after > next
      default: return readNumber(step, line)
      }
    }

    private mutating func readNumber(_ step: Step, _ line: borrowing Line) -> Bool {
      let limit = min(line.end, next &+ (step.value == 0 ? 2 : Int(step.value)))
      // A day in two columns may have a blank for its zero.
      if step.part == .day, next < limit, line[next] == 0x20, step.value == 2 { next &+= 1 }
      let start = next
      var value = 0
      while next < limit, line[next] &- 0x30 < 10 {
        value = value &* 10 &+ Int(line[next] &- 0x30)
        next &+= 1
      }
      guard next > start, step.value == 0 || next == limit else { return false }
      switch step.part {
      case .year: time.year = value
      case .shortYear: time.year = value < 70 ? 2000 &+ value : 1900 &+ value
      case .month: time.month = value
      case .day: time.day = value
      case .hour: hour = value
      case .hourOfHalf:
        hour = value
        isHalf = true
      case .minute: minute = value
      default: second = value
      }
      return true
    }

    private mutating func readFraction(_ line: borrowing Line) -> Bool {
      guard next > line.start, next < line.end, line[next] &- 0x30 < 10 else { return false }
      var digits: UInt8 = 0
      var value: Int64 = 0
      while next < line.end, line[next] &- 0x30 < 10 {
        if digits < 9 {
          value = value &* 10 &+ Int64(line[next] &- 0x30)
          digits &+= 1
        }
        next &+= 1
      }
      time.fractionDigits = digits
      for _ in digits..<9 { value = value &* 10 }
      time.nanoseconds = value
      return true
    }

    private mutating func readHalf(_ line: borrowing Line) -> Bool {
      guard next &+ 2 <= line.end, line[next &+ 1] | 0x20 == UInt8(ascii: "m") else {
        return false
      }
      switch line[next] | 0x20 {
      case UInt8(ascii: "a"): half = 1
      case UInt8(ascii: "p"): half = 2
      default: return false
      }
      next &+= 2
      return true
    }

    mutating func finish() -> CivilTime? {
      if isHalf {
        guard hour >= 1, hour <= 12 else { return nil }
        hour = hour % 12 + (half == 2 ? 12 : 0)
      }
      guard hour < 24, minute < 60, second <= 60 else { return nil }
      time.secondOfDay = hour * 3600 + minute * 60 + second
      return time
    }
  }
}
