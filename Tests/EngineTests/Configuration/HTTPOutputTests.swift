import Engine
import Rules
import Testing

@Suite struct HTTPOutputTests {
  private func read(_ output: String) -> (configuration: RunConfiguration?, problems: [String]) {
    let text = "inputs: [{type: stdin}]\nstate: s\noutputs:\n  - {\(output)}\n"
    var problems = Problems()
    let configuration = RunConfiguration.read(
      Array(text.utf8), path: "d.yaml", environment: { $0 == "S" ? "short" : nil }, &problems)
    return (configuration, problems.all.map(\.description))
  }

  @Test(arguments: [
    ("type: webhook", "4:5: error: 'url' is missing"),
    (
      "type: webhook, url: 'ftp://x.example.com/${S}'",
      "4:26: error: 'url' cannot be sent to; write a URL that begins with https:// or http://"
    ),
    (
      "type: webhook, url: 'https://u:${S}@x.example.com/'",
      "4:26: error: 'url' cannot be sent to; write 'user' and 'password' as keys of their own"
    ),
    (
      "type: webhook, url: 'https://x.example.com/a b'",
      "4:26: error: 'url' cannot be sent to; "
        + "write such as https://hooks.example.com/services/1"
    ),
    (
      "type: webhook, url: 'https://x.example.com/a#b'",
      "4:26: error: 'url' cannot be sent to; leave out '#' and what follows"
    ),
    (
      "type: webhook, url: 'http://x.example.com/a'",
      "4:26: warning: 'url' is http: alerts and secrets go over the network in the clear; "
        + "write https://"
    ),
    (
      "type: webhook, url: 'https://x.example.com', format: slak",
      "4:59: error: 'format' is 'slak'; did you mean 'slack'?"
    ),
    (
      "type: webhook, url: 'https://x.example.com', format: ecs, body: {a: b}",
      "4:59: error: 'format' and 'body' both say what is sent; keep one of them"
    ),
    (
      "type: webhook, url: 'https://x.example.com', body: {a: '{{rule.name'}",
      "4:61: error: '{{' has no name and '}}' behind it; write such as {{rule.name}}"
    ),
    (
      "type: webhook, url: 'https://x.example.com', secret: '${S}'",
      "4:59: error: 'secret' has fewer than 16 bytes; make one with: openssl rand -hex 32"
    ),
    (
      "type: webhook, url: 'https://x.example.com', user: a",
      "4:57: error: 'user' and 'password' belong together; give both, the user without ':'"
    ),
    (
      "type: webhook, url: 'https://x.example.com', headers: {'a b': c}",
      "4:61: error: 'a b' cannot be a header, or its value none; "
        + "write a name such as Authorization and a value of ASCII on one line"
    ),
    (
      "type: webhook, url: 'https://x.example.com', headers: {a: \"c\\nHost: d\"}",
      "4:61: error: 'a' cannot be a header, or its value none; "
        + "write a name such as Authorization and a value of ASCII on one line"
    ),
    (
      "type: webhook, url: 'https://x.example.com', tls: {key: k}",
      "4:62: error: 'key' has no 'certificate'"
    ),
    (
      "type: webhook, url: 'https://x.example.com', tls: {cert: k}",
      "4:57: error: unknown key 'cert'"
    ),
    (
      "type: elasticsearch, url: 'https://x.example.com', index: Alerts",
      "4:64: error: 'Alerts' cannot be the name of an index; "
        + "write lower-case letters, digits, '-', '_' and '.', such as detectd-alerts"
    ),
    (
      "type: alertmanager, url: 'https://x.example.com', labels: {a-b: c}",
      "4:65: error: 'a-b' cannot be the name of a label; "
        + "write letters, digits and '_', not a digit first"
    ),
    (
      "type: alertmanager, url: 'https://x.example.com', index: a",
      "4:56: error: unknown key 'index'"
    ),
  ])
  func `says where and what is wrong, and what to write`(output: String, message: String) {
    let problems = read(output).problems
    #expect(problems.contains("d.yaml:" + message), "\(problems)")
    #expect(!problems.contains { $0.contains("short") }, "a secret is told")
  }

  @Test func `its usual name tells no secret`() throws {
    let read = read("type: webhook, url: 'https://hooks.example.com:8443/services/SECRET?k=v'")
    #expect(read.problems == [])
    #expect(read.configuration?.outputs.first?.name == "webhook hooks.example.com:8443")
  }

  @Test(arguments: [
    ("detectd-alerts", true), ("logs-detectd.alerts-default", true), ("a-{date}", true),
    (".alerts", true), ("", false), ("-a", false), ("_a", false), ("..", false), ("a/b", false),
    ("a,b", false), ("a*", false), ("a?b", false), ("a&b=c", false), ("A", false), ("a b", false),
    ("{day}", false), (String(repeating: "a", count: 256), false),
  ])
  func `an index has a name that cannot be read as anything else`(name: String, isGood: Bool) {
    #expect(BulkIndex.isName(name) == isGood)
  }

  @Test func `a request is signed as the receivers want it`() {
    var webhook = Webhook()
    webhook.secret = "It's a Secret to Everybody"
    webhook.signature = .github
    // The example of GitHub's "Validating webhook deliveries".
    let headers = webhook.headers(id: "a", body: Array("Hello, World!".utf8), atSeconds: 1)
    #expect(
      headers.last?.value
        == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
    // The example of the Standard Webhooks libraries.
    webhook.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    webhook.signature = .standard
    let signed = webhook.headers(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: Array(#"{"test": 2432232314}"#.utf8),
      atSeconds: 1_614_265_330)
    #expect(signed.last?.value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }
}
