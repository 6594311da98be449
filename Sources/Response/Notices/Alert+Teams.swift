package import Detect

extension Alert {
  /// The alert as an Adaptive Card (version 1.4) for a webhook of Teams or Power Automate. Each text
  /// is a `TextRun`, in which no Markdown is read.
  package func teamsMessage(receivedNanoseconds: Int64, showsRecord: Bool) -> Document {
    let notice = Notice(
      self, receivedNanoseconds: receivedNanoseconds, showsRecord: showsRecord)
    var body = [line([run(notice.title, isBold: true, size: "medium")])]
    for fact in notice.facts {
      body.append(line([run("\(fact.name): ", isBold: true), run(fact.value)]))
    }
    if let record = notice.record { body.append(line([run(record, font: "monospace")])) }
    body.append(line([run(notice.footnote, size: "small")]))
    var card = Document()
    card.set("$schema", .text("http://adaptivecards.io/schemas/adaptive-card.json"))
    card.set("type", .text("AdaptiveCard"))
    card.set("version", .text("1.4"))
    card.set("fallbackText", .text(notice.summary))
    card.set("msteams.width", .text("Full"))
    card.set("body", .list(body))
    var attachment = Document()
    attachment.set("contentType", .text("application/vnd.microsoft.card.adaptive"))
    attachment.set("content", .object(card))
    var message = Document()
    message.set("type", .text("message"))
    message.set("attachments", .list([.object(attachment)]))
    return message
  }

  private func line(_ runs: [Document.Value]) -> Document.Value {
    var block = Document()
    block.set("type", .text("RichTextBlock"))
    block.set("inlines", .list(runs))
    return .object(block)
  }

  private func run(
    _ text: String, isBold: Bool = false, size: String? = nil, font: String? = nil
  ) -> Document.Value {
    var run = Document()
    run.set("type", .text("TextRun"))
    run.set("text", .text(text))
    if isBold { run.set("weight", .text("bolder")) }
    if let size { run.set("size", .text(size)) }
    if let font { run.set("fontType", .text(font)) }
    return .object(run)
  }
}
