import Detect
import Response
import Testing

@Suite struct AlertTemplateTests {
  private func json(_ template: AlertTemplate, _ name: String = "Brute") -> String {
    var alert = Sample.alert(name: name, techniques: ["T1110", "T1021"], source: "203.0.113.7")
    alert.fields.set("source.port", .number(Number(Int64(4242))))
    return String(decoding: template.json(alert, receivedNanoseconds: 0), as: UTF8.self)
  }

  @Test(arguments: [
    ("{{rule.name}} from {{ source.port }}", #""Brute from 4242""#),
    ("{{source.port}}", "4242"),
    ("{{threat.technique.id}}", #"["T1110","T1021"]"#),
    ("is {{threat.technique.id}}", #""is T1110, T1021""#),
    ("{{no.such}}", "null"),
    ("a{{no.such}}b", #""ab""#),
    ("", #""""#),
    ("}} {", #""}} {""#),
  ])
  func `a text takes values by their names`(text: String, expected: String) throws {
    let pieces = try #require(AlertTemplate.pieces(of: text))
    #expect(json(.text(pieces)) == expected)
  }

  @Test(arguments: ["{{", "{{rule.name}", "{{}}", "{{ }}", "{{a b}}"])
  func `a mark without a name is none`(text: String) {
    #expect(AlertTemplate.pieces(of: text) == nil)
  }

  @Test func `what a log says cannot change the shape`() throws {
    let pieces = try #require(AlertTemplate.pieces(of: "n: {{rule.name}}"))
    let template = AlertTemplate.object([
      ("a.b", .text(pieces)), ("c", .list([.constant("true"), .constant("1.50")])),
    ])
    #expect(
      json(template, "\"},{{source.port}}\n")
        == #"{"a.b":"n: \"},{{source.port}}\n","c":[true,1.50]}"#)
  }

  @Test func `the whole document can be a part`() throws {
    let template = AlertTemplate.object([("event", .text([.field("document")]))])
    #expect(json(template).hasPrefix(#"{"event":{"source":{"port":4242}"#))
  }
}
