internal import Detect

/// A service of the Sigma taxonomy and the channels, or providers, whose events are its.
struct WindowsService: Sendable {
  var products = ["windows"]
  let name: String
  /// Further names that published rules call the same service.
  var otherNames: [String] = []
  let channels: [String]
  /// Event ids that are also in categories.
  var categories: [([UInt32], WindowsLogSource.RegistryChange, [String])] = []

  func source(categories: [String]) -> LogSource {
    LogSource(products: products, categories: categories, services: [name] + otherNames)
  }
}

enum WindowsChannels {
  static let all = [sysmon, linuxSysmon] + core + others

  private static let sysmonCategories: [([UInt32], WindowsLogSource.RegistryChange, [String])] = [
    ([1], .unknown, ["process_creation"]),
    ([2], .unknown, ["file_change"]),
    ([3], .unknown, ["network_connection"]),
    ([4, 16], .unknown, ["sysmon_status"]),
    ([5], .unknown, ["process_termination"]),
    ([6], .unknown, ["driver_load"]),
    ([7], .unknown, ["image_load"]),
    ([8], .unknown, ["create_remote_thread"]),
    ([9], .unknown, ["raw_access_thread"]),
    ([10], .unknown, ["process_access"]),
    ([11], .unknown, ["file_event"]),
    ([12], .created, ["registry_event", "registry_add"]),
    ([12], .deleted, ["registry_event", "registry_delete"]),
    ([12], .unknown, ["registry_event", "registry_add", "registry_delete"]),
    ([13], .unknown, ["registry_event", "registry_set"]),
    ([14], .unknown, ["registry_event", "registry_rename"]),
    ([15], .unknown, ["create_stream_hash"]),
    ([17, 18], .unknown, ["pipe_created"]),
    ([19, 20, 21], .unknown, ["wmi_event"]),
    ([22], .unknown, ["dns_query"]),
    ([23, 26], .unknown, ["file_delete"]),
    ([24], .unknown, ["clipboard_capture"]),
    ([25], .unknown, ["process_tampering"]),
    ([27], .unknown, ["file_block_executable"]),
    ([28], .unknown, ["file_block_shredding"]),
    ([29], .unknown, ["file_executable_detected"]),
    ([255], .unknown, ["sysmon_error"]),
  ]

  private static let sysmon = WindowsService(
    name: "sysmon",
    channels: ["Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"],
    categories: sysmonCategories)

  private static let linuxSysmon = WindowsService(
    products: ["linux"], name: "sysmon",
    channels: ["Linux-Sysmon/Operational", "Linux-Sysmon"], categories: sysmonCategories)

  private static let core: [WindowsService] = [
    WindowsService(
      name: "security", channels: ["Security", "Microsoft-Windows-Security-Auditing"],
      categories: [([4688], .unknown, ["process_creation"])]),
    WindowsService(name: "system", channels: ["System", "Service Control Manager"]),
    WindowsService(name: "application", channels: ["Application"]),
    WindowsService(
      name: "powershell",
      channels: [
        "Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational",
        "Microsoft-Windows-PowerShell", "PowerShellCore",
      ],
      categories: [([4103], .unknown, ["ps_module"]), ([4104], .unknown, ["ps_script"])]),
    WindowsService(
      name: "powershell-classic", channels: ["Windows PowerShell", "PowerShell"],
      categories: [
        ([400], .unknown, ["ps_classic_start"]), ([600], .unknown, ["ps_classic_provider_start"]),
        ([800], .unknown, ["ps_classic_script"]),
      ]),
    WindowsService(
      products: ["rpc_firewall", "windows"], name: "rpc_firewall", channels: ["RPCFW"],
      categories: [([1, 2, 3, 4, 5, 6], .unknown, ["application"])]),
  ]

  /// Without categories.
  private static let others: [WindowsService] = channels.map { name, channels in
    WindowsService(name: name, otherNames: otherNames[name] ?? [], channels: channels)
  }

  private static let otherNames = [
    "ldap": ["ldap_debug"], "servicebus-client": ["microsoft-servicebus-client"],
  ]

  private static let channels: [(String, [String])] = [
    ("appmodel-runtime", ["Microsoft-Windows-AppModel-Runtime/Admin"]),
    (
      "application-experience",
      [
        "Microsoft-Windows-Application-Experience/Program-Telemetry",
        "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
      ]
    ),
    (
      "applocker",
      [
        "Microsoft-Windows-AppLocker/MSI and Script", "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/Packaged app-Deployment",
        "Microsoft-Windows-AppLocker/Packaged app-Execution",
      ]
    ),
    ("appxdeployment-server", ["Microsoft-Windows-AppXDeploymentServer/Operational"]),
    ("appxpackaging-om", ["Microsoft-Windows-AppxPackaging/Operational"]),
    ("bitlocker", ["Microsoft-Windows-BitLocker/BitLocker Management"]),
    ("bits-client", ["Microsoft-Windows-Bits-Client/Operational"]),
    ("capi2", ["Microsoft-Windows-CAPI2/Operational"]),
    (
      "certificateservicesclient-lifecycle-system",
      ["Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"]
    ),
    ("codeintegrity-operational", ["Microsoft-Windows-CodeIntegrity/Operational"]),
    ("dhcp", ["Microsoft-Windows-DHCP-Server/Operational"]),
    ("diagnosis-scripted", ["Microsoft-Windows-Diagnosis-Scripted/Operational"]),
    (
      "dns-client",
      [
        "Microsoft-Windows-DNS Client Events/Operational",
        "Microsoft-Windows-DNS-Client/Operational",
      ]
    ),
    ("dns-server", ["DNS Server"]),
    ("dns-server-analytic", ["Microsoft-Windows-DNS-Server/Analytical"]),
    (
      "dns-server-audit",
      ["Microsoft-Windows-DNS-Server/Audit", "Microsoft-Windows-DNSServer/Audit"]
    ),
    ("driver-framework", ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"]),
    (
      "firewall-as",
      ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"]
    ),
    (
      "hyper-v-worker",
      [
        "Microsoft-Windows-Hyper-V-Worker", "Microsoft-Windows-Hyper-V-Worker-Admin",
        "Microsoft-Windows-Hyper-V-Worker-Operational",
      ]
    ),
    ("iis-configuration", ["Microsoft-IIS-Configuration/Operational"]),
    (
      "kernel-event-tracing",
      ["Microsoft-Windows-Kernel-EventTracing", "Microsoft-Windows-Kernel-EventTracing/Admin"]
    ),
    (
      "kernel-shimengine",
      [
        "Microsoft-Windows-Kernel-ShimEngine/Operational",
        "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
      ]
    ),
    ("ldap", ["Microsoft-Windows-LDAP-Client/Debug"]),
    ("lsa-server", ["Microsoft-Windows-LSA/Operational"]),
    ("msexchange-management", ["MSExchange Management"]),
    ("ntfs", ["Microsoft-Windows-Ntfs/Operational"]),
    ("ntlm", ["Microsoft-Windows-NTLM/Operational"]),
    ("openssh", ["OpenSSH/Operational"]),
    ("printservice-admin", ["Microsoft-Windows-PrintService/Admin"]),
    ("printservice-operational", ["Microsoft-Windows-PrintService/Operational"]),
    (
      "security-mitigations",
      [
        "Microsoft-Windows-Security-Mitigations/Kernel Mode",
        "Microsoft-Windows-Security-Mitigations/User Mode",
        "Microsoft-Windows-Security-Mitigations/KernelMode",
        "Microsoft-Windows-Security-Mitigations/UserMode",
      ]
    ),
    ("sense", ["Microsoft-Windows-SENSE/Operational"]),
    (
      "servicebus-client",
      ["Microsoft-ServiceBus-Client/Operational", "Microsoft-ServiceBus-Client/Admin"]
    ),
    ("shell-core", ["Microsoft-Windows-Shell-Core/Operational"]),
    ("smbclient-connectivity", ["Microsoft-Windows-SmbClient/Connectivity"]),
    ("smbclient-security", ["Microsoft-Windows-SmbClient/Security"]),
    ("smbserver-connectivity", ["Microsoft-Windows-SMBServer/Connectivity"]),
    ("taskscheduler", ["Microsoft-Windows-TaskScheduler/Operational"]),
    (
      "terminalservices-localsessionmanager",
      ["Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"]
    ),
    ("vhdmp", ["Microsoft-Windows-VHDMP/Operational"]),
    ("windefend", ["Microsoft-Windows-Windows Defender/Operational"]),
    ("wmi", ["Microsoft-Windows-WMI-Activity/Operational"]),
  ]
}
