private import Detect
private import Foundation
package import Response

// What is told of an alert beside what a policy can ask for.
extension AlertReader {
  /// Gives an alert the fields, the evidence and the incident that its document has.
  package static func fill(_ alert: inout Alert, from document: some Sequence<UInt8>) {
    guard let read = try? JSONSerialization.jsonObject(with: Data(document)),
      var object = read as? [String: Any]
    else { return }
    let own = object.removeValue(forKey: "detectd") as? [String: Any] ?? [:]
    for name in ["@timestamp", "ecs", "rule", "threat"] { object[name] = nil }
    // The event's own stand aside in an alert.
    for (name, value) in own["event"] as? [String: Any] ?? [:] { object[name] = value }
    alert.fields = fields(object)
    alert.evidence = (own["evidence"] as? [[String: Any]] ?? []).compactMap(evidence)
    alert.incident = (own["incident"] as? [String: Any]).flatMap(incident)
  }

  private static func evidence(_ piece: [String: Any]) -> Evidence? {
    guard let input = piece["input"] as? String, let record = piece["record"] as? Int,
      let offset = piece["offset"] as? Int
    else { return nil }
    return Evidence(
      input: input, record: record, offset: offset,
      text: (piece["text"] as? String).map { Array($0.utf8) })
  }

  private static func incident(_ members: [String: Any]) -> IncidentPlace? {
    guard let id = members["id"] as? String, let number = members["alerts"] as? Int,
      let since = (members["since"] as? String).flatMap(TimeReading.seconds)
    else { return nil }
    return IncidentPlace(id: id, number: number, sinceSeconds: since)
  }

  private static func fields(_ object: [String: Any]) -> Document {
    var document = Document()
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      document.set(DocumentName(name), self.value(value))
    }
    return document
  }

  private static func value(_ value: Any) -> Document.Value {
    switch value {
    case let text as String: return .text(text)
    case let list as [Any]: return .list(list.map(self.value))
    case let object as [String: Any]: return .object(fields(object))
    case let number as NSNumber:
      let isBoolean = ["c", "B"].contains(String(cString: number.objCType))
      return isBoolean ? .boolean(number.boolValue) : .decimal(number.stringValue)
    default: return .null
    }
  }
}
