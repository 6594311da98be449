import Detect

// Patterns: text that stands for itself, and pieces between it.

extension CustomProgram {
  /// Runs the steps over the message, once and forwards.
  ///
  /// - Returns: False when the message has another shape.
  /// - Complexity: O(length of the message × texts that are looked for from the end).
  func match(
    _ range: Range<Int>, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    var next = body.start
    for index in range {
      let step = steps[index]
      switch step.code {
      case .literal:
        guard holds(literals[step.literal], at: next, body) else { return false }
        next &+= literals[step.literal].count
      case .repeated:
        let text = literals[step.literal]
        while holds(text, at: next, body) { next &+= text.count }
      case .rest:
        guard let end = end(of: step, from: next, body) else { return false }
        run.rest = next..<end
        next = end
      case .piece:
        guard
          let after = piece(step, from: next, body, context, texts, &run, &event)
        else { return false }
        next = after
      }
    }
    return true
  }

  /// Where a piece ends that ends before the next text, or at the end of the message.
  private func end(of step: Step, from next: Int, _ body: borrowing Line) -> Int? {
    step.literal < 0
      ? body.end : find(literals[step.literal], in: next..<body.end, body)
  }

  /// Takes the piece that begins at `next`; returns the offset after it, or nil when there is none.
  private func piece(
    _ step: Step, from next: Int, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Int? {
    switch targets[step.target].kind {
    case .text, .host, .transport:
      guard let end = end(of: step, from: next, body),
        take(step.target, unpadded(next..<end, step, body), context, texts, &run, &event)
      else { return nil }
      return end
    case .last:
      let end =
        step.literal < 0
        ? body.end : findLast(literals[step.literal], in: next..<body.end, body)
      guard let end,
        take(step.target, unpadded(next..<end, step, body), context, texts, &run, &event)
      else { return nil }
      return end
    case .time:
      guard let found = time(targets[step.target], at: next, body, context) else { return nil }
      set(found.time, targets[step.target], next..<found.end, texts, &event)
      return found.end
    case .quoted:
      return quoted(step, from: next, body, context, texts, &run, &event)
    case .ip:
      guard let (range, after) = address(step, from: next, body),
        take(step.target, range, context, texts, &run, &event)
      else { return nil }
      return after
    case .word, .integer, .port, .number, .mac:
      let end = wordEnd(step, targets[step.target].kind, from: next, body)
      guard end > next, take(step.target, next..<end, context, texts, &run, &event) else {
        return nil
      }
      return end
    }
  }

  private func unpadded(
    _ range: Range<Int>, _ step: Step, _ body: borrowing Line
  ) -> Range<Int> {
    guard step.isPadded, step.literal >= 0 else { return range }
    let filler = UInt8(truncatingIfNeeded: literals[step.literal].first)
    var end = range.upperBound
    while end > range.lowerBound, body[end &- 1] == filler { end &-= 1 }
    return range.lowerBound..<end
  }

  /// Where a word, number or hardware address that begins at `next` ends.
  private func wordEnd(
    _ step: Step, _ kind: CustomTarget.Kind, from next: Int, _ body: borrowing Line
  ) -> Int {
    var end = next
    switch kind {
    case .word:
      let stop =
        step.literal < 0 ? 0x20 : UInt8(truncatingIfNeeded: literals[step.literal].first)
      while end < body.end, body[end] > 0x20, body[end] != stop { end &+= 1 }
    case .mac:
      while end < body.end, body[end] > 0x20, end &- next < 17 { end &+= 1 }
    default:
      if end < body.end, body[end] == UInt8(ascii: "-") { end &+= 1 }
      while end < body.end, body[end] &- 0x30 < 10 { end &+= 1 }
      if kind == .number, end &+ 1 < body.end, body[end] == UInt8(ascii: "."),
        body[end &+ 1] &- 0x30 < 10
      {
        end &+= 1
        while end < body.end, body[end] &- 0x30 < 10 { end &+= 1 }
      }
    }
    return end
  }

  /// The address that begins at `next`, also in square brackets. What follows it must be the next
  /// text, so that a port after a colon is not taken for a part of it.
  private func address(
    _ step: Step, from next: Int, _ body: borrowing Line
  ) -> (range: Range<Int>, after: Int)? {
    if next < body.end, body[next] == UInt8(ascii: "[") {
      let close = body.find(UInt8(ascii: "]"), in: next..<min(body.end, next &+ 48))
      guard close < body.end, body[close] == UInt8(ascii: "]"),
        body.address(in: next &+ 1..<close) != nil
      else { return nil }
      return (next &+ 1..<close, close &+ 1)
    }
    // Digits, `.` and `:`; letters a to f.
    var end = body.skip(
      low: 0x07ff_4000_0000_0000, high: 0x0000_007e_0000_007e,
      in: next..<min(body.end, next &+ 46))
    for _ in 0..<3 {
      let fits = step.literal < 0 || holds(literals[step.literal], at: end, body)
      if fits, body.address(in: next..<end) != nil { return (next..<end, end) }
      var cut = end
      repeat {
        cut &-= 1
      } while cut > next && body[cut] != UInt8(ascii: ":") && body[cut] != UInt8(ascii: ".")
      guard cut > next else { return nil }
      end = cut
    }
    return nil
  }

  /// A value in double quotes; a backslash guards the byte after it.
  private func quoted(
    _ step: Step, from next: Int, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Int? {
    guard next < body.end, body[next] == UInt8(ascii: "\"") else { return nil }
    var close = next &+ 1
    var hasEscapes = false
    while close < body.end, body[close] != UInt8(ascii: "\"") {
      if body[close] == UInt8(ascii: "\\") {
        hasEscapes = true
        close &+= 1
      }
      close &+= 1
    }
    guard close < body.end else { return nil }
    var range = next &+ 1..<close
    if hasEscapes { range = event.storeUnescaped(range, of: body) ?? range }
    return take(step.target, range, context, texts, &run, &event) ? close &+ 1 : nil
  }
}

extension EventWriter {
  /// Writes the text into the arena without the backslashes that guard a quote or a backslash; nil
  /// when there is no room.
  mutating func storeUnescaped(_ range: Range<Int>, of line: borrowing Line) -> Range<Int>? {
    let start = storePosition
    var index = range.lowerBound
    while index < range.upperBound {
      if line[index] == UInt8(ascii: "\\"), index &+ 1 < range.upperBound {
        let next = line[index &+ 1]
        if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") || next == UInt8(ascii: "\\") {
          index &+= 1
        }
      }
      guard storeByte(line[index]) else { return nil }
      index &+= 1
    }
    return start..<storePosition
  }
}
