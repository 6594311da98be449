package import Detect

extension Alert {
  /// The alert as a message to an incoming webhook of Slack: blocks of `plain_text`, in which Slack
  /// reads no links and no mentions, and a line for notifications with `&`, `<` and `>` escaped.
  ///
  /// Limits of Slack's "Block Kit" reference: a header 150 characters, a field 2000, a section 3000
  /// with at most 10 fields.
  package func slackMessage(receivedNanoseconds: Int64, showsRecord: Bool) -> Document {
    let notice = Notice(
      self, receivedNanoseconds: receivedNanoseconds, showsRecord: showsRecord)
    var blocks = [block("header", "text", plain(notice.title))]
    let fields = notice.facts.prefix(10).map { plain("\($0.name)\n\($0.value)") }
    blocks.append(block("section", "fields", .list(fields)))
    if let record = notice.record { blocks.append(block("section", "text", plain(record))) }
    blocks.append(block("context", "elements", .list([plain(notice.footnote)])))
    var message = Document()
    message.set("text", .text(escaped(notice.summary)))
    message.set("unfurl_links", .boolean(false))
    message.set("unfurl_media", .boolean(false))
    message.set("blocks", .list(blocks))
    return message
  }

  private func block(
    _ type: String, _ name: DocumentName, _ value: Document.Value
  ) -> Document.Value {
    var block = Document()
    block.set("type", .text(type))
    block.set(name, value)
    return .object(block)
  }

  private func plain(_ text: String) -> Document.Value {
    var element = Document()
    element.set("type", .text("plain_text"))
    element.set("text", .text(text))
    element.set("emoji", .boolean(false))
    return .object(element)
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
