import Detect
import Logs
import Testing

/// key=value, CSV, JSON and regular expressions of user-defined decoders.
@Suite struct CustomBodyTests {
  @Test func `reads key=value pairs in any order, quotes and own fields included`() throws {
    let decoder = try CustomSamples.keyValue(
      [("SRC", "source.ip"), ("SPT", "source.port"), ("MSG", "event.reason"), ("Z", "acme.zone")],
      required: ["SRC"])
    let result = try CustomSamples.result(
      decoder, #"text MSG="a \"b\" c" Z=dmz SPT=99999 SRC=192.0.2.1 X=1 SPT=7"#)
    #expect(result.dataset == "acme")
    #expect(result["event.reason"] == #"a "b" c"#)
    #expect(result["acme.zone"] == "dmz")
    // A port that is none is left out.
    #expect(result.all("source.port") == ["7"])
    #expect(try CustomSamples.result(decoder, "MSG=x Z=1").dataset == "unrecognised")
    #expect(try CustomSamples.result(decoder, "no pairs").dataset == "unrecognised")
  }

  @Test func `knows other separators, and values with blanks`() throws {
    let spaced = try CustomSamples.keyValue([("user", "user.name"), ("ip", "source.ip")]) {
      $0.hasSpaces = true
      $0.quote = 0
    }
    let first = try CustomSamples.result(spaced, "user=Ann the First ip=192.0.2.1")
    #expect(first["user.name"] == "Ann the First")
    #expect(first["source.ip"] == "192.0.2.1")
    let commas = try CustomSamples.keyValue([("user", "user.name"), ("ip", "source.ip")]) {
      $0.separator = UInt8(ascii: ",")
      $0.assign = UInt8(ascii: ":")
    }
    let second = try CustomSamples.result(commas, "Login failed user: Ann Lee, ip: 192.0.2.1")
    #expect(second["user.name"] == "Ann Lee")
    #expect(second["source.ip"] == "192.0.2.1")
  }

  @Test func `reads columns, doubled quotes included`() throws {
    let decoder = try CustomSamples.csv(
      [
        .literal("T"), try CustomSamples.target("source.ip"), .skip,
        try CustomSamples.target("user.name"), try CustomSamples.target("+@timestamp"),
        try CustomSamples.target("+@timestamp"),
      ], minimum: 4)
    let result = try CustomSamples.result(
      decoder, #"T, 192.0.2.1,x,"a, ""b""",2026-01-05,09:00:00,more"#)
    #expect(result.dataset == "acme")
    #expect(result["source.ip"] == "192.0.2.1")
    #expect(result["user.name"] == #"a, "b""#)
    #expect(result.time == "2026-01-05T09:00:00Z")
    #expect(try CustomSamples.result(decoder, "T,192.0.2.1,x").dataset == "unrecognised")
    #expect(try CustomSamples.result(decoder, "U,192.0.2.1,x,y").dataset == "unrecognised")
  }

  @Test func `reads members of objects, in arrays and with escapes`() throws {
    let decoder = try CustomSamples.json(
      [("request.ip", "source.ip"), ("user", "user.name"), ("roles", "user.roles")],
      required: [("app", "acme"), ("request", nil)])
    let result = try CustomSamples.result(
      decoder,
      #"{"app":"acme","x":{"ip":"198.51.100.1"},"request":{"ip":"192.0.2.1"},"user":"a\u0062","roles":["r","s"]}"#
    )
    #expect(result.dataset == "acme")
    #expect(result.all("source.ip") == ["192.0.2.1"])
    #expect(result["user.name"] == "ab")
    #expect(result.all("user.roles") == ["r", "s"])
    for other in [
      #"{"app":"b","request":{}}"#, #"{"app":"acme"}"#, #"{"app":"acme","request":{}"#, "[]", "{",
    ] {
      #expect(try CustomSamples.result(decoder, other).dataset != "acme", "\(other)")
    }
  }

  @Test func `takes the groups of an expression`() throws {
    let expression = try RegularExpression(Expression(#"^(?<ip>\S+) did (?<what>.+)$"#))
    let decoder = try CustomSamples.decoder { decoder in
      decoder.messages = [
        try CustomSamples.message(
          .expression(
            expression,
            groups: [
              (1, try CustomTarget.parse("source.ip")), (2, try CustomTarget.parse("event.action")),
            ]))
      ]
    }
    let result = try CustomSamples.result(decoder, "192.0.2.1 did that")
    #expect(result["source.ip"] == "192.0.2.1")
    #expect(result["event.action"] == "that")
    #expect(try CustomSamples.result(decoder, "x did that").dataset == "unrecognised")
    #expect(expression.groupNames.map(\.name) == ["ip", "what"])
  }

  @Test func `hands the rest of a pattern on`() throws {
    var body = CustomKeyValue()
    body.keys = [("src", try CustomTarget.parse("source.ip"))]
    let decoder = try CustomSamples.decoder { decoder in
      decoder.messages = [
        try CustomSamples.message(.keyValue(body), pattern: "[%{user.name}] %{*};")
      ]
    }
    let result = try CustomSamples.result(decoder, "[ann] src=192.0.2.1;src=192.0.2.2")
    #expect(result["user.name"] == "ann")
    #expect(result.all("source.ip") == ["192.0.2.1"])
  }

  @Test func `says what values mean`() throws {
    let decoder = try CustomSamples.decoder { decoder in
      decoder.fields = [CustomConstant("event.type", "connection")]
      decoder.values = [
        CustomValues(
          field: "event.action",
          entries: [
            .init("DROP", replacement: nil, fields: [CustomConstant("event.type", "denied")]),
            .init("1", replacement: "accept", fields: []),
            .init("*", replacement: nil, fields: [CustomConstant("event.reason", "other")]),
          ])
      ]
      var message = CustomMessage()
      message.pattern = try CustomPattern("a=%{event.action}")
      decoder.messages = [message]
    }
    let drop = try CustomSamples.result(decoder, "a=drop")
    #expect(drop["event.action"] == "drop" && drop.all("event.type") == ["connection", "denied"])
    #expect(try CustomSamples.result(decoder, "a=1")["event.action"] == "accept")
    #expect(try CustomSamples.result(decoder, "a=x")["event.reason"] == "other")
    #expect(try CustomSamples.result(decoder, "a=-").all("event.reason").isEmpty)
    #expect(drop.source.products == ["acme"])
  }
}
