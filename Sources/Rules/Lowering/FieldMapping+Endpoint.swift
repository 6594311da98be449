internal import Detect

/// What the events of hosts hold, by category of the Sigma taxonomy: the values of the Sysmon event
/// (https://learn.microsoft.com/sysinternals/downloads/sysmon), or of the provider that Sigma means
/// by the category, and what enrichment commonly adds.
///
/// Most names need no mapping here: a value has one number in every shape (``FieldAliases``).
extension Taxonomy {
  /// Categories whose fields are named as in Windows events on every system.
  static let endpointCategories = Set(endpointNames.map(\.category))

  static let endpoint: [Taxonomy] = endpointNames.map { category, names in
    var all: [String: [String]] = [:]
    for name in (names + " " + everywhere).split(separator: " ").map(String.init) {
      all[name] = [name]
    }
    all.merge(moved[category] ?? [:]) { _, moved in moved }
    return Taxonomy(
      sources: [
        LogSourceSelector(product: "windows", category: category),
        LogSourceSelector(product: "linux", category: category),
        LogSourceSelector(product: "macos", category: category),
      ], names: all)
  }

  /// Values that Winlogbeat's Sysmon module moves to a field which in other categories is another.
  private static let moved: [String: [String: [String]]] = [
    "driver_load": ["ImageLoaded": ["ImageLoaded", "file.path"]],
    "pipe_created": ["PipeName": ["PipeName", "file.name"]],
    "process_access": ["SourceImage": ["SourceImage", "process.executable"]],
    "create_remote_thread": ["SourceImage": ["SourceImage", "process.executable"]],
    "network_connection": ["Protocol": ["Protocol", "network.transport"]],
  ]

  /// In the header of every event, and added by collectors to many.
  private static let everywhere =
    "EventID Channel Provider_Name Computer Level Keywords Task Opcode Version EventRecordID "
    + "RuleName UtcTime User ProcessGuid ProcessId Message EventType ParentImage "
    + "ParentCommandLine CommandLine IntegrityLevel"

  private static let file =
    "Image TargetFilename CreationUtcTime PreviousCreationUtcTime FileName SourceFilename Hashes"
  private static let registry = "Image TargetObject Details NewName"
  private static let powerShell =
    "ScriptBlockText ScriptBlockId Path MessageNumber MessageTotal Payload ContextInfo UserData "
    + "HostName HostVersion HostApplication EngineVersion RunspaceId Data"

  private static let endpointNames: [(category: String, names: String)] = [
    (
      "process_creation",
      "Image FileVersion Description Product Company OriginalFileName CurrentDirectory LogonGuid "
        + "LogonId TerminalSessionId Hashes ParentProcessGuid ParentProcessId ParentUser "
        + "GrandParentImage GrandParentCommandLine NewProcessName ParentProcessName NewProcessId "
        + "SubjectUserName SubjectLogonId SubjectUserSid SubjectDomainName TargetUserName "
        + "TargetUserSid TokenElevationType MandatoryLabel"
    ),
    ("process_termination", "Image"),
    (
      "process_access",
      "SourceImage TargetImage GrantedAccess CallTrace SourceProcessGUID SourceProcessId "
        + "SourceThreadId TargetProcessGUID TargetProcessId SourceUser TargetUser "
        + "SourceCommandLine"
    ),
    ("process_tampering", "Image Type"),
    (
      "create_remote_thread",
      "SourceImage TargetImage StartAddress StartModule StartFunction NewThreadId "
        + "SourceProcessGuid SourceProcessId TargetProcessGuid TargetProcessId SourceUser "
        + "TargetUser SourceParentImage SourceCommandLine TargetParentProcessId"
    ),
    (
      "image_load",
      "Image ImageLoaded FileVersion Description Product Company OriginalFileName Hashes Signed "
        + "Signature SignatureStatus"
    ),
    ("driver_load", "ImageLoaded Hashes Signed Signature SignatureStatus"),
    (
      "network_connection",
      "Image Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName "
        + "DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort "
        + "DestinationPortName"
    ),
    ("dns_query", "Image QueryName QueryStatus QueryResults"),
    ("pipe_created", "Image PipeName"),
    ("raw_access_thread", "Image Device"),
    ("create_stream_hash", "Image TargetFilename Contents Hash CreationUtcTime"),
    ("file_event", file), ("file_change", file), ("file_delete", file + " IsExecutable Archived"),
    ("file_rename", file), ("file_access", file), ("file_block_executable", file),
    ("file_block_shredding", file), ("file_executable_detected", file),
    ("registry_add", registry), ("registry_delete", registry), ("registry_event", registry),
    ("registry_rename", registry), ("registry_set", registry),
    ("clipboard_capture", "Image Session ClientInfo Hashes Archived"),
    (
      "wmi_event",
      "Operation EventNamespace Name Query Type Destination Consumer Filter"
    ),
    ("ps_script", powerShell), ("ps_module", powerShell), ("ps_classic_start", powerShell),
    ("ps_classic_provider_start", powerShell), ("ps_classic_script", powerShell),
    ("sysmon_status", "State Configuration ConfigurationFileHash"),
    ("sysmon_error", "ID Description"),
  ]
}
