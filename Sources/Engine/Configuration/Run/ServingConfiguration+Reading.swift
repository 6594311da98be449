import Detect
import Response
import Rules

extension ServingConfiguration {
  /// Reads `web` and `push`.
  init(_ map: YAMLMap, _ problems: inout Problems) {
    for node in map.list("push", &problems) ?? [] {
      if node.map?["type"]?.scalar?.text == "webhook" {
        if let hook = HTTPOutput.decisionHook(node, &problems) { hooks.append(hook) }
        continue
      }
      if node.map?["type"]?.scalar?.text == "openc2" {
        if let actuator = HTTPOutput.actuator(node, &problems) { actuators.append(actuator) }
        continue
      }
      if let push = ServingConfiguration.push(node, &problems) { pushes.append(push) }
    }
    guard let node = map["web"], !node.isNull, let web = node.map("'web'", &problems) else {
      return
    }
    web.reportUnknownKeys(besides: ["listen", "tls", "lists", "consumers"], &problems)
    listen = web.address("listen", &problems)
    tls = TLSFiles(serverOf: web, &problems)
    for node in web.list("lists", &problems) ?? [] {
      guard let list = ServingConfiguration.list(node, &problems) else { continue }
      if lists.contains(where: { $0.name == list.name }) {
        problems.error("same-name", at: node.place, "the list '\(list.name)' is there already")
      }
      lists.append(list)
    }
    for node in web.list("consumers", &problems) ?? [] {
      guard let consumer = consumer(node, &problems) else { continue }
      if let other = consumers.first(where: {
        $0.name == consumer.name || $0.tokenDigest == consumer.tokenDigest
      }) {
        let what = other.name == consumer.name ? "name" : "token"
        problems.error(
          "same-\(what)", at: node.place, "the consumer '\(other.name)' has that \(what) already")
      }
      consumers.append(consumer)
    }
  }

  private static func push(_ node: YAMLNode, _ problems: inout Problems) -> PushConfiguration? {
    guard let map = node.map("a push", &problems) else { return nil }
    map.reportUnknownKeys(besides: ["type", "name", "cut-connections"], &problems)
    guard map.required("type", &problems) != nil,
      let kind: PushConfiguration.Kind = map.choice("type", &problems)
    else { return nil }
    guard let options = options(map, "name", placeholder: false, &problems) else { return nil }
    var push = PushConfiguration(kind: kind, options: options, place: map.place)
    push.cutsConnections = map.boolean("cut-connections", &problems) ?? false
    return push
  }

  private static func options(
    _ map: YAMLMap, _ key: String, placeholder: Bool, _ problems: inout Problems
  ) -> BlockListOptions? {
    guard let name = map.text(key, &problems) else {
      var options = BlockListOptions()
      options.placeholder = placeholder
      return options
    }
    if let options = BlockListOptions(name: name, placeholder: placeholder) { return options }
    problems.error(
      "bad-name", at: map[key]?.place ?? map.place, "'\(name)' cannot be the name of a table",
      hint: "write 1 to 20 letters, digits, '-' or '_', from a letter")
    return nil
  }

  private static func list(_ node: YAMLNode, _ problems: inout Problems) -> ServedList? {
    guard let map = node.map("a list", &problems) else { return nil }
    map.reportUnknownKeys(
      besides: ["name", "formats", "maximum", "comments", "placeholder", "level", "table"],
      &problems)
    guard let name = map.requiredText("name", &problems) else { return nil }
    guard var list = ServedList(name: name) else {
      problems.error(
        "bad-name", at: map["name"]?.place ?? map.place,
        "'\(name)' cannot be part of a path",
        hint: "write 1 to 64 letters, digits, '-' or '_'")
      return nil
    }
    let placeholder = map.boolean("placeholder", &problems) ?? true
    if let options = options(map, "table", placeholder: placeholder, &problems) {
      list.options = options
    }
    list.options.comments = map.boolean("comments", &problems) ?? false
    list.options.maximumEntries = map.whole("maximum", in: 0...100_000_000, &problems)
    for format in map["formats"]?.elements ?? [] {
      let choice: BlockListFormat? = format.choice("'formats'", &problems)
      if let choice { list.formats.insert(choice) }
    }
    if let level = map.text("level", &problems) {
      if let level = Level(name: level) {
        list.minimumLevel = level
      } else {
        problems.error(
          "unknown-value", at: map["level"]?.place ?? map.place, "'level' is '\(level)'",
          hint: "write one of \(Level.allCases.map(\.name).joined(separator: ", "))")
      }
    }
    return list
  }

  private func consumer(_ node: YAMLNode, _ problems: inout Problems) -> Consumer? {
    guard let map = node.map("a consumer", &problems) else { return nil }
    map.reportUnknownKeys(
      besides: [
        "name", "token", "lists", "bouncer", "metrics", "header", "expand-networks", "quiet-after",
      ],
      &problems)
    guard let name = map.requiredText("name", &problems),
      let token = map.requiredText("token", &problems)
    else { return nil }
    guard var consumer = Consumer(name: name, token: token) else {
      problems.error(
        "bad-token", at: map["token"]?.place ?? map.place,
        "a token has \(Consumer.minimumTokenLength) to 512 bytes",
        hint: "make one with: openssl rand -hex 32")
      return nil
    }
    consumer.isBouncer = map.boolean("bouncer", &problems) ?? false
    consumer.readsMetrics = map.boolean("metrics", &problems) ?? false
    consumer.header = map.text("header", &problems)?.lowercased()
    if map.boolean("expand-networks", &problems) == true { consumer.expandsHostBits = 8 }
    consumer.quietSeconds = map.timespan("quiet-after", &problems).map { $0 / 1_000_000_000 }
    let names = map.texts("lists", &problems)
    for name in names ?? [] where !lists.contains(where: { $0.name == name }) {
      problems.error(
        "no-such-list", at: map["lists"]?.place ?? map.place, "there is no list '\(name)'",
        hint: "name it in 'lists' of 'web'")
    }
    // A bouncer or a reader of metrics may pull lists only when they are named.
    let isOther = consumer.isBouncer || consumer.readsMetrics
    consumer.lists = names.map(Set.init) ?? (isOther ? [] : nil)
    return consumer
  }
}
