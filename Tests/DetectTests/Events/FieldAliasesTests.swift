import Detect
import Testing

@Suite struct FieldAliasesTests {
  private let names = FieldNames(
    adding: ["LogonType", "Operation", "param1", "Level"],
    aliases: ["LogonType", "Operation", "param1", "Level"].flatMap { name in
      FieldAliases.shapes(of: name).map { FieldAlias($0, of: name) }
    })

  private func name(_ text: String) -> String? {
    let bytes = Array("{\(text)}".utf8)
    return bytes.withUnsafeBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress else { return nil }
      let line = Line(base: base, start: 0, end: buffer.count)
      return names.id(of: 1..<buffer.count - 1, in: line).map(names.name)
    }
  }

  @Test(arguments: [
    ("Image", "process.executable"),
    ("process.executable", "process.executable"),
    ("winlog.event_data.Image", "process.executable"),
    ("Event.EventData.Image", "process.executable"),
    ("EventData.Image", "process.executable"),
    ("data.win.eventdata.image", "process.executable"),
    ("AllFieldInfo.Image", "process.executable"),
    ("Event.EventData.NewProcessName", "process.executable"),
    ("EventID", "winlog.event_id"), ("Event.System.EventID", "winlog.event_id"),
    ("Event.System.EventID.#text", "winlog.event_id"),
    ("winlog.event_id", "winlog.event_id"), ("data.win.system.eventID", "winlog.event_id"),
    ("SourceName", "winlog.provider_name"),
    ("Event.System.Provider_attributes.Name", "winlog.provider_name"),
    ("Event.System.Provider.#attributes.Name", "winlog.provider_name"),
    ("LogonType", "LogonType"), ("winlog.event_data.LogonType", "LogonType"),
    ("data.win.eventdata.logonType", "LogonType"), ("Event.EventData.param1", "param1"),
    ("Event.UserData.Operation_ClientFailure.Operation", "Operation"),
    ("Event.UserData.EventInfo.IpAddress", "source.ip"),
    ("Event.System.Level", "Level"), ("data.win.system.level", "Level"), ("Message", "message"),
    ("id.orig_h", "source.ip"), ("dest_ip", "destination.ip"),
  ])
  func `every shape of a name is one field`(text: String, expected: String) {
    #expect(name(text) == expected)
  }

  @Test(arguments: [
    "image", "Event.EventData.image", "Event.UserData.Operation", "Event.UserData.a.", "x.Image",
    "Event.UserData..", "Event.EventData.", "winlog.event_data.logonType",
  ])
  func `other names are not`(text: String) { #expect(name(text) == nil) }

  @Test func `a name of its own is no other name`() {
    let names = FieldNames(
      adding: ["a", "b"], aliases: [FieldAlias("b", of: "a"), FieldAlias("c", of: "a")])
    #expect(names.id(of: "a") != names.id(of: "b"))
    #expect(names.id(of: "c") == names.id(of: "a"))
    #expect(names.count == FieldNames.ecs.count + 2)
  }

  @Test func `the schema's name is found again`() {
    for name in ["Image", "LogonType", "param1"] {
      for shape in FieldAliases.shapes(of: name) where !shape.contains("win.eventdata") {
        #expect(FieldAliases.schemaName(of: shape) == name)
      }
    }
  }
}
