import Detect
import Logs
import Testing

@Suite struct WindowsMarksTests {
  private func source(_ record: String, keepsAllFields: Bool) throws -> String {
    let source = try Decoding(keepsAllFields: keepsAllFields).result(record).source
    return [source.products, source.categories, source.services]
      .map { $0.joined(separator: " ") }.joined(separator: "/")
  }

  @Test(arguments: [
    (
      #"{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\a.exe"}"#,
      "windows/process_creation/sysmon"
    ),
    (
      ##"{"Event":{"EventData":{"Image":"a"},"System":{"EventID":{"#text":11,"Qualifiers":0},"Channel":"Microsoft-Windows-Sysmon\/Operational"}}}"##,
      "windows/file_event/sysmon"
    ),
    (
      #"{"winlog":{"channel":"Security","event_id":"4688","provider_name":"x"}}"#,
      "windows/process_creation/security"
    ),
    (
      #"{"data":{"win":{"system":{"channel":"System","eventID":"7045"}}}}"#, "windows//system"
    ),
    (
      #"{"EventID":4104,"SourceName":"Microsoft-Windows-PowerShell"}"#,
      "windows/ps_script/powershell"
    ),
    (
      #"{"Channel":"Own/Log","SourceName":"Microsoft-Windows-Sysmon","EventID":3}"#,
      "windows/network_connection/sysmon"
    ),
    (#"{"Channel":"Own/Log","EventID":3}"#, "windows//"),
    (
      #"{"Channel":"Linux-Sysmon/Operational","EventID":1}"#, "linux/process_creation/sysmon"
    ),
    (
      #"{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":12,"EventType":"INFO","EventData":{"EventType":"DeleteKey"}}"#,
      "windows/registry_event registry_delete/sysmon"
    ),
    (
      #"{"EventType":"CreateKey","EventID":12,"Channel":"Microsoft-Windows-Sysmon/Operational"}"#,
      "windows/registry_event registry_add/sysmon"
    ),
  ])
  func `a Windows event in any shape of JSON has its log source`(record: String, expected: String)
    throws
  {
    #expect(try source(record, keepsAllFields: true) == expected)
    #expect(try source(record, keepsAllFields: false) == expected)
  }

  @Test(arguments: [
    #"{"Channel":"Security"}"#, #"{"EventID":4688}"#, #"{"EventID":"x","Channel":"Security"}"#,
    #"{"EventID":99999999999,"Channel":"Security"}"#, #"{"EventID":-1,"Channel":"Security"}"#,
    #"{"message":"Channel: Security, EventID: 4688"}"#,
  ])
  func `without both, a record is no Windows event`(record: String) throws {
    #expect(try source(record, keepsAllFields: true) == "//")
  }
}
