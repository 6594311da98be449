package import Rules
import Detect
import Logs
import Response
private import Foundation

extension RunConfiguration {
  /// Reads a configuration file. Every problem is reported with its place; nil when there was an
  /// error.
  package static func load(_ path: String, _ problems: inout Problems) -> RunConfiguration? {
    guard let bytes = RuleFiles.read(path, &problems) else { return nil }
    return read(bytes, path: path, environment: EnvironmentText.variable, &problems)
  }

  /// Reads a configuration.
  ///
  /// - Parameter environment: Gives the value of a variable, or nil.
  package static func read(
    _ bytes: [UInt8], path: String, environment: (String) -> String?, _ problems: inout Problems
  ) -> RunConfiguration? {
    var own = Problems()
    var unset: Set<Place> = []
    // What is left of a value without its variable is not worth a second error.
    defer {
      for problem in own.all
      where !unset.contains(problem.place) || problem.code == EnvironmentText.unsetCode {
        problems.append(problem)
      }
    }
    let documents = YAML.documents(in: bytes, path: path, &own)
    guard !own.hasErrors else { return nil }
    guard let document = documents.first, documents.count == 1 else {
      own.error(
        "configuration-documents", at: Place(path: path),
        "a configuration is one YAML document, not \(documents.count)")
      return nil
    }
    let expanded = EnvironmentText.expand(document, environment, &own)
    unset = Set(own.all.filter { $0.code == EnvironmentText.unsetCode }.map(\.place))
    guard let map = expanded.map("the configuration", &own) else { return nil }
    let configuration = RunConfiguration(map, path: path, &own)
    return own.hasErrors ? nil : configuration
  }

  private static let keys = [
    "rules", "pipelines", "decoders", "indicators", "policy", "strict", "unknown-log-source",
    "workers", "timezone",
    "inputs", "outputs", "blocklists", "state", "log-level", "window-memory",
    "blocks-per-minute", "blocked-share", "web", "push", "alerts",
  ]

  private init(_ map: YAMLMap, path: String, _ problems: inout Problems) {
    self.path = path
    settings = Settings(clock: TimeReference(nowSeconds: RunClock.nowSeconds))
    map.reportUnknownKeys(besides: Self.keys, &problems)
    readDetection(map, &problems)
    readState(map, &problems)
    readInputs(map, &problems)
    readOutputs(map, &problems)
    serving = ServingConfiguration(map, &problems)
    if state.folder == nil, !serving.hooks.isEmpty || !serving.actuators.isEmpty {
      problems.error(
        "no-state", at: map["push"]?.place ?? map.place, "a push keeps its queue in 'state'",
        hint: "name a folder in 'state'")
    }
    if let terms = map.map("alerts", &problems) { alerts = AlertTerms(terms, &problems) }
    logLevel = map.choice("log-level", &problems) ?? logLevel
    windowBytes = map.size("window-memory", in: 1 << 20...1 << 40, &problems) ?? windowBytes
    blocksPerMinute =
      map.whole("blocks-per-minute", in: 1...10_000_000, &problems) ?? blocksPerMinute
    if let text = map.text("blocked-share", &problems), let place = map["blocked-share"]?.place {
      if let millionths = ShareText.millionths(text) {
        blockedMillionths = millionths
      } else {
        problems.error(
          "bad-share", at: place, "'blocked-share' is '\(text)', which is no share",
          hint: "write 0.0001% to 100%, such as 0.1%")
      }
    }
  }

  private mutating func readDetection(_ map: YAMLMap, _ problems: inout Problems) {
    settings.rulePaths = map.texts("rules", &problems) ?? []
    settings.pipelinePaths = map.texts("pipelines", &problems) ?? []
    settings.decoderPaths = map.texts("decoders", &problems) ?? []
    settings.policyPath = map.text("policy", &problems)
    settings.isStrict = map.boolean("strict", &problems) ?? false
    settings.unknownLogSource = map.choice("unknown-log-source", &problems) ?? .skip
    settings.workers = map.whole("workers", in: 1...1024, &problems) ?? settings.workers
    if let zone = map.zone("timezone", &problems) {
      settings.clock = TimeReference(nowSeconds: settings.clock.nowSeconds, zone: zone)
    }
    for node in map["indicators"]?.elements ?? [] {
      if let indicators = indicators(node, &problems) { settings.indicators.append(indicators) }
    }
  }

  /// A path, or a map with what the file's description may say.
  private func indicators(_ node: YAMLNode, _ problems: inout Problems) -> IndicatorArgument? {
    guard let map = node.map else {
      return node.text("an indicator list", &problems).map { IndicatorArgument(path: $0) }
    }
    map.reportUnknownKeys(besides: ["path", "name", "confidence", "expires"], &problems)
    guard let path = map.requiredText("path", &problems) else { return nil }
    var argument = IndicatorArgument(path: path)
    argument.name = map.text("name", &problems)
    argument.confidence = map.whole("confidence", in: 0...100, &problems)
    if let text = map.text("expires", &problems) {
      argument.expiresSeconds = IndicatorArgument.endOfDay(text[...])
      if argument.expiresSeconds == nil {
        problems.error(
          "bad-date", at: map["expires"]?.place ?? map.place, "'\(text)' is not a date",
          hint: "write a day such as 2026-12-31")
      }
    }
    return argument
  }

  private mutating func readState(_ map: YAMLMap, _ problems: inout Problems) {
    guard let node = map["state"], !node.isNull else { return }
    guard let state = node.map else {
      self.state.folder = node.text("'state'", &problems)
      return
    }
    state.reportUnknownKeys(besides: ["folder", "save-every", "keep", "size"], &problems)
    self.state.folder = state.requiredText("folder", &problems)
    self.state.saveNanoseconds =
      state.timespan("save-every", &problems) ?? self.state.saveNanoseconds
    self.state.keepNanoseconds =
      state.timespan("keep", &problems) ?? self.state.keepNanoseconds
    self.state.sizeBytes =
      state.size("size", in: 1 << 20...1 << 40, &problems) ?? self.state.sizeBytes
  }
}

/// The wall clock.
enum RunClock {
  static var nowSeconds: Int64 { Int64(Date().timeIntervalSince1970) }
}

extension IndicatorArgument {
  fileprivate init(path: String) {
    self.path = path
  }
}

// Values that configurations have beside those of all YAML files.
extension YAMLMap {
  /// A number of bytes: `65536`, `64 KiB`, `8 MiB`, `1 GiB`.
  func size(
    _ key: String, in range: ClosedRange<Int>, _ problems: inout Problems
  ) -> Int? {
    guard let text = text(key, &problems), let place = self[key]?.place else { return nil }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).trimmingPrefix(while: { $0 == " " })
    let shifts: [Substring: Int] = ["": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30]
    guard let shift = shifts[unit], let number = Int(digits), number <= Int.max >> 30 else {
      problems.error(
        "bad-size", at: place, "'\(key)' is '\(text)', which is no size",
        hint: "write a number of bytes, or such as 64 KiB, 8 MiB, 1 GiB")
      return nil
    }
    let value = number << shift
    guard range.contains(value) else {
      problems.error(
        "bad-size", at: place,
        "'\(key)' must be \(range.lowerBound) to \(range.upperBound) bytes, but is \(value)")
      return nil
    }
    return value
  }

  func zone(_ key: String, _ problems: inout Problems) -> TimeReference.Zone? {
    guard let name = text(key, &problems), let place = self[key]?.place else { return nil }
    if let zone = TimeReference.Zone(named: name) { return zone }
    problems.error(
      "unknown-time-zone", at: place, SettingsError.unknownTimeZone(name).description)
    return nil
  }

  func address(_ key: String, _ problems: inout Problems) -> SocketAddress? {
    guard let text = requiredText(key, &problems), let place = self[key]?.place else { return nil }
    if let address = SocketAddress(text) { return address }
    problems.error(
      "bad-address", at: place, "'\(text)' is not an address and a port",
      hint: "write such as 192.0.2.1:514, [2001:db8::1]:514, or :514 for every address")
    return nil
  }
}
