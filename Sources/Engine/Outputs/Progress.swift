private import Glibc
private import Synchronization

/// A line on standard error that says how far a scan is; only on a terminal, and only once a
/// second has passed.
package final class Progress: Sendable {
  private let total: Int?
  private let started: ContinuousClock.Instant
  private let taken = Atomic<Int>(0)
  private let isShown: Bool
  private let state = Mutex(State())

  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var isOnScreen = false
  }

  /// - Parameter total: Bytes that all inputs together have, when that is known.
  package init(total: Int?, isShown: Bool) {
    self.total = total
    self.isShown = isShown
    started = .now
  }

  /// Bytes taken from the inputs so far; draws at most five times a second.
  package func report(bytesTaken: Int) {
    taken.store(bytesTaken, ordering: .relaxed)
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - started > .seconds(1) else { return }
    state.withLock { state in
      if let last = state.lastDrawn, now - last < .milliseconds(200) { return }
      state.lastDrawn = now
      state.isOnScreen = true
      draw(bytesTaken, seconds: Double((now - started) / .milliseconds(1)) / 1000)
    }
  }

  /// Takes the line off the screen, before something else is written there.
  package func erase() {
    guard isShown else { return }
    state.withLock { state in
      if state.isOnScreen { put("\r\u{1b}[K") }
      state.isOnScreen = false
    }
  }

  private func draw(_ bytes: Int, seconds: Double) {
    let rate = Double(bytes) / max(seconds, 0.001)
    var text = "\r\u{1b}[K"
    if let total, total > 0 {
      let share = min(1, Double(bytes) / Double(total))
      let filled = Int(share * 24)
      text += String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      text += " \(Int(share * 100)) %"
      if rate > 0 { text += "  \(Int(Double(total - bytes) / rate)) s left" }
    }
    text += "  \(Quantity.bytes(bytes)) at \(Quantity.bytes(Int(rate)))/s"
    put(text)
  }

  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// Figures as people read them.
package enum Quantity {
  /// `812 B`, `3.4 MB`, `1.2 GB`: decimal units, as throughput is quoted.
  package static func bytes(_ count: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(count)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(count) B" : "\(tenths(value)) \(units[unit])"
  }

  /// `1,234,567`.
  package static func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `1 rule`, `2,345 rules`.
  package static func count(_ number: Int, _ one: String, _ many: String) -> String {
    count(number) + " " + (number == 1 ? one : many)
  }

  /// That many digits after the point; `1,234` without any.
  package static func decimal(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int((max(0, min(value, 1e15)) * scale).rounded())
    let whole = count(scaled / Int(scale))
    if digits == 0 { return whole }
    return whole + "." + String(scaled % Int(scale)).leftPadded(to: digits, with: "0")
  }

  /// One digit after the point.
  package static func tenths(_ value: Double) -> String {
    let scaled = Int((value * 10).rounded())
    return "\(scaled / 10).\(abs(scaled % 10))"
  }
}
