/// How many alerts of a kind were told within a time, and the one that tells of those held back.
///
/// A window opens with the first alert of its key and lasts for a span of event time. As many alerts
/// as the limit says are told in it; the others are counted, and the newest of them is kept. After
/// the window one alert tells of them all: the next of the key, or the newest of those held back
/// when none comes. So every alert is told or counted in one that is told:
/// the sum of 1 + ``Repeats/count`` over the told ones is the number of alerts.
///
/// Bounded: of more than ``limit`` windows, or more than ``heldLimit`` alerts held back, the quarter
/// with the oldest windows ends early.
package struct RepeatTable: Sendable {
  package struct Key: Hashable, Sendable {
    package let rule: String
    /// Nil counts all alerts of the rule together.
    package let entity: Entity?

    package init(rule: String, entity: Entity?) {
      self.rule = rule
      self.entity = entity
    }
  }

  package struct Window: Sendable {
    package var startSeconds: Int64
    package var told: Int
    package var held: Held?

    package init(startSeconds: Int64, told: Int, held: Held? = nil) {
      self.startSeconds = startSeconds
      self.told = told
      self.held = held
    }
  }

  package struct Held: Sendable {
    /// How many alerts, those included that they stand for.
    package var count: Int
    /// The time of the first of them, Unix seconds.
    package var sinceSeconds: Int64
    /// The newest of them.
    package var alert: Alert

    package init(count: Int, sinceSeconds: Int64, alert: Alert) {
      self.count = count
      self.sinceSeconds = sinceSeconds
      self.alert = alert
    }

    mutating func add(_ alert: Alert, atSeconds: Int64) {
      count += alert.weight
      sinceSeconds = min(sinceSeconds, alert.repeats?.sinceSeconds ?? atSeconds)
      self.alert = alert
    }

    init(_ alert: Alert, atSeconds: Int64) {
      self.init(
        count: alert.weight, sinceSeconds: alert.repeats?.sinceSeconds ?? atSeconds, alert: alert)
    }

    /// The newest, and how many it stands for.
    fileprivate var telling: Alert {
      var telling = alert
      telling.repeats = count > 1 ? Repeats(count: count - 1, sinceSeconds: sinceSeconds) : nil
      return telling
    }
  }

  package static let limit = 100_000
  package static let heldLimit = 4096

  private let spanSeconds: Int64
  private let toldMaximum: Int
  private let windowLimit: Int
  private let heldMaximum: Int
  private var windows: [Key: Window] = [:]
  /// Windows in which something is held back.
  private var heldWindows = 0
  /// No window ends before.
  private var nextEndSeconds = Int64.max
  private var changed: Set<Key> = []

  /// - Parameters:
  ///   - spanSeconds: How long a window lasts, above 0.
  ///   - toldMaximum: How many alerts are told in one, above 0.
  package init(
    spanSeconds: Int64, toldMaximum: Int, windowLimit: Int = RepeatTable.limit,
    heldLimit: Int = RepeatTable.heldLimit
  ) {
    self.spanSeconds = spanSeconds
    self.toldMaximum = toldMaximum
    self.windowLimit = windowLimit
    heldMaximum = heldLimit
  }

  /// How many windows there are.
  package var count: Int { windows.count }

  /// How many alerts are held back.
  package var heldAlerts: Int {
    windows.values.reduce(0) { $0 + ($1.held?.count ?? 0) }
  }

  /// Takes an alert.
  ///
  /// - Parameter atSeconds: Its time, Unix seconds. One that is older than its window counts as being in
  ///   it.
  /// - Returns: What is to be told now, in order; the alert itself last, unless it is held back.
  package mutating func take(_ alert: Alert, _ key: Key, atSeconds: Int64) -> [Alert] {
    changed.insert(key)
    guard var window = windows[key] else {
      var told: [Alert] = []
      if windows.count >= windowLimit { told = endOldest() }
      open(key, Window(startSeconds: atSeconds, told: 1))
      return told + [alert]
    }
    if atSeconds - window.startSeconds >= spanSeconds {
      var telling = alert
      if let held = window.held {
        heldWindows -= 1
        telling.repeats = Repeats(count: held.count, sinceSeconds: held.sinceSeconds)
          .joined(alert.repeats)
      }
      open(key, Window(startSeconds: atSeconds, told: 1))
      return [telling]
    }
    if window.told < toldMaximum {
      window.told += 1
      windows[key] = window
      return [alert]
    }
    if window.held == nil {
      window.held = Held(alert, atSeconds: atSeconds)
      heldWindows += 1
    } else {
      window.held?.add(alert, atSeconds: atSeconds)
    }
    windows[key] = window
    return heldWindows > heldMaximum ? endOldest() : []
  }

  /// Ends the windows that are over by the clock.
  ///
  /// - Parameter nowSeconds: Unix seconds.
  /// - Returns: What is to be told of them, by time. Each begins a window anew.
  package mutating func end(nowSeconds: Int64) -> [Alert] {
    guard nowSeconds >= nextEndSeconds else { return [] }
    nextEndSeconds = .max
    var told: [(Int64, Alert)] = []
    for (key, window) in windows {
      guard nowSeconds - window.startSeconds >= spanSeconds else {
        nextEndSeconds = min(nextEndSeconds, window.startSeconds + spanSeconds)
        continue
      }
      changed.insert(key)
      guard let held = window.held else {
        windows[key] = nil
        continue
      }
      told.append((window.startSeconds, held.telling))
      heldWindows -= 1
      open(key, Window(startSeconds: nowSeconds, told: 1))
    }
    return RepeatTable.ordered(told)
  }

  /// What changed since the last call; a window is nil when it is gone.
  package mutating func takeChanges() -> [(key: Key, window: Window?)] {
    defer { changed.removeAll(keepingCapacity: true) }
    return changed.map { ($0, windows[$0]) }
  }

  package var hasChanges: Bool { !changed.isEmpty }

  /// Puts a window back that was kept.
  package mutating func restore(_ key: Key, _ window: Window) {
    if window.held != nil { heldWindows += 1 }
    open(key, window)
  }

  /// Ends them all: what is held back is told.
  package mutating func endAll() -> [Alert] {
    let told = windows.values.compactMap { window in
      window.held.map { (window.startSeconds, $0.telling) }
    }
    changed.formUnion(windows.keys)
    windows = [:]
    heldWindows = 0
    return RepeatTable.ordered(told)
  }

  private mutating func open(_ key: Key, _ window: Window) {
    windows[key] = window
    nextEndSeconds = min(nextEndSeconds, window.startSeconds + spanSeconds)
  }

  private mutating func endOldest() -> [Alert] {
    let starts = windows.values.map(\.startSeconds).sorted()
    let oldest = starts[starts.count / 4]
    var told: [(Int64, Alert)] = []
    for (key, window) in windows where window.startSeconds <= oldest {
      if let held = window.held {
        told.append((window.startSeconds, held.telling))
        heldWindows -= 1
      }
      windows[key] = nil
      changed.insert(key)
    }
    return RepeatTable.ordered(told)
  }

  private static func ordered(_ told: [(seconds: Int64, alert: Alert)]) -> [Alert] {
    told.sorted { ($0.seconds, $0.alert.id) < ($1.seconds, $1.alert.id) }.map(\.alert)
  }
}

extension Alert {
  /// How many alerts it stands for, itself included.
  fileprivate var weight: Int { 1 + (repeats?.count ?? 0) }
}
