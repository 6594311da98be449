import Detect
import Support
import Testing

@Suite struct DocumentTests {
  private func json(_ document: Document) -> String {
    String(decoding: document.json(), as: UTF8.self)
  }

  @Test func `dotted names become nested objects in the order of their first use`() {
    var document = Document()
    document.set("source.ip", .text("192.0.2.1"))
    document.set("event.kind", .text("event"))
    document.set("source.port", .number(Number(Int64(22))))
    document.set("source.ip", .text("192.0.2.2"))
    #expect(
      json(document)
        == #"{"source":{"ip":"192.0.2.2","port":22},"event":{"kind":"event"}}"#)
    #expect(document.keys == ["source", "event"])
    #expect(json(Document()) == "{}")
  }

  @Test(arguments: [
    (["a", "a.b"], #"{"a":1,"a.b":1}"#),
    (["a.b", "a.b.c"], #"{"a":{"b":1,"b.c":1}}"#),
    (["a.b", "a"], #"{"a":1}"#),
    ([".a", "a.", "a..b"], #"{".a":1,"a.":1,"a":{".b":1}}"#),
  ])
  func `a name through a plain value is kept whole`(names: [String], expected: String) {
    var document = Document()
    for name in names { document.set(DocumentName(name), .number(Number(Int64(1)))) }
    #expect(json(document) == expected)
  }

  @Test func `added values make lists, and stand beside objects`() {
    var document = Document()
    document.add("type", .text("a"))
    document.add("type", .boolean(true))
    document.add("type", .null)
    document.add("tags", .text("x"), isList: true)
    document.set("host.name", .text("h"))
    document.add("host", .decimal("1.50"))
    document.add("host", .text("y"))
    #expect(
      json(document)
        == #"{"type":["a",true,null],"tags":["x"],"host":{"name":"h","value":[1.50,"y"]}}"#)
  }

  @Test func `lists and documents are taken in whole`() {
    var inner = Document()
    inner.set("b.c", .list([.text("1"), .list([]), .object(Document())]))
    var document = Document()
    document.set("a", .object(inner))
    document.set("d", from: inner, at: "b.c")
    document.set("e", from: inner, at: "nothing")
    #expect(json(document) == #"{"a":{"b":{"c":["1",[],{}]}},"d":["1",[],{}]}"#)
    #expect(document.object("a.b")?.keys == ["c"])
    #expect(document.object("d") == nil)
  }

  @Test func `top-level names are removed with all below them`() {
    var document = Document()
    for name: DocumentName in ["rule.id", "x", "rule.name", "event"] {
      document.set(name, .text(""))
    }
    document.set("event.kind", .text("k"))
    document.remove(["rule", "event"])
    document.set("rule.id", .text("1"))
    #expect(json(document) == #"{"x":"","rule":{"id":"1"}}"#)
    document.remove(["x", "rule"])
    #expect(document.isEmpty)
    document.set("y", .text("2"))
    #expect(json(document) == #"{"y":"2"}"#)
  }

  @Test(arguments: [
    ("plain", #""plain""#),
    ("a\"b\\c\n\r\t\u{1}\u{7f}", #""a\"b\\c\n\r\t\u0001\u007f""#),
    ("中\"文", #""中\"文""#),
    ("", #""""#),
  ])
  func `text is escaped`(text: String, expected: String) {
    var document = Document()
    document.set("k", .bytes(Array(text.utf8)))
    #expect(json(document) == "{\"k\":\(expected)}")
    #expect(document.text("k") == text)
  }

  @Test func `bytes that are no UTF-8 become U+FFFD`() {
    var document = Document()
    document.set("k", .bytes([0x61, 0xff, 0x22, 0xe4, 0xb8]))
    #expect(json(document) == "{\"k\":\"a\u{fffd}\\\"\u{fffd}\"}")
  }
}
