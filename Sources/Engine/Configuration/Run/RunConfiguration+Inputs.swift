import Detect
import Rules

extension RunConfiguration {
  private enum InputType: String, CaseIterable { case file, udp, tcp, unix, journal, http, stdin }

  private static let sharedKeys = [
    "name", "type", "format", "timezone", "trusted", "quiet-after", "clock-skew",
  ]

  mutating func readInputs(_ map: YAMLMap, _ problems: inout Problems) {
    guard let list = map.required("inputs", &problems)?.list("'inputs'", &problems) else { return }
    if list.isEmpty {
      problems.error("no-inputs", at: map.place, "there is no input", hint: "name one in 'inputs'")
    }
    for node in list {
      guard let entry = node.map("an input", &problems),
        let input = RunConfiguration.input(entry, &problems)
      else { continue }
      if let other = inputs.first(where: { $0.name == input.name }) {
        problems.error(
          "same-name", at: node.place,
          "the input '\(input.name)' is there already (\(other.place))",
          hint: "give each input a 'name' of its own")
      }
      inputs.append(input)
    }
  }

  private static func input(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> InputConfiguration? {
    guard map.required("type", &problems) != nil,
      let type: InputType = map.choice("type", &problems),
      let (kind, usualName) = kind(type, map, &problems)
    else { return nil }
    var input = InputConfiguration(
      name: map.text("name", &problems) ?? usualName, kind: kind, place: map.place)
    input.format = map.text("format", &problems).flatMap { $0 == "auto" ? nil : $0 }
    input.zone = map.zone("timezone", &problems)
    input.isTrusted = map.boolean("trusted", &problems) ?? kind.isTrustedByDefault
    input.quietNanoseconds = map.timespan("quiet-after", &problems)
    if let skew = map.timespan("clock-skew", &problems) {
      input.skewSeconds = max(1, skew / 1_000_000_000)
    }
    return input
  }

  private static func kind(
    _ type: InputType, _ map: YAMLMap, _ problems: inout Problems
  ) -> (InputConfiguration.Kind, usualName: String)? {
    func known(_ keys: String...) {
      map.reportUnknownKeys(besides: sharedKeys + keys, &problems)
    }
    switch type {
    case .file:
      known("paths", "from")
      guard map.required("paths", &problems) != nil,
        let paths = map.texts("paths", &problems), let first = paths.first
      else { return nil }
      let begin: FileBegin = map.choice("from", &problems) ?? .end
      let file = InputConfiguration.FileSettings(
        paths: paths, fromBeginning: begin == .beginning)
      return (.file(file), first)
    case .udp:
      known("listen", "allow", "receive-buffer")
      guard let listen = listen(map, &problems) else { return nil }
      return (.udp(listen), "udp \(listen.address)")
    case .tcp:
      known("listen", "allow", "receive-buffer", "connections", "message-limit", "idle", "tls")
      guard var listen = listen(map, &problems) else { return nil }
      listen.tls = TLSFiles(serverOf: map, namesClients: true, &problems)
      return (.tcp(listen), "\(listen.tls == nil ? "tcp" : "tls") \(listen.address)")
    case .unix:
      known("path", "receive-buffer")
      guard let path = map.requiredText("path", &problems) else { return nil }
      let bytes = map.size("receive-buffer", in: 1 << 12...1 << 30, &problems) ?? 16 << 20
      return (.unix(path: path, receiveBytes: bytes), "unix \(path)")
    case .journal:
      known("units", "matches", "directory", "from")
      return (.journal(journal(map, &problems)), "journal")
    case .http:
      known("listen", "allow", "connections", "token", "body-limit", "tls")
      return http(map, &problems).map { (.http($0), "http \($0.listen.address)") }
    case .stdin:
      known()
      return (.standardInput, "stdin")
    }
  }

  private static func http(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> InputConfiguration.HTTPSettings? {
    guard let listen = listen(map, &problems), let token = map.requiredText("token", &problems)
    else { return nil }
    guard let sender = Consumer(name: map.text("name", &problems) ?? "http", token: token) else {
      problems.error(
        "bad-token", at: map["token"]?.place ?? map.place,
        "a token has \(Consumer.minimumTokenLength) to 512 bytes",
        hint: "make one with: openssl rand -hex 32")
      return nil
    }
    var http = InputConfiguration.HTTPSettings(listen: listen, sender: sender)
    http.listen.connections = map["connections"] == nil ? 64 : listen.connections
    http.bodyBytes =
      map.size("body-limit", in: 1 << 12...64 << 20, &problems) ?? http.bodyBytes
    http.tls = TLSFiles(serverOf: map, &problems)
    return http
  }

  private static func journal(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> InputConfiguration.JournalSettings {
    var journal = InputConfiguration.JournalSettings()
    journal.units = map.texts("units", &problems) ?? []
    journal.matches = map.texts("matches", &problems) ?? []
    journal.directory = map.text("directory", &problems)
    let begin: FileBegin = map.choice("from", &problems) ?? .end
    journal.fromBeginning = begin == .beginning
    for match in journal.matches where !isMatch(match) {
      problems.error(
        "bad-match", at: map["matches"]?.place ?? map.place,
        "'\(match)' is not a field and a value", hint: "write such as _TRANSPORT=kernel")
    }
    return journal
  }

  /// A field's name in front of `=`, so that it is no option and no path.
  private static func isMatch(_ text: String) -> Bool {
    let name = text.utf8.prefix { $0 != UInt8(ascii: "=") }
    return !name.isEmpty && name.count < text.utf8.count
      && name.allSatisfy { 0x41...0x5a ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
  }

  private enum FileBegin: String, CaseIterable { case beginning, end }

  private static func listen(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> InputConfiguration.ListenSettings? {
    guard let address = map.address("listen", &problems) else { return nil }
    var listen = InputConfiguration.ListenSettings(address: address)
    for node in map["allow"]?.elements ?? [] {
      guard let text = node.text("'allow'", &problems) else { continue }
      do throws(PrefixError) {
        listen.allowed.append(try Prefix(parsing: text))
      } catch {
        problems.error("bad-network", at: node.place, error.description)
      }
    }
    listen.receiveBytes =
      map.size("receive-buffer", in: 1 << 12...1 << 30, &problems) ?? listen.receiveBytes
    listen.connections =
      map.whole("connections", in: 1...65_536, &problems) ?? listen.connections
    listen.messageBytes =
      map.size("message-limit", in: 256...RecordCursor.recordBytesMaximum, &problems)
      ?? listen.messageBytes
    listen.idleNanoseconds = map.timespan("idle", &problems) ?? listen.idleNanoseconds
    return listen
  }
}
