import Detect
import Logs

/// Names of fields for values that a device names, or that stand behind a word.
struct FieldGuess {
  /// Names given so far: each is given once.
  private var used: Set<String> = []
  /// What begins the names of fields that ECS does not have.
  private let prefix: String

  init(prefix: String) {
    self.prefix = prefix.replacing("-", with: "_").replacing(".", with: "_")
  }

  private static let hints: [(field: String, words: [String])] = [
    ("source.port", ["spt", "sport", "srcport", "src_port", "source_port", "client_port"]),
    ("destination.port", ["dpt", "dport", "dstport", "dst_port", "dest_port", "port"]),
    ("network.transport", ["proto", "protocol", "transport"]),
    ("user.name", ["user", "username", "user_name", "usr", "account", "login", "name"]),
    ("event.action", ["action", "act", "verdict", "disposition", "event"]),
    ("event.reason", ["reason", "error", "err", "msg", "message", "description"]),
    ("observer.ingress.interface.name", ["in", "inif", "iface", "interface", "inbound"]),
    ("observer.egress.interface.name", ["out", "outif", "outbound"]),
    ("network.bytes", ["len", "length", "bytes", "size"]),
    ("rule.name", ["policy", "rule", "rulename", "rule_name"]),
    ("http.request.method", ["method"]),
    ("http.response.status_code", ["status", "status_code", "code"]),
    ("url.original", ["url", "uri", "path", "request"]),
    ("user_agent.original", ["ua", "user_agent", "useragent", "agent"]),
    ("log.level", ["level", "severity", "lvl"]),
    ("host.name", ["host", "hostname"]),
    ("process.pid", ["pid"]),
  ]

  private static let destinations = [
    "dst", "dstip", "dst_ip", "dest", "destination", "dest_ip", "to", "server", "local", "target",
  ]
  private static let verbs: Set<String> = [
    "drop", "dropped", "deny", "denied", "block", "blocked", "reject", "rejected", "accept",
    "accepted", "allow", "allowed", "pass", "permit",
  ]
  private static let transports: Set<String> = [
    "tcp", "udp", "icmp", "icmpv6", "gre", "esp", "sctp",
  ]
  private static let methods: Set<String> = [
    "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH",
  ]

  /// What to write for a value: `source.ip`, `acme.ttl:integer`.
  ///
  /// - Parameters:
  ///   - hint: The device's name of it, or the word before it.
  ///   - samples: What it is in the records.
  mutating func target(
    hint: String, _ kind: SampleToken.Kind, samples: [String], isInPattern: Bool
  ) -> String {
    let name = name(hint.lowercased(), kind, samples)
    used.insert(name)
    let standard = CustomTarget.standardKind(of: name)
    let end = isInPattern ? ":word" : ""
    switch kind {
    case .quoted: return name + (isInPattern ? ":quoted" : "")
    case .number: return standard == .text ? name + ":integer" : name
    case .word: return standard == .text ? name + end : name
    case .address: return standard == .ip ? name : name + ":ip"
    case .time: return name == "@timestamp" ? name : "?\(name):time"
    case .mac, .other: return name
    }
  }

  private func name(
    _ hint: String, _ kind: SampleToken.Kind, _ samples: [String]
  ) -> String {
    switch kind {
    case .time: return used.contains("@timestamp") ? free("time") : "@timestamp"
    case .address:
      let isDestination = FieldGuess.destinations.contains(hint) || used.contains("source.ip")
      let wanted = isDestination ? "destination.ip" : "source.ip"
      return used.contains(wanted) ? free("\(hint.isEmpty ? "peer" : hint)_ip") : wanted
    case .number where hint == "ip:":
      let wanted = used.contains("source.port") ? "destination.port" : "source.port"
      return used.contains(wanted) ? free("port") : wanted
    default: break
    }
    if samples.allSatisfy({ FieldGuess.verbs.contains($0.lowercased()) }),
      !used.contains("event.action")
    {
      return "event.action"
    }
    if samples.allSatisfy(FieldGuess.methods.contains), !used.contains("http.request.method") {
      return "http.request.method"
    }
    if samples.allSatisfy({ FieldGuess.transports.contains($0.lowercased()) }),
      !used.contains("network.transport")
    {
      return "network.transport"
    }
    let found = FieldGuess.hints.first { $0.words.contains(hint) && !used.contains($0.field) }
    if let found, fits(found.field, kind, samples) { return found.field }
    return free(hint)
  }

  /// Whether the field can hold such values.
  private func fits(_ field: String, _ kind: SampleToken.Kind, _ samples: [String]) -> Bool {
    switch CustomTarget.standardKind(of: field) {
    case .port: samples.allSatisfy { Int($0).map { $0 <= 65535 } ?? false }
    case .integer: kind == .number
    case .transport: samples.allSatisfy { $0.count <= 12 }
    default: true
    }
  }

  /// A name of one's own that nothing has yet.
  private func free(_ hint: String) -> String {
    let letters = hint.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    var word = String(letters).split(separator: "_").joined(separator: "_")
    if word.isEmpty || word.count > 32 { word = "value" }
    var name = "\(prefix).\(word)"
    var number = 2
    while used.contains(name) {
      name = "\(prefix).\(word)\(number)"
      number += 1
    }
    return name
  }
}
