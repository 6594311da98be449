extension ProductTables {
  /// Endpoint protection and agents that watch hosts.
  static let endpoints: [StaticString] = [
    falconAlert, falconSensor, sentinelFunnel, sentinelOne, carbonBlack, carbonBlackServer,
    secureEndpoint, falco, osquery, eset, sophosCentral, trendVision, symantec, cortex, bitdefender,
    panda, tanium, jamf, stormshieldEndpoint, tehtris, trellix, harfang, withSecure, sysdig,
  ]

  private static let falconAlert: StaticString = """
    product crowdstrike
    mark metadata.eventType, event
    mark metadata.customerIDString, event
    mark metadata.eventCreationTime, event
    same event, properties
    flag detection: metadata.eventType=detectionsummaryevent|epdetectionsummaryevent|incidentsummaryevent|idpdetectionsummaryevent|identityprotectionevent
    flag failed: Success=false
    flag granted: Success=true
    flag logon: OperationName=userauthenticate|twofactorauthenticate
    @timestamp: metadata.eventCreationTime, timestamp, UTCTimestamp, ProcessStartTime, StartTimestamp
    event.action: OperationName, metadata.eventType
    event.severity: Severity
    event.outcome: Success
    rule.id: DetectId, RuleId, CompositeId
    rule.name: DetectName, RuleName, Name
    rule.description: DetectDescription, Description
    rule.ruleset: PolicyName
    threat.tactic.name: Tactic
    threat.technique.id: TechniqueId
    source.ip: UserIp, LocalIP, LocalAddress, LocalAddressIP4, SourceEndpointIpAddress, LocalIPv6
    source.nat.ip: externalIpAddress, ExternalIP
    destination.ip: RemoteAddress, NetworkAccesses.RemoteAddress
    destination.port: RemotePort
    source.port: LocalPort
    source.mac: MACAddress
    network.transport: Protocol
    host.name: ComputerName, Hostname, HostnameField, HostName, EndpointName, SourceEndpointHostName
    user.name: UserName, SourceAccountName, UserId, UserID, AuditKeyValues.%target_user.ValueString
    user.domain: SourceAccountDomain, LogonDomain, MachineDomain
    user.id: SourceAccountObjectSid, UserSid, UserUUID
    process.name: FileName
    process.executable: ImageFileName, FilePath
    process.command_line: CommandLine
    process.pid: ProcessId, PID
    process.hash: SHA256String, MD5String
    process.parent.pid: ParentProcessId
    process.parent.executable: ParentImageFileName, ParentImageFilePath
    process.parent.command_line: ParentCommandLine
    file.path: TargetFileName, FilePath
    file.name: ExecutionMetadata.ReportFileName
    file.hash: SHA256String, MD5String, SHA1String
    url.original: FalconHostLink
    event.kind ?detection := alert
    event.kind ?!detection := event
    event.category ?logon := authentication
    event.type ?logon := start
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  /// Falcon Data Replicator and telemetry of the sensor.
  private static let falconSensor: StaticString = """
    product crowdstrike_sensor
    mark event_simpleName, aid
    mark event_simpleName, cid
    mark aid, cid, event_platform
    mark cid, aip
    mark aid, ComputerName
    mark EventType=Event_ExternalApiEvent, aid
    flag process: event_simpleName=processrollup2|syntheticprocessrollup2|commandhistory
    flag network: event_simpleName=networkconnectip4|networkconnectip6|networkreceiveacceptip4|networkreceiveacceptip6|networklistenip4
    flag inbound: event_simpleName=networkreceiveacceptip4|networkreceiveacceptip6, ConnectionDirection=1
    flag dns: event_simpleName=dnsrequest|suspiciousdnsrequest
    flag logon: event_simpleName=userlogon|userlogonfailed|userlogonfailed2|userlogoff
    flag failed: event_simpleName=userlogonfailed|userlogonfailed2
    flag file: TargetFileName
    @timestamp: timestamp, _time, UTCTimestamp, ContextTimeStamp, Time
    event.id: id
    event.action: event_simpleName, OperationName
    host.id: aid
    host.name: ComputerName
    observer.serial_number: aid
    observer.version: AgentVersion
    source.nat.ip: aip
    source.ip ?!inbound: LocalAddressIP4, LocalAddressIP6, LocalIP, CurrentLocalIP, LocalAddressString
    source.ip ?inbound: RemoteAddressIP4, RemoteAddressIP6, RemoteAddressString
    source.port ?!inbound: LocalPort
    source.port ?inbound: RemotePort
    source.mac: MAC, PhysicalAddress
    destination.ip ?!inbound: RemoteAddressIP4, RemoteAddressIP6, RemoteAddressString
    destination.ip ?inbound: LocalAddressIP4, LocalAddressIP6, LocalAddressString
    destination.port ?!inbound: RemotePort
    destination.port ?inbound: LocalPort
    network.transport: Protocol
    dns.question.name: DomainName
    dns.question.type: RequestType
    dns.resolved_ip: IP4Records, IP6Records, IP4Address
    user.name: UserName, LogonUser
    user.mail: UserPrincipal
    user.id: UserSid, UID
    process.executable: ImageFileName
    process.command_line: CommandLine
    process.pid: RawProcessId, EtwRawProcessId
    process.parent.name: ParentBaseFileName
    process.hash ?!file: MD5HashData, SHA256HashData
    file.hash ?file: MD5HashData, SHA1HashData, SHA256HashData
    file.path: TargetFileName, FilePath
    file.size: Size
    registry.path: RegObjectName
    registry.value: RegValueName
    service.name: ServiceDisplayName
    url.full: OriginatingURL, HttpUrl
    event.kind := event
    event.category ?process := process
    event.type ?process := start
    event.category ?network := network
    event.type ?network := connection
    event.category ?dns := network
    event.category ?logon := authentication
    event.type ?logon := start
    event.outcome ?failed := failure
    """

  /// SentinelOne's Cloud Funnel: the process is `src`, what it acted on `tgt`.
  private static let sentinelFunnel: StaticString = """
    product sentinelone_funnel
    mark src.process.name, endpoint.name
    mark src.process.pid, mgmt.id
    mark endpoint.name, agent.uuid
    mark i.version, meta.event.name
    flag failed: event.login.loginIsSuccessful=false
    flag granted: event.login.loginIsSuccessful=true
    flag os: osSrc.process.pid
    flag started: event.type=process creation
    @timestamp: event.time, timestamp
    event.id: event.id
    event.action: event.type, meta.event.name
    host.name: endpoint.name
    host.id: agent.uuid
    host.os.name: endpoint.os
    user.name: event.login.userName, src.process.user, src.process.eUserName
    user.domain: event.login.accountDomain
    user.id: event.login.accountSid, src.process.eUserUid
    process.executable: src.process.image.path, osSrc.process.image.path, tgt.process.image.path
    process.name: src.process.name, osSrc.process.name, tgt.process.name
    process.command_line: src.process.cmdline, osSrc.process.cmdline, tgt.process.cmdline
    process.pid: src.process.pid, osSrc.process.pid, tgt.process.pid
    process.hash: src.process.image.md5, src.process.image.sha256, osSrc.process.image.md5, osSrc.process.image.sha256, tgt.process.image.md5, tgt.process.image.sha256
    process.parent.executable: src.process.parent.image.path
    process.parent.command_line: src.process.parent.cmdline
    process.parent.pid: src.process.parent.pid
    process.parent.name: src.process.parent.name
    file.path: tgt.file.path, task.path
    file.hash: tgt.file.md5, tgt.file.sha1, tgt.file.sha256
    file.size: tgt.file.size
    source.ip: src.ip.address, src.endpoint.ip.address
    source.port: src.port.number
    destination.ip: dst.ip.address
    destination.port: dst.port.number
    network.direction: event.network.direction
    network.protocol: event.network.protocolName
    dns.question.name: event.dns.request
    dns.resolved_ip: event.dns.response
    url.original: event.url.address, url.address
    registry.path: registry.keyPath
    registry.data.strings: registry.value
    event.category ?started := process
    event.type ?started := start
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let sentinelOne: StaticString = """
    product sentinelone
    mark agentRealtimeInfo, threatInfo
    mark activityType, primaryDescription
    mark agentDetectionInfo, alertInfo
    mark sourceProcessInfo, ruleInfo
    mark storylineId, analystVerdict
    mark detectedAt, detectionSource, analystVerdict
    mark detectedAt, detectionSource, storylineId
    mark activityType, accountId, createdAt
    @timestamp: threatInfo.updatedAt, alertInfo.createdAt, rawData.time, detectedAt, createdAt, updatedAt, threatInfo.createdAt
    event.id: id, alertInfo.alertId
    event.action: primaryDescription, alertInfo.eventType
    rule.name: ruleInfo.name, threatInfo.threatName, name
    rule.id: ruleInfo.id
    rule.description: ruleInfo.description, description
    host.name: agentRealtimeInfo.agentComputerName, agentRealtimeInfo.name, agentDetectionInfo.name, data.computerName, asset.name
    host.id: agentRealtimeInfo.agentUuid, agentDetectionInfo.uuid
    observer.serial_number: agentDetectionInfo.uuid
    observer.version: agentDetectionInfo.version, agentDetectionInfo.agentVersion
    host.ip: agentDetectionInfo.agentIpV4
    source.ip: alertInfo.srcIp, rawData.evidences.src_endpoint.ip, data.ipAddress
    source.port: alertInfo.srcPort
    destination.ip: alertInfo.dstIp, rawData.evidences.dst_endpoint.ip
    destination.port: alertInfo.dstPort
    dns.question.name: alertInfo.dnsRequest
    user.name: threatInfo.processUser, agentDetectionInfo.agentLastLoggedInUserName, sourceProcessInfo.user, data.lastLoggedInUserName, rawData.evidences.actor.user.name, data.username
    user.domain: agentRealtimeInfo.agentDomain, agentDetectionInfo.agentDomain, rawData.evidences.actor.user.domain
    file.name: data.fileDisplayName
    file.path: threatInfo.filePath, data.filePath, targetProcessInfo.tgtFilePath
    file.size: threatInfo.fileSize
    file.hash: threatInfo.md5, threatInfo.sha1, threatInfo.sha256, data.fileContentHash, targetProcessInfo.tgtFileHashSha1, targetProcessInfo.tgtFileHashSha256
    process.executable: sourceProcessInfo.filePath, process.file.path
    process.name: sourceProcessInfo.name, threatInfo.originatorProcess
    process.command_line: sourceProcessInfo.commandline, process.cmdLine, threatInfo.maliciousProcessArguments
    process.pid: sourceProcessInfo.pid
    process.hash: sourceProcessInfo.fileHashMd5, sourceProcessInfo.fileHashSha256, process.file.sha256, process.file.md5
    process.parent.executable: sourceParentProcessInfo.filePath
    process.parent.name: sourceParentProcessInfo.name
    process.parent.command_line: sourceParentProcessInfo.commandline
    process.parent.pid: sourceParentProcessInfo.pid
    """

  private static let carbonBlack: StaticString = """
    product carbonblack
    mark org_key, device_id
    mark org_key, process_guid
    mark orgName, loginName, eventId
    @timestamp: detection_timestamp, create_time, device_timestamp, eventTime, backend_timestamp
    event.id: id, eventId
    event.action: action
    event.severity: severity
    rule.name: reason, report_name
    rule.description: reason, description
    host.name: device_name
    host.os.name: device_os
    user.name: device_username, process_username, loginName
    source.ip: remote_ip, clientIp, device_internal_ip
    source.port: remote_port
    destination.ip: local_ip
    destination.port: local_port
    network.transport: netconn_protocol
    process.executable: process_path, process_name
    process.command_line: process_cmdline
    process.pid: process_pid
    process.hash: process_hash, process_md5, process_sha256
    process.parent.executable: parent_path, parent_name
    process.parent.command_line: parent_cmdline
    process.parent.pid: parent_pid
    file.path: filemod_name
    file.hash: filemod_hash
    registry.path: regmod_name
    dll.path: modload_name
    url.original: requestUrl
    """

  private static let carbonBlackServer: StaticString = """
    product carbonblack_edr
    mark json.cb_server
    mark cb_server, type
    same json, docs
    @timestamp: timestamp, event_timestamp
    event.action: type
    host.name: computer_name, hostname, json.cb_server, cb_server
    user.name: username
    process.name: process_name
    process.executable: path
    process.command_line: cmdline, command_line
    process.hash: process_md5
    process.pid: process_pid, pid
    process.parent.pid: parent_pid
    process.parent.name: parent_name
    file.hash: md5, sha256
    file.path: observed_filename, file_path
    file.size: size, orig_mod_len
    source.ip: local_ip, interface_ip
    destination.ip: remote_ip, ipv4
    destination.port: remote_port, port
    """

  /// https://developer.cisco.com/docs/secure-endpoint/
  private static let secureEndpoint: StaticString = """
    product cisco_secure_endpoint
    mark data.connector_guid, data.event_type_id
    mark data.event_type_id, data.computer
    mark connector_guid, event_type_id
    same data
    @timestamp: date, timestamp
    event.id: id
    event.code: event_type_id
    event.action: event_type
    event.severity: severity
    rule.name: detection, cloud_ioc.short_description
    rule.description: cloud_ioc.description
    threat.technique.id: techniques.external_id
    threat.tactic.name: tactics.name
    host.name: computer.hostname
    host.ip: computer.network_addresses.ip
    host.mac: computer.network_addresses.mac
    user.mail: computer.user
    file.name: file.file_name
    file.path: file.file_path
    file.hash: file.identity.md5, file.identity.sha1, file.identity.sha256
    process.name: file.parent.file_name, network_info.parent.file_name
    process.pid: file.parent.process_id, network_info.parent.process_id
    process.hash: file.parent.identity.md5, file.parent.identity.sha256, network_info.parent.identity.md5, network_info.parent.identity.sha256
    process.command_line: command_line.arguments
    source.ip: network_info.local_ip
    source.port: network_info.local_port
    destination.ip: network_info.remote_ip
    destination.port: network_info.remote_port
    network.transport: network_info.nfm.protocol
    network.direction: network_info.nfm.direction
    url.original: network_info.dirty_url
    event.kind := alert
    """

  /// https://falco.org/docs/reference/rules/supported-fields/
  private static let falco: StaticString = """
    product falco
    mark output, priority, rule
    mark output_fields, rule
    @timestamp: time, output_fields.evt.time
    log.level: priority
    rule.name: rule
    rule.description: output
    tags: tags
    host.name: hostname
    user.name: output_fields.user.name
    user.id: output_fields.user.uid
    process.name: output_fields.proc.name
    process.executable: output_fields.proc.exepath
    process.command_line: output_fields.proc.cmdline
    process.pid: output_fields.proc.pid
    process.working_directory: output_fields.proc.cwd
    process.parent.name: output_fields.proc.pname
    process.parent.executable: output_fields.proc.pexepath
    process.parent.command_line: output_fields.proc.pcmdline
    process.parent.pid: output_fields.proc.ppid
    file.path: output_fields.fd.name
    source.ip: output_fields.fd.cip, output_fields.fd.sip
    source.port: output_fields.fd.cport
    destination.ip: output_fields.fd.sip, output_fields.fd.rip
    destination.port: output_fields.fd.sport
    network.transport: output_fields.fd.l4proto
    container.id: output_fields.container.id
    container.name: output_fields.container.name
    event.kind := alert
    """

  private static let osquery: StaticString = """
    product osquery
    mark hostIdentifier, unixTime
    mark hostIdentifier, calendarTime
    @timestamp: unixTime
    rule.name: name
    event.action: action
    host.name: hostIdentifier, decorations.hostname
    user.name: decorations.username, columns.username, columns.user
    user.id: columns.uid
    process.name: columns.process, columns.process_name
    process.pid: columns.pid
    process.parent.pid: columns.parent
    process.executable: columns.process_path
    process.command_line: columns.cmdline
    file.path: columns.path, columns.target_path
    file.name: columns.filename
    file.size: columns.size
    file.hash: columns.md5, columns.sha1, columns.sha256
    source.ip: columns.local_address
    source.port: columns.local_port
    destination.ip: columns.remote_address
    destination.port: columns.remote_port
    url.full: columns.source_url
    event.kind := event
    """

  private static let eset: StaticString = """
    product eset
    mark source_uuid, event_type
    mark severityLevel, objectTypeName
    mark typeName, occurTime
    @timestamp: occurTime, occured
    event.action: action, action_taken, event_type
    event.outcome: result
    rule.name: threat_name, rulename, rule_name, typeName, event
    rule.id: rule_id
    host.name: hostname
    host.ip: ipv4
    user.name: username, user, context.userName
    source.ip: source_address
    source.port: source_port
    destination.ip: target_address, networkCommunication.remoteIpAddress
    destination.port: target_port, networkCommunication.remotePort
    network.transport: protocol
    process.executable: process_name, processname, context.process.path, target
    process.parent.executable: application
    process.command_line: command_line
    file.hash: hash, objectHashSha1
    file.path: object_uri, objectUrl
    event.kind := alert
    """

  private static let sophosCentral: StaticString = """
    product sophos_central
    mark customer_id, severity, source_info
    mark customer_id, event_service_event_id
    mark endpoint_id, customer_id
    mark ioc_severity, meta_hostname
    mark endpoint_id, meta_hostname
    @timestamp: when, rt, created_at, calendar_time, end, unix_time
    event.id: id
    event.action: type
    rule.name: threat, ioc_detection_id, name
    rule.description: description
    host.name: dhost, meta_hostname, location
    host.id: endpoint_id
    user.name: suser, meta_username, source
    source.ip: source_info.ip, data.source_info.ip, meta_ip_address
    source.nat.ip: meta_public_ip
    source.mac: meta_mac_address
    source.port: ips_threat_data.localPort, data.ips_threat.local_port
    source.bytes: upload_size
    destination.ip: ips_threat_data.remoteIp, data.ips_threat.remote_ip
    destination.port: ips_threat_data.remotePort, data.ips_threat.remote_port
    process.executable: ips_threat_data.executablePath, data.ips_threat.executable_name, data.hmpa_exploit.process_path
    process.name: amsi_threat_data.processName, data.hmpa_exploit.process_name, ioc_worker_name
    process.pid: ips_threat_data.executablePid, data.hmpa_exploit.process_pid
    process.hash: appSha256
    process.parent.executable: amsi_threat_data.parentProcessPath
    event.kind := alert
    """

  private static let trendVision: StaticString = """
    product trend_micro
    mark workbenchLink, impactScope
    mark detectedDateTime, filters
    mark eventTimeDT, uuid
    mark productCode, eventName
    mark pname, pver
    @timestamp: updatedDateTime, detectedDateTime, eventTimeDT, createdDateTime, rt_utc, rt, eventTime
    event.id: id, uuid
    event.action: act
    rule.name: model, filters.name, ruleName, eventName
    rule.description: description
    threat.technique.id: filters.mitreTechniqueIds
    host.name: impactScope.entities.%host.entityValue.name, endpoint.endpointName, detail.endpointHostName, endpointHostName, dhost, shost
    source.ip: src, clientIp, detail.src
    source.port: spt
    source.mac: smac
    destination.ip: dst, detail.dst
    destination.port: dpt
    destination.mac: dmac
    user.name: suser, detail.processUser, impactScope.entities.%account.entityValue
    user.domain: userDomain, detail.processUserDomain
    url.original: requests, request, workbenchLink
    email.subject: mailMsgSubject
    file.name: fileName, indicators.%filename.value
    file.path: filePath, detail.objectFilePath, indicators.%fullpath.value
    file.size: fileSize
    file.hash: fileHash, fileHashSha256, detail.objectFileHashSha1, indicators.%file_sha1.value, indicators.%file_sha256.value
    process.executable: detail.objectFilePath, processFilePath, indicators.%process.value
    process.command_line: detail.objectCmd, processCmd, indicators.%command_line.value
    process.pid: detail.objectPid, processPid, indicators.%process_id.value
    process.parent.executable: detail.processFilePath
    process.parent.command_line: detail.processCmd
    process.parent.pid: detail.processPid
    event.kind := alert
    """

  private static let symantec: StaticString = """
    product symantec
    mark product_uid, type_id, device_uid
    mark collector_device_ip, device_ip
    mark collector_uid, device_name
    mark customer_uid, product_uid
    @timestamp: time, device_time, log_time, created
    event.id: uuid, incident_uid
    event.severity: severity_id
    rule.name: rule_name, threat.name
    message: message
    host.name: device_name
    host.id: device_uid
    source.ip: device_ip, connection.src_ip, device_public_ip
    source.port: connection.src_port
    source.mac: device_mac
    destination.ip: connection.dst_ip, collector_device_ip
    destination.port: connection.dst_port
    user.name: user.name, user_name
    user.domain: user.domain, device_domain
    user.id: user.sid
    process.command_line: process.cmd_line, actor.cmd_line
    process.pid: process.pid, actor.pid
    process.executable: actor.file.path
    process.parent.command_line: parent.cmd_line
    process.parent.pid: parent.pid
    file.path: file.path
    file.name: file.name
    file.size: file.size
    file.hash: file.md5, file.sha2, file.sha256
    http.response.status_code: http_status
    url.original: incident_url, url.text
    """

  private static let cortex: StaticString = """
    product cortex_xdr
    mark alert_id, detection_timestamp
    mark external_id, alert_id
    mark case_id, alert_id
    mark incident_id, alert_count
    mark endpoint_id, detection_timestamp
    mark host_name, causality_actor_process_command_line
    same events
    @timestamp: detection_timestamp, creation_time, event_timestamp, local_insert_ts
    event.id: alert_id, incident_id
    event.action: action_pretty, action
    rule.name: fw_rule, name, alert_name
    rule.id: fw_rule_id
    observer.serial_number: fw_serial_number
    observer.ingress.interface.name: fw_interface_from
    observer.egress.interface.name: fw_interface_to
    rule.description: description
    rule.category: category
    threat.technique.id: mitre_technique_id_and_name
    host.name: host_name, agent_hostname
    host.ip: host_ip
    user.name: user_name, actor_effective_username
    source.ip: action_local_ip, host_ip
    source.port: action_local_port
    destination.ip: action_remote_ip
    destination.port: action_remote_port
    dns.question.name: dns_query_name
    process.executable: action_process_image_path, actor_process_image_path, action_process_image_name
    process.name: actor_process_image_name
    process.command_line: action_process_image_command_line, actor_process_command_line
    process.pid: action_process_os_pid, actor_process_os_pid
    process.hash: action_process_image_sha256, action_process_image_md5, actor_process_image_sha256, actor_process_image_md5
    process.parent.executable: causality_actor_process_image_path, os_actor_process_image_path
    process.parent.command_line: causality_actor_process_command_line, os_actor_process_command_line
    process.parent.pid: os_actor_process_os_pid
    file.path: action_file_path
    file.name: action_file_name
    file.hash: action_file_sha256, action_file_md5
    registry.path: action_registry_full_key
    registry.data.strings: action_registry_data
    event.kind := alert
    """

  private static let bitdefender: StaticString = """
    product bitdefender
    mark computer_name, product_installed
    mark json.event, json.companyId
    mark json.event.module
    mark companyId, module
    mark computer_ip, computer_name, module
    same json, event
    @timestamp: timestamp, detectionTime, created
    event.action: module, main_action
    event.outcome: status
    rule.name: malware_name, exploit_type, attack_type, incident_id
    host.name: computer_name, computer_fqdn, computerName
    source.ip: attack_source, source_ip
    destination.ip: computer_ip
    destination.port: port
    network.transport: protocol_id
    user.name: username, user.name, userName
    url.original: url
    file.path: file_path, filePath
    file.name: file_name
    file.hash: file_hash, file_hash_md5, hash
    process.executable: process_path
    process.pid: process_pid
    process.parent.pid: parent_process_pid
    process.command_line: process_command_line
    email.subject: subject
    event.kind := alert
    """

  private static let panda: StaticString = """
    product watchguard_endpoint
    mark security_event_date, host_name
    mark malware_category, host_name
    mark security_event_type, device_id
    @timestamp: security_event_date, date
    event.id: event_id, id
    event.action: action
    host.name: host_name
    source.ip: ip_address, remote_ip
    destination.ip: local_ip
    user.name: user_name
    file.path: path
    file.hash: hash
    rule.name: item_name, exploit_technique
    event.kind := alert
    """

  private static let tanium: StaticString = """
    product tanium
    mark Computer Name, Computer IP
    mark Computer Name, OS Platform
    mark TaniumComputerId, IpAddress
    mark ActionName, PackageName, Issuer
    mark fields.process__pid
    @timestamp: Timestamp, UpdatedAt, StartTime
    event.action: Event Name, ActionName, event
    event.id: Event Id
    host.name: Computer Name, HostName, hostname, state.target.hostname
    source.ip: Computer IP, IpAddress
    source.nat.ip: NatIpAddress
    source.mac: MacAddress
    user.name: User Name, userName, Issuer, fields.user_name
    user.domain: User Domain
    user.id: User Id
    process.command_line: Command, fields.process__command_line
    process.executable: fields.process__file__full_path
    process.pid: fields.process__pid
    file.path: fields.full_path
    """

  private static let jamf: StaticString = """
    product jamf
    mark host_info, header
    mark caid, certid, input
    mark mach_time, process, event_type
    mark json.webhook, json.event
    mark event.metadata.vendor=Jamf
    mark event.device.userDeviceName
    mark glob_seq_num, process
    same json
    @timestamp: header.time_seconds_epoch, time, event.timestamp, input.timestamp
    event.action: header.event_name, webhook.webhookEvent, event.action
    host.name: host_info.host_name, host.hostname, input.host.hostname, event.device.userDeviceName, event.computer.deviceName, event.deviceName
    host.id: host_info.host_uuid, host.provisioningUDID
    user.name: subject.effective_user_name, subject.user_name, event.user.name, event.username, event.computer.username, event.openssh_login.username, event.lw_session_unlock.username, event.su.from_username
    user.id: subject.effective_user_id
    source.ip: event.openssh_login.source_address, event.screensharing_attach.source_address, event.source.ip, subject.terminal_id.ip_address
    destination.ip: event.destination.ip
    destination.port: event.destination.port
    process.executable: process.executable.path, subject.process_name, arguments.path, input.related.binaries.path, input.related.processes.path
    process.name: process.process_name
    process.pid: process.audit_token.pid, subject.process_id, arguments.pid, input.match.event.pid
    process.parent.pid: process.ppid, process.original_ppid, exec_chain_child.parent_pid, input.related.processes.ppid
    process.hash: process.executable.sha256, input.related.binaries.sha256hex
    process.command_line: event.sudo.command
    file.path: path, input.match.event.path, event.chroot.target.path
    file.size: input.related.files.size
    dns.question.name: event.hostName
    dns.response_code: event.dns.responseStatus
    """

  private static let stormshieldEndpoint: StaticString = """
    product stormshield_endpoint
    mark EventGuid, SpecificData
    @timestamp: Timestamp, TimestampRaw
    event.id: EventGuid
    event.code: Type
    event.severity: Severity
    user.name: SpecificData.UserNameLookup, SpecificData.SourceProcess.UserNameLookup
    user.domain: SpecificData.UserDomainLookup, SpecificData.SourceProcess.UserDomainLookup
    user.id: SpecificData.User, SpecificData.SourceProcess.User
    process.executable: SpecificData.SourceProcess.ProcessImageName
    process.command_line: SpecificData.SourceProcess.ProcessCommandLine
    process.pid: SpecificData.SourceProcess.PID
    process.hash: SpecificData.SourceProcess.HashMd5, SpecificData.SourceProcess.HashSha256
    process.parent.executable: SpecificData.ParentProcess.ProcessImageName
    process.parent.command_line: SpecificData.ParentProcess.ProcessCommandLine
    process.parent.pid: SpecificData.ParentProcess.PID
    file.path: SpecificData.Path
    registry.path: SpecificData.KeyPath
    url.original: SpecificData.DownloadUrl
    source.ip: SpecificData.LocalAddress
    source.port: SpecificData.LocalPort
    destination.ip: SpecificData.RemoteAddress
    destination.port: SpecificData.RemotePort
    network.transport: SpecificData.ProtocolComputedMap, SpecificData.Protocol
    """

  private static let tehtris: StaticString = """
    product tehtris
    mark rflId, egKBId
    mark eventName, hostname__
    @timestamp: time
    event.action: eventName
    host.name: hostname__
    user.name: username
    user.domain: domain__
    source.ip: ipSrc
    destination.ip: ipDst
    process.command_line: cmdline
    process.executable: path
    process.pid: pid
    file.path: path
    file.hash: sha256
    """

  private static let trellix: StaticString = """
    product trellix
    mark _eventType, _deviceId
    mark _eventType, _serverId
    @timestamp: _time, time
    event.id: _eventId
    event.action: _eventType
    host.name: hostName, _deviceName
    source.ip: sourceAddress
    source.port: sourcePort
    destination.ip: destAddress
    destination.port: destPort
    user.name: userName
    user.domain: userDomain
    user.id: userSid
    process.pid: pid
    process.parent.pid: ppid
    process.command_line: cmdLine
    file.path: filePath
    file.size: fileSize
    file.hash: fileMd5, fileSha1, fileSha256
    registry.key: keyName
    url.full: httpUrl
    """

  private static let harfang: StaticString = """
    product harfanglab
    mark log_type, agent, tenant
    mark agent.hostname, log_type
    mark agent.hostname, @event_create_date
    flag failed: event_id=4625
    @timestamp: @event_create_date, alert_time, detection_date, date
    event.action: log_type
    event.code: event_id
    rule.name: rule_name
    host.name: agent.hostname, hostname
    user.name: username, process.username, event_data.SubjectUserName, event_data.TargetUserName
    user.domain: event_data.SubjectDomainName, event_data.TargetDomainName
    source.ip: saddr, event_data.IpAddress, source_address, ip_address
    source.port: sport, event_data.IpPort
    destination.ip: daddr
    destination.port: dport
    process.executable: process.image_name, image_name, process_image_path
    process.name: process.process_name
    process.command_line: process.commandline, commandline, process_commandline
    process.pid: process.pid, pid
    process.hash: process.hashes.md5, process.hashes.sha256, hashes.md5, hashes.sha256
    process.parent.executable: process.parent_image, parent_image
    process.parent.command_line: process.parent_commandline, parent_commandline
    file.path: binaryinfo.fullpath, path
    file.hash: process.hashes.md5, process.hashes.sha1, process.hashes.sha256, binaryinfo.binaryinfo.md5, binaryinfo.binaryinfo.sha1, binaryinfo.binaryinfo.sha256
    http.request.method: request_method
    http.response.status_code: response_status_code
    url.original: details_url_request.url
    url.path: request_path
    user_agent.original: user_agent
    """

  private static let withSecure: StaticString = """
    product withsecure
    mark serverTimestamp, engine
    mark clientTimestamp, engine, device
    @timestamp: clientTimestamp, details.clientTimestamp, serverTimestamp
    event.action: action
    event.provider: engine
    host.name: device.name
    user.name: details.userName, userName
    source.ip: details.sendingServerIP
    email.subject: details.itemSubject
    process.executable: details.targetPath
    process.command_line: details.targetCommandLine
    process.parent.executable: details.parentPath
    process.parent.command_line: details.parentCommandLine
    file.hash: details.targetSha1, details.targetSha256
    file.path: details.filePath, details.path
    url.original: details.url
    """

  private static let sysdig: StaticString = """
    product sysdig
    mark agentId, containerId, originator
    mark timestampRFC3339Nano, originator
    @timestamp: timestamp, timestampRFC3339Nano
    event.id: id
    rule.name: content.ruleName, name
    rule.description: description
    event.severity: severity
    host.name: labels.host.hostName, labels.host~hostName
    host.mac: hostMac
    container.id: containerId
    container.name: labels.container.name
    user.name: content.fields.user.name
    process.name: content.fields.proc.name, labels.process.name
    process.command_line: content.fields.proc.cmdline
    process.pid: content.fields.proc.pid
    event.kind := alert
    """
}
