private import Foundation
import Response
import Rules

extension HTTPOutput {
  /// The keys that all outputs over HTTP have.
  private static let keys = [
    "url", "headers", "user", "password", "timeout", "tls", "queue", "name", "type", "level",
    "repeats",
  ]

  static func webhook(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> (OutputConfiguration.Kind, usualName: String)? {
    map.reportUnknownKeys(
      besides: keys + ["format", "body", "record", "secret", "signature"], &problems)
    guard let target = target(map, &problems) else { return nil }
    var webhook = Webhook()
    webhook.format = map.choice("format", &problems) ?? webhook.format
    webhook.showsRecord = map.boolean("record", &problems) ?? false
    read(into: &webhook, map, &problems)
    return output(.webhook(webhook), target, map, "webhook", [webhook.secret], &problems)
  }

  /// The shape of one's own and the signature.
  private static func read(
    into webhook: inout Webhook, _ map: YAMLMap, _ problems: inout Problems
  ) {
    webhook.secret = map.text("secret", &problems)
    webhook.signature = map.choice("signature", &problems) ?? webhook.signature
    if let body = map["body"], !body.isNull {
      webhook.template = AlertTemplate(body, &problems)
      if let format = map["format"] {
        problems.error(
          "two-shapes", at: format.place, "'format' and 'body' both say what is sent",
          hint: "keep one of them")
      }
    }
    if let secret = webhook.secret, secret.utf8.count < 16, let place = map["secret"]?.place {
      problems.error(
        "short-secret", at: place, "'secret' has fewer than 16 bytes",
        hint: "make one with: openssl rand -hex 32")
    }
  }

  /// Reads a push to those who are told of decisions.
  static func decisionHook(
    _ node: YAMLNode, _ problems: inout Problems
  ) -> DecisionHookConfiguration? {
    guard let map = node.map("a push", &problems) else { return nil }
    let known = keys.filter { $0 != "level" && $0 != "repeats" }
    map.reportUnknownKeys(
      besides: known + ["body", "secret", "signature", "actions"], &problems)
    guard let target = target(map, &problems) else { return nil }
    var hook = DecisionHookConfiguration(
      name: map.text("name", &problems) ?? "webhook \(target.url.place)", target: target,
      queueBytes: RunConfiguration.queue(map, &problems))
    read(into: &hook.webhook, map, &problems)
    hook.secrets = [hook.webhook.secret, map.text("password", &problems)].compactMap { $0 }
    if let names = map.texts("actions", &problems) {
      hook.actions = []
      for name in names {
        if let action = Decision.Action(rawValue: name) {
          hook.actions.insert(action)
        } else {
          problems.error(
            "unknown-value", at: map["actions"]?.place ?? map.place, "'actions' has '\(name)'",
            hint: "write some of block, watch and would-block")
        }
      }
    }
    return hook
  }

  static func bulk(
    _ map: YAMLMap, _ type: String, _ problems: inout Problems
  ) -> (OutputConfiguration.Kind, usualName: String)? {
    map.reportUnknownKeys(besides: keys + ["index", "pipeline", "api-key"], &problems)
    guard var target = target(map, &problems) else { return nil }
    var bulk = BulkIndex(index: map.text("index", &problems) ?? "detectd-alerts")
    bulk.pipeline = map.text("pipeline", &problems)
    for (key, name) in [("index", bulk.index), ("pipeline", bulk.pipeline)] {
      guard let name, !BulkIndex.isName(name) else { continue }
      problems.error(
        "bad-index", at: map[key]?.place ?? map.place, "'\(name)' cannot be the name of an \(key)",
        hint: "write lower-case letters, digits, '-', '_' and '.', such as detectd-alerts")
    }
    if let key = map.text("api-key", &problems) {
      target.headers.append(("Authorization", "ApiKey \(key)"))
    }
    return output(.bulk(bulk), target, map, type, [map.text("api-key", &problems)], &problems)
  }

  static func alertmanager(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> (OutputConfiguration.Kind, usualName: String)? {
    map.reportUnknownKeys(besides: keys + ["labels", "active"], &problems)
    guard let target = target(map, &problems) else { return nil }
    var alertmanager = Alertmanager()
    for entry in map.map("labels", &problems)?.entries ?? [] {
      guard let value = entry.value.text("'\(entry.key)'", &problems) else { continue }
      if !Alertmanager.isLabel(entry.key) {
        problems.error(
          "bad-label", at: entry.keyPlace, "'\(entry.key)' cannot be the name of a label",
          hint: "write letters, digits and '_', not a digit first")
      }
      alertmanager.labels.append((entry.key, value))
    }
    if let nanoseconds = map.timespan("active", &problems) {
      alertmanager.activeSeconds = max(60, nanoseconds / 1_000_000_000)
    }
    return output(
      .alertmanager(alertmanager), target, map, "alertmanager", [], &problems)
  }

  /// Reads a push to an actuator.
  static func actuator(
    _ node: YAMLNode, _ problems: inout Problems
  ) -> ActuatorConfiguration? {
    guard let map = node.map("a push", &problems) else { return nil }
    let specifiers = [("hostname", "hostname"), ("group", "named_group"), ("asset", "asset_id")]
    map.reportUnknownKeys(
      besides: keys.filter { $0 != "level" && $0 != "repeats" } + specifiers.map(\.0), &problems)
    guard let target = target(map, &problems) else { return nil }
    var actuator = ActuatorConfiguration(
      name: map.text("name", &problems) ?? "openc2 \(target.url.place)", target: target,
      queueBytes: RunConfiguration.queue(map, &problems))
    for (key, name) in specifiers {
      if let value = map.text(key, &problems) { actuator.specifiers.append((name, value)) }
    }
    return actuator
  }

  private static func output(
    _ kind: Kind, _ target: PostTarget, _ map: YAMLMap, _ type: String, _ secrets: [String?],
    _ problems: inout Problems
  ) -> (OutputConfiguration.Kind, usualName: String) {
    var output = HTTPOutput(
      target: target, kind: kind, queueBytes: RunConfiguration.queue(map, &problems))
    output.secrets = (secrets + [map.text("password", &problems)]).compactMap { $0 }
    return (.http(output), "\(type) \(target.url.place)")
  }

  // MARK: Where to

  private static func target(_ map: YAMLMap, _ problems: inout Problems) -> PostTarget? {
    guard let text = map.requiredText("url", &problems), let place = map["url"]?.place else {
      return nil
    }
    let url: PostURL
    do throws(PostURL.Failure) {
      url = try PostURL(text)
    } catch {
      // The text may be a secret.
      problems.error("bad-url", at: place, "'url' cannot be sent to", hint: error.hint)
      return nil
    }
    if !url.isSecure, !url.isLocal {
      problems.warning(
        "no-tls", at: place, "'url' is http: alerts and secrets go over the network in the clear",
        hint: "write https://")
    }
    var target = PostTarget(url: url)
    target.headers = headers(map, &problems)
    target.tls = TLSFiles(map, &problems)
    if let nanoseconds = map.timespan("timeout", &problems) {
      target.timeoutSeconds = Int(min(max(nanoseconds / 1_000_000_000, 1), 300))
    }
    return target
  }

  private static func headers(
    _ map: YAMLMap, _ problems: inout Problems
  ) -> [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    for entry in map.map("headers", &problems)?.entries ?? [] {
      guard let value = entry.value.text("'\(entry.key)'", &problems) else { continue }
      let isName = entry.key.utf8.allSatisfy(isToken) && !entry.key.isEmpty
      guard isName, value.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) else {
        problems.error(
          "bad-header", at: entry.keyPlace, "'\(entry.key)' cannot be a header, or its value none",
          hint: "write a name such as Authorization and a value of ASCII on one line")
        continue
      }
      headers.append((entry.key, value))
    }
    let user = map.text("user", &problems)
    let password = map.text("password", &problems)
    if let user, let password, !user.contains(":") {
      // RFC 7617.
      let pair = Data("\(user):\(password)".utf8).base64EncodedString()
      headers.append(("Authorization", "Basic \(pair)"))
    } else if user != nil || password != nil {
      problems.error(
        "half-a-login", at: (map["user"] ?? map["password"])?.place ?? map.place,
        "'user' and 'password' belong together", hint: "give both, the user without ':'")
    }
    return headers
  }

  /// A character of a header's name (RFC 9110, 5.6.2).
  private static func isToken(_ byte: UInt8) -> Bool {
    let signs: [UInt8] = Array("!#$%&'*+-.^_`|~".utf8)
    let letter = byte | 0x20
    return 0x61...0x7a ~= letter || 0x30...0x39 ~= byte || signs.contains(byte)
  }
}

extension TLSFiles {
  /// Reads the `tls` of one who listens; nil when there is none.
  ///
  /// - Parameter namesClients: Whether there may be `names`.
  init?(serverOf owner: YAMLMap, namesClients: Bool = false, _ problems: inout Problems) {
    guard let map = owner.map("tls", &problems) else { return nil }
    self.init()
    let known = ["ca", "certificate", "key"] + (namesClients ? ["names"] : [])
    map.reportUnknownKeys(besides: known, &problems)
    guard let path = map.requiredText("certificate", &problems) else { return nil }
    certificate = path
    key = map.text("key", &problems)
    authorities = map.text("ca", &problems)
    guard namesClients else { return }
    clientNames = map.texts("names", &problems) ?? []
    if !clientNames.isEmpty, authorities == nil {
      problems.error(
        "names-without-ca", at: map["names"]?.place ?? map.place,
        "'names' has no 'ca', so that no sender shows a certificate",
        hint: "add 'ca', the file of the authorities of the senders' certificates")
    }
  }

  /// Reads `tls`.
  init(_ owner: YAMLMap, _ problems: inout Problems) {
    self.init()
    guard let map = owner.map("tls", &problems) else { return }
    map.reportUnknownKeys(besides: ["ca", "certificate", "key", "verify"], &problems)
    authorities = map.text("ca", &problems)
    certificate = map.text("certificate", &problems)
    key = map.text("key", &problems)
    verifies = map.boolean("verify", &problems) ?? true
    if key != nil, certificate == nil {
      problems.error(
        "no-certificate", at: map["key"]?.place ?? map.place, "'key' has no 'certificate'")
    }
  }
}

extension AlertTemplate {
  /// Reads a shape. A text with a `{{` that means nothing is an error.
  init(_ node: YAMLNode, _ problems: inout Problems) {
    switch node.kind {
    case .list(let items):
      var list: [AlertTemplate] = []
      for item in items { list.append(AlertTemplate(item, &problems)) }
      self = .list(list)
    case .map(let map):
      var members: [(key: String, value: AlertTemplate)] = []
      for entry in map.entries {
        members.append((entry.key, AlertTemplate(entry.value, &problems)))
      }
      self = .object(members)
    case .scalar(let scalar):
      switch scalar.value {
      case .whole, .decimal: self = .constant(scalar.text)
      case .boolean(let isTrue): self = .constant(isTrue ? "true" : "false")
      case .null: self = .constant("null")
      case .text(let text):
        guard let pieces = AlertTemplate.pieces(of: text) else {
          problems.error(
            "bad-template", at: node.place, "'{{' has no name and '}}' behind it",
            hint: "write such as {{rule.name}}")
          self = .constant("null")
          return
        }
        self = .text(pieces)
      }
    }
  }
}
