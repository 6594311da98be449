import Detect
import Engine
import Foundation
import Rules
import Support
import Testing

@Suite struct RunConfigurationTests {
  private func read(
    _ text: String, environment: [String: String] = [:]
  ) -> (configuration: RunConfiguration?, problems: [String]) {
    var problems = Problems()
    let configuration = RunConfiguration.read(
      Array(text.utf8), path: "d.yaml", environment: { environment[$0] }, &problems)
    return (configuration, problems.all.map(\.description))
  }

  private static let least = "inputs:\n  - {type: stdin}\n"

  @Test func `the example that ships is good, and shows every key`() throws {
    let path = Checkout.root.appendingPathComponent("examples/detectd.yaml")
    let text = try String(contentsOf: path, encoding: .utf8)
    #expect(read(text).problems == [])
    #expect(read(text).configuration?.inputs.count == 6)
    // With every optional key taken in, it is good too.
    let full = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(Self.uncommented).joined(separator: "\n")
    #expect(read(full, environment: Self.secrets).problems == [])
    #expect(read(full, environment: Self.secrets).configuration?.inputs.count == 7)
    #expect(read(full, environment: Self.secrets).configuration?.outputs.count == 7)
  }

  /// Secrets of the example, so that its references stand for something.
  private static let secrets = [
    "HOOK_PASSWORD": "password-0123", "HOOK_SECRET": "secret-0123456789abcdef",
    "SEARCH_KEY": "key-0123",
  ]

  /// A line with its key taken in, when it is a key that is commented out.
  private static func uncommented(_ line: Substring) -> String {
    let indent = line.prefix { $0 == " " }
    let rest = line.dropFirst(indent.count)
    let shared = [
      "name: …", "format: auto", "timezone: …", "trusted:", "quiet-after:", "level:",
      "clock-skew:", "repeats:",
    ]
    let isKey =
      rest.hasPrefix("# ") && rest.contains(": ")
      && rest.dropFirst(2).prefix { $0 != ":" }.allSatisfy { $0.isLowercase || "- ".contains($0) }
      && !rest.dropFirst(2).prefix { $0 != ":" }.dropFirst(2).contains(" ")
    let isShared = shared.contains { rest.drop { "# ".contains($0) }.hasPrefix($0) }
    return isKey && !isShared ? String(indent + rest.dropFirst(2)) : String(line)
  }

  @Test(arguments: [
    ("input: []", "d.yaml:1:1: error: unknown key 'input'; did you mean 'inputs'?"),
    ("inputs: []", "d.yaml:1:1: error: there is no input; name one in 'inputs'"),
    (
      "inputs:\n  - {type: upd, listen: ':514'}",
      "d.yaml:2:12: error: 'type' is 'upd'; did you mean 'udp'?"
    ),
    (
      "inputs:\n  - {type: udp, listen: '514'}",
      "d.yaml:2:25: error: '514' is not an address and a port; "
        + "write such as 192.0.2.1:514, [2001:db8::1]:514, or :514 for every address"
    ),
    (
      "inputs:\n  - {type: stdin, paths: [x]}", "d.yaml:2:19: error: unknown key 'paths'"
    ),
    (
      "inputs:\n  - {type: tcp, listen: ':601', message-limit: 8 MB}",
      "d.yaml:2:48: error: 'message-limit' is '8 MB', which is no size; "
        + "write a number of bytes, or such as 64 KiB, 8 MiB, 1 GiB"
    ),
    (
      "inputs:\n  - {type: udp, listen: ':514', allow: [192.0.2.300]}",
      "d.yaml:2:41: error: '192.0.2.300' is not an address or a network, such as 203.0.113.0/24 "
        + "or 2001:db8::/32"
    ),
    (
      "inputs:\n  - {type: journal, matches: [--vacuum-size=1]}",
      "d.yaml:2:30: error: '--vacuum-size=1' is not a field and a value; "
        + "write such as _TRANSPORT=kernel"
    ),
    (
      "inputs:\n  - {type: http, listen: ':80', token: abc}",
      "d.yaml:2:40: error: a token has 16 to 512 bytes; make one with: openssl rand -hex 32"
    ),
    (
      "inputs:\n  - {type: http, listen: ':80'}", "d.yaml:2:5: error: 'token' is missing"
    ),
    (
      "inputs:\n  - {type: http, listen: ':80', token: abcdefghijklmnop, tls: {ca: a}}",
      "d.yaml:2:63: error: 'certificate' is missing"
    ),
    (
      "inputs:\n  - {type: tcp, listen: ':6514', tls: {certificate: a, names: [b]}}",
      "d.yaml:2:63: error: 'names' has no 'ca', so that no sender shows a certificate; "
        + "add 'ca', the file of the authorities of the senders' certificates"
    ),
    (
      "inputs:\n  - {type: udp, listen: ':514', tls: {certificate: a}}",
      "d.yaml:2:33: error: unknown key 'tls'"
    ),
    (
      "inputs:\n  - {type: stdin, timezone: Mars/Olympus}",
      "d.yaml:2:29: error: the time zone 'Mars/Olympus' is not known; "
        + "write UTC, a name such as Asia/Taipei, or +08:00"
    ),
    (
      "inputs:\n  - {type: stdin}\n  - {type: stdin}",
      "d.yaml:3:5: error: the input 'stdin' is there already (d.yaml:2:5); "
        + "give each input a 'name' of its own"
    ),
    (
      "inputs:\n  - {type: stdin}\noutputs:\n  - {type: file, path: a, level: hi}",
      "d.yaml:4:34: error: 'level' is 'hi'; "
        + "write one of informational, low, medium, high, critical"
    ),
    (
      "inputs:\n  - {type: stdin}\nalerts: {rate-limit: 60}",
      "d.yaml:3:22: error: 'rate-limit' is '60', which is no rate; "
        + "write a number of alerts and a time, such as 60/1h"
    ),
    (
      "inputs:\n  - {type: stdin}\nstate: s\noutputs:\n"
        + "  - {type: syslog, to: 'a:1', tls: {ca: b}}",
      "d.yaml:5:36: error: 'tls' is of 'protocol: tls' alone; "
        + "write 'protocol: tls', or leave 'tls' out"
    ),
    (
      "inputs:\n  - {type: stdin}\nalerts: {dedup: 5m}",
      "d.yaml:3:10: error: unknown key 'dedup'"
    ),
    (
      "inputs:\n  - {type: stdin}\npolicy: ${NOWHERE}/p.yml",
      "d.yaml:3:9: error: the environment variable 'NOWHERE' is not set"
    ),
    (
      "inputs:\n  - {type: stdin}\nweb:\n  listen: :1\n  consumers: [{name: a, token: \"${NO}\"}]",
      "d.yaml:5:32: error: the environment variable 'NO' is not set"
    ),
    (
      "inputs:\n  - {type: stdin}\npolicy: ${HOME",
      "d.yaml:3:9: error: '${' has no '}'; write '$${' for '${'"
    ),
  ])
  func `says where and what is wrong, and what to write`(text: String, message: String) {
    let result = read(text)
    #expect(result.configuration == nil)
    #expect(result.problems.contains(message), "\(result.problems)")
  }

  @Test func `variables of the environment stand for their values`() {
    let text = Self.least + "policy: ${ETC}/${NAME}.yml\nstate: '$${X}'\n"
    let result = read(text, environment: ["ETC": "/etc/detectd", "NAME": "p: {}"])
    #expect(result.configuration?.settings.policyPath == "/etc/detectd/p: {}.yml")
    #expect(result.configuration?.state.folder == "${X}")
  }
}
