import Response
import Rules

extension RunConfiguration {
  private enum OutputType: String, CaseIterable {
    case file, stdout, syslog, webhook, elasticsearch, opensearch, alertmanager
  }

  mutating func readOutputs(_ map: YAMLMap, _ problems: inout Problems) {
    for node in map.list("outputs", &problems) ?? [] {
      guard let entry = node.map("an output", &problems),
        let output = RunConfiguration.output(entry, &problems)
      else { continue }
      if outputs.contains(where: { $0.name == output.name }) {
        problems.error(
          "same-name", at: node.place, "the output '\(output.name)' is there already",
          hint: "give each output a 'name' of its own")
      }
      if output.needsState, state.folder == nil {
        problems.error(
          "no-state", at: node.place, "the output '\(output.name)' keeps its queue in 'state'",
          hint: "name a folder in 'state'")
      }
      outputs.append(output)
    }
    for node in map.list("blocklists", &problems) ?? [] {
      guard let entry = node.map("a block list", &problems),
        let list = RunConfiguration.blockList(entry, &problems)
      else { continue }
      blockLists.append(list)
    }
  }

  private static func output(_ map: YAMLMap, _ problems: inout Problems) -> OutputConfiguration? {
    guard map.required("type", &problems) != nil,
      let type: OutputType = map.choice("type", &problems),
      let (kind, usualName) = kind(type, map, &problems)
    else { return nil }
    var output = OutputConfiguration(
      name: map.text("name", &problems) ?? usualName, kind: kind, place: map.place)
    if let name = map.text("level", &problems) {
      guard let level = Level(name: name) else {
        problems.error(
          "unknown-value", at: map["level"]?.place ?? map.place, "'level' is '\(name)'",
          hint: "write one of \(Level.allCases.map(\.name).joined(separator: ", "))")
        return nil
      }
      output.minimumLevel = level
    }
    output.takesRepeats = map.boolean("repeats", &problems) ?? false
    return output
  }

  private static func kind(
    _ type: OutputType, _ map: YAMLMap, _ problems: inout Problems
  ) -> (OutputConfiguration.Kind, usualName: String)? {
    func known(_ keys: String...) {
      map.reportUnknownKeys(besides: ["name", "type", "level", "repeats"] + keys, &problems)
    }
    switch type {
    case .file:
      known("path", "rotate", "keep")
      guard let path = map.requiredText("path", &problems) else { return nil }
      let rotate = map.size("rotate", in: 1 << 16...1 << 40, &problems) ?? 100 << 20
      let keep = map.whole("keep", in: 1...1000, &problems) ?? 10
      return (.file(path: path, rotateBytes: rotate, keep: keep), path)
    case .stdout:
      known("format")
      return (.standardOutput(map.choice("format", &problems)), "stdout")
    case .syslog:
      known("to", "protocol", "framing", "format", "facility", "message-limit", "queue", "tls")
      return syslog(map, &problems)
    case .webhook: return HTTPOutput.webhook(map, &problems)
    case .elasticsearch, .opensearch: return HTTPOutput.bulk(map, type.rawValue, &problems)
    case .alertmanager: return HTTPOutput.alertmanager(map, &problems)
    }
  }

  private static func syslog(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> (OutputConfiguration.Kind, usualName: String)? {
    guard let address = map.address("to", &problems) else { return nil }
    var target = SyslogTarget(address: address)
    target.transport = map.choice("protocol", &problems) ?? target.transport
    target.framing = map.choice("framing", &problems) ?? target.framing
    if target.transport == .tls {
      target.tls = TLSFiles(map, &problems)
    } else if let tls = map["tls"] {
      problems.error(
        "tls-without-protocol", at: tls.place, "'tls' is of 'protocol: tls' alone",
        hint: "write 'protocol: tls', or leave 'tls' out")
    }
    var message = SyslogMessage()
    message.format = map.choice("format", &problems) ?? message.format
    message.limit = map.size("message-limit", in: 1024...65_000, &problems) ?? message.limit
    if let name = map.text("facility", &problems) {
      guard let facility = SyslogMessage.facilities[name] else {
        problems.error(
          "unknown-value", at: map["facility"]?.place ?? map.place, "'facility' is '\(name)'",
          hint: "write one of \(SyslogMessage.facilities.keys.sorted().joined(separator: ", "))")
        return nil
      }
      message.facility = facility
    }
    return (.syslog(target, message, queueBytes: queue(map, &problems)), "syslog \(address)")
  }

  /// Bytes that may wait.
  static func queue(_ map: YAMLMap, _ problems: inout Problems) -> Int {
    map.size("queue", in: 1 << 16...1 << 40, &problems) ?? 64 << 20
  }

  private static func seconds(
    _ map: YAMLMap, _ key: String, _ problems: inout Problems
  ) -> Int? {
    map.timespan(key, &problems).map { Int($0 / 1_000_000_000) }
  }

  private static func blockList(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> BlockListConfiguration? {
    map.reportUnknownKeys(
      besides: ["path", "format", "name", "placeholder", "reload", "timeout"], &problems)
    guard let path = map.requiredText("path", &problems) else { return nil }
    var list = BlockListConfiguration(
      path: path, format: map.choice("format", &problems) ?? .plain,
      reload: map.texts("reload", &problems) ?? [],
      timeoutSeconds: seconds(map, "timeout", &problems) ?? 10, place: map.place)
    if let name = map.text("name", &problems) {
      guard let options = BlockListOptions(name: name) else {
        problems.error(
          "bad-name", at: map["name"]?.place ?? map.place,
          "'\(name)' cannot be the name of a table",
          hint: "write 1 to 20 letters, digits, '-' or '_', from a letter")
        return nil
      }
      list.options = options
    }
    list.options.placeholder = map.boolean("placeholder", &problems) ?? list.options.placeholder
    return list
  }
}
