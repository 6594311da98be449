import Detect
import Response
import Testing

@Suite struct AlertFormatsTests {
  /// With every character that some format gives a meaning to.
  private static func alert(
    text: String = "Failed a=b | c\\d\n<13>x", source: String = "203.0.113.7"
  ) -> Alert {
    var attribution = Attribution()
    attribution.techniques = ["T1110.001"]
    var fields = Document()
    fields.set("source.port", .number(Number(4242 as Int64)))
    fields.set("host.name", .text("web=1"))
    return Alert(
      id: "a1", kind: .correlation, phase: .response,
      rule: Alert.Rule(
        id: "r|1", name: "Brute\\Force | \n x=y", ruleset: "own", level: .high, tags: []),
      attribution: attribution, timeNanoseconds: 1_767_574_800_123_000_000,
      entity: Address(source).map { .address($0) }, count: 12, source: Address(source),
      destination: Address("192.0.2.10"), userName: "ro\tot|=", fields: fields,
      evidence: [Evidence(input: "in", record: 1, offset: 0, text: Array(text.utf8))])
  }

  private func cef(_ alert: Alert, limit: Int = 8192) -> String {
    String(decoding: alert.cef(receivedNanoseconds: 0, limit: limit), as: UTF8.self)
  }

  @Test func `CEF escapes what has a meaning, in header and extension`() {
    #expect(
      cef(Self.alert())
        == #"CEF:0|detectd|detectd|\#(Product.version)|r\|1|Brute\\Force \|   x=y|8|"#
        + #"externalId=a1 rt=1767574800123 cnt=12 src=203.0.113.7 spt=4242 dst=192.0.2.10 "#
        + #"duser=ro ot|\= dvchost=web\=1 cs1=own cs1Label=Ruleset cs2=T1110.001 "#
        + #"cs2Label=Technique cs3=203.0.113.7 cs3Label=Entity "#
        + #"msg=Failed a\=b | c\\d\n<13>x"#)
  }

  @Test func `CEF of version 0 has its own keys for IPv6`() {
    let text = cef(Self.alert(source: "2001:db8::7"))
    #expect(text.contains(" c6a2=2001:db8::7 c6a2Label=Source IPv6 Address "))
    #expect(!text.contains("src="))
  }

  @Test func `a record that is too long is left out of CEF and LEEF`() {
    let alert = Self.alert(text: String(repeating: "x", count: 9000))
    #expect(!cef(alert).contains("msg="))
    let leef = String(decoding: alert.leef(receivedNanoseconds: 0), as: UTF8.self)
    #expect(leef.utf8.count < 1000 && !leef.contains("msg="))
  }

  @Test func `LEEF holds no tab and no line end in a value`() {
    let text = String(decoding: Self.alert().leef(receivedNanoseconds: 0), as: UTF8.self)
    let parts = text.split(separator: "\t").map(String.init)
    #expect(
      parts.first
        == "LEEF:2.0|detectd|detectd|\(Product.version)|r/1|x09|devTime=1767574800123")
    #expect(parts.contains("usrName=ro ot|=") && parts.contains("sev=8"))
    #expect(parts.last == #"msg=Failed a=b | c\d <13>x"#)
    #expect(!text.contains("\n"))
  }

  @Test func `OCSF holds what class 2004 requires`() {
    let document = Self.alert().ocsf(receivedNanoseconds: 0)
    for (name, value) in [
      ("activity_id", "1"), ("category_uid", "2"), ("class_uid", "2004"), ("type_uid", "200401"),
      ("time", "1767574800123"), ("severity_id", "4"), ("severity", "High"),
      ("metadata.version", "1.3.0"), ("metadata.product.name", "detectd"),
      ("metadata.product.vendor_name", "detectd"), ("finding_info.uid", "a1"),
      ("finding_info.analytic.type_id", "2"),
    ] {
      #expect(document.texts(DocumentName(name)) == [value], "\(name)")
    }
    let json = String(decoding: document.json(), as: UTF8.self)
    #expect(
      json.contains(
        #"{"technique":{"uid":"T1110","name":"Brute Force"},"sub_technique":{"uid":"T1110.001""#))
    #expect(json.contains(#""src_endpoint":{"ip":"203.0.113.7","port":4242}"#))
  }
}
