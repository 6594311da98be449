import Detect
import Logs
import Testing

@Suite struct WindowsLogSourceTests {
  private func source(
    _ channel: String, _ eventID: UInt32,
    _ registry: WindowsLogSource.RegistryChange = .unknown
  ) -> LogSource? {
    let bytes = Array("[\(channel)]".utf8)
    let place = bytes.withUnsafeBufferPointer { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      let line = Line(base: base, start: 0, end: buffer.count)
      return WindowsLogSource.place(
        channel: 1..<buffer.count - 1, in: line, eventID: eventID, registry: registry)
    }
    return place.map { WindowsLogSource.all[$0] }
  }

  @Test(arguments: [
    ("Microsoft-Windows-Sysmon/Operational", 1, "windows/process_creation/sysmon"),
    ("microsoft-windows-sysmon/operational", 3, "windows/network_connection/sysmon"),
    ("Microsoft-Windows-Sysmon", 18, "windows/pipe_created/sysmon"),
    ("Microsoft-Windows-Sysmon/Operational", 13, "windows/registry_event registry_set/sysmon"),
    ("Microsoft-Windows-Sysmon/Operational", 26, "windows/file_delete/sysmon"),
    ("Microsoft-Windows-Sysmon/Operational", 99, "windows//sysmon"),
    ("Linux-Sysmon/Operational", 1, "linux/process_creation/sysmon"),
    ("Security", 4688, "windows/process_creation/security"),
    ("SECURITY", 4624, "windows//security"),
    ("Microsoft-Windows-PowerShell/Operational", 4104, "windows/ps_script/powershell"),
    ("PowerShellCore/Operational", 4103, "windows/ps_module/powershell"),
    ("Windows PowerShell", 400, "windows/ps_classic_start/powershell-classic"),
    ("System", 7045, "windows//system"),
    ("Microsoft-Windows-AppLocker/EXE and DLL", 8004, "windows//applocker"),
    ("Microsoft-Windows-LDAP-Client/Debug", 30, "windows//ldap ldap_debug"),
    ("Microsoft-Windows-Windows Defender/Operational", 1116, "windows//windefend"),
    ("RPCFW", 3, "rpc_firewall windows/application/rpc_firewall"),
  ])
  func `a channel and an event id decide`(channel: String, eventID: UInt32, expected: String) {
    let source = source(channel, eventID)
    let text = source.map {
      [$0.products, $0.categories, $0.services].map { $0.joined(separator: " ") }
        .joined(separator: "/")
    }
    #expect(text == expected)
  }

  @Test(arguments: [
    (WindowsLogSource.RegistryChange.created, ["registry_event", "registry_add"]),
    (.deleted, ["registry_event", "registry_delete"]),
    (.unknown, ["registry_event", "registry_add", "registry_delete"]),
  ])
  func `event 12 is what its type says`(
    change: WindowsLogSource.RegistryChange, expected: [String]
  ) {
    let channel = "Microsoft-Windows-Sysmon/Operational"
    #expect(source(channel, 12, change)?.categories == expected)
  }

  @Test(arguments: ["", "Sysmon", "Microsoft-Windows-Sysmon/Operationa", "Securit\u{fc}"])
  func `other channels are not known`(channel: String) {
    #expect(source(channel, 1) == nil)
    #expect(WindowsLogSource.all[WindowsLogSource.anyWindows].products == ["windows"])
  }
}
