extension ProductTables {
  /// Windows events in the JSON shapes of NXLog and flat files, of `evtx_dump`, Velociraptor and
  /// Chainsaw, of Winlogbeat, and of Wazuh
  /// (https://learn.microsoft.com/windows/security/threat-protection/auditing/security-auditing-overview,
  /// https://learn.microsoft.com/sysinternals/downloads/sysmon#events).
  static let windows: StaticString = """
    product windows
    small
    mark winlog.event_id
    mark winlog.event_data
    mark Event.System
    mark System.EventID
    mark data.win.system
    mark win.system
    mark EventID, Channel
    mark EventID, SourceName
    mark EventID, Provider_Name
    mark EventID, ProviderGuid
    mark EventID, ProviderName
    mark EventId, Channel
    mark EventId, ProviderName
    mark event_id, log_name
    mark event_id, source_name
    mark event_data, event_id
    same Event, System, EventData, UserData.*, winlog, event_data, user_data, data, win
    same eventdata, AllFieldInfo, RenderingInfo
    flag logon: EventID=4624|4625|4634|4647|4768|4769|4770|4771|4772|4773|4774|4775|4776|4777
    flag logon: EventId=4624|4625|4634|4647|4768|4769|4770|4771|4772|4773|4774|4775|4776|4777
    flag logon: event_id=4624|4625|4634|4647|4768|4769|4770|4771|4772|4773|4774|4775|4776|4777
    flag logon: EventID.#text=4624|4625|4634|4647|4768|4769|4771|4776
    flag logon: EventID.Value=4624|4625|4634|4647|4768|4769|4771|4776
    flag began: EventID=4624|4625|4648|4768|4771|4776, event_id=4624|4625|4648|4768|4771|4776
    flag began: EventId=4624|4625|4648|4768|4771|4776
    flag ended: EventID=4634|4647|4779, event_id=4634|4647|4779, EventId=4634|4647|4779
    flag granted: EventID=4624|4648|4634|4647, event_id=4624|4648|4634|4647
    flag granted: EventId=4624|4648|4634|4647
    flag refused: EventID=4625|4771, event_id=4625|4771, EventId=4625|4771
    flag failed: Keywords=audit failure|0x8010000000000000|-9218868437227405312
    flag failed: keywords=audit failure, EventType=audit_failure, outcome=failure
    flag account: EventID=4720|4722|4725|4726|4738|4740|4767|4781, event_id=4720|4722|4725|4726
    flag account: event_id=4738|4740|4767|4781, EventId=4720|4722|4725|4726|4738|4740|4767|4781
    flag group: EventID=4727|4728|4729|4730|4731|4732|4733|4734|4735|4737|4754|4755|4756|4757
    flag group: event_id=4727|4728|4729|4730|4731|4732|4733|4734|4735|4737|4754|4755|4756|4757
    flag started: EventID=4688, event_id=4688, EventId=4688
    flag registry: ObjectType=key
    flag inbound: Direction=%%14592, Initiated=false
    flag outbound: Direction=%%14593, Initiated=true
    flag parent: NewProcessName
    flag loaded: ImageLoaded
    flag changed: TargetFilename
    @timestamp: TimeCreated.#attributes.SystemTime, TimeCreated_attributes.SystemTime, TimeCreated.@SystemTime, TimeCreated.SystemTime, SystemTime, system.systemTime, time_created, TimeCreated, @timestamp, EventTime, timestamp, Timestamp
    event.code: EventID, EventId, event_id, EventID.#text, EventID.Value
    event.provider: Provider_Name, ProviderName, SourceName, source_name, provider_name, Provider.#attributes.Name, Provider_attributes.Name, Provider.@Name, Provider.Name, Provider
    host.name: Computer, Hostname, computer_name, ComputerName, MachineName, host.name
    log.level: SeverityValue.name, level.name
    event.reason: FailureReason
    user.name ?logon: TargetUserName, TargetUser, AccountName, SubjectUserName
    user.name ?!logon: SubjectUserName, SourceUserName, User, SourceUser, TargetUserName, AccountName, UserName, Detection User, Param1.UserName, user.name
    user.domain ?logon: TargetDomainName, TargetDomain
    user.domain ?!logon: SubjectDomainName, SourceDomainName, TargetDomainName, AccountDomain, Domain, user.domain
    user.id ?logon: TargetUserSid, TargetSid, SubjectUserSid, UserID
    user.id ?!logon: SubjectUserSid, TargetUserSid, UserSid, user.identifier, UserID, Security.#attributes.UserID, Security_attributes.UserID, Security.@UserID, Security.UserID, SecurityUserID, Sid
    user.target.name ?account: TargetUserName
    user.target.id ?account: TargetSid
    group.name ?group: TargetUserName
    group.id ?group: TargetSid
    user.effective.name: TargetOutboundUserName
    process.parent.pid ?parent: ProcessId
    process.parent.pid ?!parent: ParentProcessId
    process.pid ?parent: NewProcessId
    process.pid ?!parent: ProcessId, SourceProcessId, CallerProcessId, ProcessID, Execution_ProcessID, Execution.ProcessID, Execution.#attributes.ProcessID, Execution_attributes.ProcessID, Execution.@ProcessID, process.pid, ExecutionProcessID, PID
    process.thread.id: ThreadID, process.thread.id, Execution.ThreadID, Execution.#attributes.ThreadID, ExecutionThreadID
    process.executable: Image, NewProcessName, ProcessName, Application, SourceImage, ProcessPath, CallerProcessName, Process Name, AppPath
    process.command_line: CommandLine, ProcessCommandLine, Process Command Line, HostApplication
    process.parent.executable: ParentImage, ParentProcessName
    process.parent.command_line: ParentCommandLine
    process.working_directory: CurrentDirectory
    process.hash ?!loaded ?!changed: Hashes, Hash
    file.hash ?loaded: Hashes, Hash
    file.hash ?changed: Hashes, Hash
    file.path: TargetFilename, TargetFileName, ScriptName, RelativeTargetName, FullFilePath, Path, FilePath, FileName, Filename
    file.path ?!registry: ObjectName
    dll.path: ImageLoaded
    registry.path: TargetObject
    registry.path ?registry: ObjectName
    registry.data.strings: Details, NewValue
    registry.value: ObjectValueName
    service.name: ServiceName, param1.ServiceName
    url.original: url, Url
    dns.question.name: QueryName, QNAME
    dns.question.type: QTYPE
    dns.resolved_ip: QueryResults
    dns.response_code: QueryStatus
    source.ip: IpAddress, SourceIp, SourceAddress, ClientAddress, ClientIP, RemoteIP, SourceIPAddress
    source.port: IpPort, SourcePort, ClientPort
    source.domain: SourceHostname, WorkstationName, Workstation
    source.mac: CallingStationID
    destination.ip: DestinationIp, DestAddress, DestinationAddress, DestinationIPAddress
    destination.port: DestinationPort, DestPort
    destination.domain: DestinationHostname, TargetServerName
    network.transport: Protocol
    rule.name: RuleName, Threat Name
    event.outcome ?!failed ?!refused: outcome
    event.outcome ?failed := failure
    event.outcome ?refused := failure
    event.outcome ?granted ?!failed := success
    event.kind := event
    event.category ?logon := authentication
    event.type ?began := start
    event.type ?ended := end
    event.category ?account := iam
    event.type ?account := user
    event.category ?group := iam
    event.type ?group := group
    event.category ?started := process
    event.type ?started := start
    network.direction ?inbound := ingress
    network.direction ?outbound := egress
    """
}
