import Response
import Store

extension AlertRecord {
  /// The alert, without its evidence; nil when the document cannot be read.
  var alert: Alert? {
    guard var alert = try? AlertReader.alert(document.utf8) else { return nil }
    if !isTrusted, alert.trust == .trusted { alert.trust = .untrusted }
    return alert
  }

  /// The alert with all that can be told of it; nil when the document cannot be read.
  var whole: Alert? {
    guard var alert else { return nil }
    AlertReader.fill(&alert, from: document.utf8)
    return alert
  }
}
