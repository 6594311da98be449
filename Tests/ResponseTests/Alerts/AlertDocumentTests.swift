import Detect
import Response
import Testing

@Suite struct AlertDocumentTests {
  private func json(_ document: Document) -> String {
    String(decoding: document.json(), as: UTF8.self)
  }

  @Test func `an alert is an ECS document over the fields of its event`() {
    var alert = Sample.alert(
      techniques: ["T1110.001", "T9999"], entity: .address(Sample.address("203.0.113.7")),
      source: "203.0.113.7")
    alert.attribution.tactics = ["Credential Access"]
    alert.attribution.group = "Example Set"
    alert.attribution.software = "Example Tool"
    alert.count = 5
    alert.fields.set("event.category", .list([.text("authentication")]))
    alert.fields.set("source.ip", .text("203.0.113.7"))
    alert.evidence = [
      Evidence(input: "auth.log", record: 3, offset: 120, text: Array("abc".utf8)),
      Evidence(input: "auth.log", record: 4, offset: 124, text: nil),
    ]
    #expect(
      json(alert.document()) == """
        {"event":{"category":["authentication"],"kind":"alert"},"source":{"ip":"203.0.113.7"},\
        "@timestamp":"2026-01-05T01:00:00.123Z","ecs":{"version":"8.17.0"},\
        "rule":{"id":"r1","name":"SSH brute force","ruleset":"starter","level":"high"},\
        "threat":{"framework":"MITRE ATT&CK","technique":{"id":["T1110.001","T9999"],\
        "name":["Brute Force: Password Guessing"]},"tactic":{"name":["Credential Access"]},\
        "group":{"name":"Example Set"},"software":{"name":"Example Tool"}},\
        "detectd":{"alert":{"id":"a1","kind":"rule","phase":"response"},"entity":"203.0.113.7",\
        "entity_kind":"address","count":5,"evidence":[{"input":"auth.log","record":3,"offset":120,\
        "sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","text":"abc"},\
        {"input":"auth.log","record":4,"offset":124}]}}
        """)
  }

  @Test func `an indicator comes with its feed, its value as listed and as seen`() {
    let alert = Sample.alert(
      kind: .indicator, techniques: [],
      indicator: Alert.Indicator(
        feed: "feed-x", listed: "203.0.113.7", seen: "::ffff:203.0.113.7", field: "source.ip",
        confidence: 69, type: "ipv4-addr", value: .network(Sample.network("203.0.113.7"))))
    let text = json(alert.document())
    #expect(
      text.contains(
        """
        "indicator":{"type":"ipv4-addr","name":"203.0.113.7","ip":"203.0.113.7",\
        "provider":"feed-x","confidence":"Medium"},"feed":{"name":"feed-x"}
        """))
    #expect(
      text.contains(
        """
        "indicator":{"confidence":69,"listed":"203.0.113.7","seen":"::ffff:203.0.113.7",\
        "field":"source.ip"}
        """))
  }

  @Test(arguments: [
    (Detect.Indicator.Value.url("http://bad.example/x"), #""url":{"full":"http://bad.example/x"}"#),
    (.mail("a@bad.example"), #""email":{"address":"a@bad.example"}"#),
    (.digest(String(repeating: "0", count: 32)), #""file":{"hash":{"md5":"000"#),
    (.digest(String(repeating: "0", count: 40)), #""file":{"hash":{"sha1":"000"#),
    (.digest(String(repeating: "0", count: 64)), #""file":{"hash":{"sha256":"000"#),
    (.digest(String(repeating: "0", count: 128)), #""file":{"hash":{"sha512":"000"#),
  ])
  func `the value of an indicator stands where ECS has it`(
    value: Detect.Indicator.Value, expected: String
  ) {
    let alert = Sample.alert(
      kind: .indicator,
      indicator: Alert.Indicator(
        feed: "feed-x", listed: "x", seen: "x", field: "x", confidence: 69, type: "x",
        value: value))
    #expect(json(alert.document()).contains(expected))
  }

  @Test func `a record cannot speak in the name of detectd`() {
    var alert = Sample.alert()
    alert.fields.set("rule.name", .text("nothing to see"))
    alert.fields.set("rule.author", .text("forged"))
    alert.fields.set("threat.group.name", .text("forged"))
    alert.fields.set("detectd.alert.id", .text("forged"))
    alert.fields.set("event", .text("scalar"))
    alert.fields.set("event.kind", .text("forged"))
    let document = alert.document()
    #expect(json(document).contains("\"event\":{\"kind\":\"alert\"}"))
    #expect(
      json(document).contains(
        "\"event\":{\"rule\":{\"name\":\"nothing to see\",\"author\":\"forged\"}"))
    #expect(document.object("rule")?.keys == ["id", "name", "ruleset", "level"])
    #expect(document.object("threat")?.keys.contains("group") == false)
    #expect(document.text("detectd.alert.id") == "a1")
  }

  @Test func `a record without a time takes the time it came, if there is one`() {
    var alert = Sample.alert()
    alert.timeNanoseconds = nil
    #expect(!json(alert.document()).contains("@timestamp"))
    #expect(json(alert.document(receivedNanoseconds: 0)).contains("1970-01-01T00:00:00Z"))
  }
}
