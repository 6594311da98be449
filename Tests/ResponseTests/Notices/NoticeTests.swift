import Detect
import Foundation
import Response
import Testing

@Suite struct NoticeTests {
  private static let now: Int64 = 1_767_574_800_000_000_000

  private func object(_ document: Document) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(document.json())) as? [String: Any])
  }

  private func alert(_ name: String, record: String) -> Alert {
    var alert = Sample.alert(name: name, entity: .user("eve"), source: "203.0.113.7")
    alert.userName = "<!channel> [x](https://evil.example.com)"
    alert.evidence = [
      Evidence(input: "-", record: 1, offset: 0, text: Array(record.utf8))
    ]
    return alert
  }

  @Test func `Slack gets blocks of plain text`() throws {
    let message = try object(
      alert("Brute <!here> & more", record: "u=<@U1> \u{202e}x")
        .slackMessage(receivedNanoseconds: Self.now, showsRecord: true))
    #expect(message["text"] as? String == "high: Brute &lt;!here&gt; &amp; more (eve)")
    #expect(message["unfurl_links"] as? Bool == false)
    let blocks = try #require(message["blocks"] as? [[String: Any]])
    #expect(
      blocks.compactMap { $0["type"] as? String } == ["header", "section", "section", "context"])
    let header = try #require(blocks[0]["text"] as? [String: Any])
    #expect(header["type"] as? String == "plain_text")
    #expect(header["text"] as? String == "Brute <!here> & more")
    let fields = try #require(blocks[1]["fields"] as? [[String: Any]])
    #expect(fields.allSatisfy { $0["type"] as? String == "plain_text" } && fields.count <= 10)
    let texts = fields.compactMap { $0["text"] as? String }
    #expect(texts.contains("User\n<!channel> [x](https[:]//evil.example.com)"))
    #expect(texts.contains("Source\n203.0.113.7"))
    #expect((blocks[2]["text"] as? [String: Any])?["text"] as? String == #"u=<@U1> \u{202e}x"#)
  }

  @Test func `Teams gets runs of text in an Adaptive Card`() throws {
    let json = String(
      decoding: alert("**Brute**", record: "r").teamsMessage(
        receivedNanoseconds: Self.now, showsRecord: false
      ).json(), as: UTF8.self)
    #expect(!json.contains(#""TextBlock""#))
    #expect(json.contains(#"{"type":"TextRun","text":"**Brute**","weight":"bolder""#))
    #expect(json.contains(#""contentType":"application/vnd.microsoft.card.adaptive""#))
    #expect(!json.contains("monospace"), "the record was not asked for")
    #expect(json.contains("https[:]//evil.example.com"))
  }

  @Test func `a chat gets no empty and no endless text`() throws {
    let message = try object(
      alert(" ", record: String(repeating: "x", count: 10_000))
        .slackMessage(receivedNanoseconds: Self.now, showsRecord: true))
    let blocks = try #require(message["blocks"] as? [[String: Any]])
    #expect((blocks[0]["text"] as? [String: Any])?["text"] as? String == "-")
    let record = (blocks[2]["text"] as? [String: Any])?["text"] as? String
    #expect(record?.count == 2000)
  }
}
