extension ProductTables {
  /// Azure's platform logs and Entra ID
  /// (https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema), Microsoft 365
  /// (https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema),
  /// Defender and Sentinel.
  static let microsoft: [StaticString] = [
    defenderHunting, networkWatcher, azure, unifiedAudit, defenderAlert, graphSignIn, messageTrace,
  ]

  private static let azure: StaticString = """
    product azure
    mark category, operationName, resourceId
    mark category, properties, resourceId
    mark category, properties, operationName, time
    mark category, callerIpAddress, time
    mark records.category, records.time
    mark caller, eventTimestamp, operationName
    mark category, properties, time, tenantId
    mark eventhub, records
    same records
    flag signin: category=signinlogs|noninteractiveusersigninlogs|serviceprincipalsigninlogs|managedidentitysigninlogs|adfssigninlogs
    flag audit: category=auditlogs
    flag firewall: category=azurefirewallnetworkrule|azurefirewallapplicationrule|azurefirewalldnsproxy|azurefirewallthreatintellog|azfwnetworkrule|azfwapplicationrule|azfwnatrule|azfwidpssignature|azfwthreatintel|azfwdnsquery
    flag web: category=applicationgatewayaccesslog|frontdooraccesslog|frontdoorwebapplicationfirewalllog|applicationgatewayfirewalllog|appservicehttplogs
    flag dns: category=azfwdnsquery
    flag gateway: category=applicationgatewayaccesslog|applicationgatewayfirewalllog
    flag failed: resultType=failure|failed|50126|50053|50055|50056|50057|50058|50074|50076|50079|50097|50105|50125|50128|50129|50133|50140|50144|53003|65001|70008|700016|90094|530003
    flag failed: properties.result=failure, resultSignature=failed|unauthorized|forbidden, resultSignature=failure
    flag granted: resultType=0|success|succeeded, properties.result=success, resultSignature=ok|succeeded|success
    @timestamp: time, eventTimestamp, timeStamp, timestamp, properties.createdDateTime, properties.activityDateTime, submissionTimestamp
    event.action: operationName.value, operationName, operationName.localizedValue
    event.id: correlationId, eventDataId, properties.id
    event.code: resultType
    event.outcome: resultSignature, properties.result, status.value, resultType
    event.reason: resultDescription, properties.resultReason, properties.status.failureReason
    event.severity: properties.Severity
    event.verdict ?!signin ?!audit: properties.Action, properties.action
    cloud.account.id: tenantId, subscriptionId
    cloud.region: location
    host.name: properties.DeviceName, properties.ManagedDeviceName, properties.DeviceHostName, properties.hostName, properties.deviceDetail.displayName, properties.HostName
    host.resource ?firewall: resourceId
    host.resource ?gateway: resourceId
    azure.firewall ?firewall: properties.msg
    source.ip: callerIpAddress, properties.ipAddress, properties.clientIP, properties.clientIp, properties.ClientIP, properties.SourceIp, properties.SourceIP, properties.initiatedBy.user.ipAddress, properties.CIp, httpRequest.clientIpAddress, properties.clientIpAddress, claims.ipaddr, identity.claims.ipaddr, properties.client_ip_s
    source.port: properties.clientPort, properties.SourcePort
    source.mac: macAddress
    source.bytes: properties.receivedBytes
    destination.ip: properties.DestinationIp, properties.DestinationIP, properties.serverIp
    destination.port: properties.DestinationPort
    destination.bytes: properties.sentBytes
    destination.nat.ip: properties.TranslatedIp
    destination.nat.port: properties.TranslatedPort
    destination.domain: properties.Fqdn
    network.transport: properties.Protocol
    rule.name: properties.Rule, properties.ruleName, properties.ruleId, properties.RuleCollection
    rule.description: properties.Description
    rule.id: properties.SignatureId
    user.mail: properties.userPrincipalName, properties.initiatedBy.user.userPrincipalName, identity.claim.upn, identity.claims.upn, identity.claim.http://schemas~xmlsoap~org/ws/2005/05/identity/claims/upn, identity.claims.http://schemas~xmlsoap~org/ws/2005/05/identity/claims/upn, identity.claims.http://schemas~xmlsoap~org/ws/2005/05/identity/claims/name, caller, claims.upn, identity.claim.unique_name, properties.CsUsername, properties.UserName
    user.id: properties.userId, properties.initiatedBy.user.id, identity.claim.oid, properties.servicePrincipalId
    user.full_name: properties.userDisplayName
    user.target.name: properties.targetResources.%User.userPrincipalName, properties.targetResources.userPrincipalName
    user.target.id: properties.targetResources.%User.id
    group.name: properties.targetResources.%Group.displayName
    group.id: properties.targetResources.%Group.id
    user_agent.original: properties.userAgent, properties.userAgentHeader, properties.UserAgent, properties.clientInfo, properties.additionalDetails.%User-Agent.value
    http.request.method: properties.httpMethod, properties.requestMethod, properties.CsMethod, httpRequest.method, properties.method
    http.request.bytes: properties.requestBytes, properties.CsBytes
    http.request.referrer: properties.referer, properties.Referer
    http.response.bytes: properties.responseBytes, properties.responseSizeBytes, properties.ScBytes
    http.response.status_code: properties.httpStatusCode, properties.httpStatus, properties.responseStatusCode, properties.ScStatus, statusCode, properties.responseCode, properties.httpStatusDetails
    http.version: properties.httpVersion
    url.original: properties.requestUri, uri, properties.TargetUrl, properties.url, httpRequest.uri, properties.CsUriStem
    url.query: properties.requestQuery, properties.CsUriQuery
    url.domain: properties.originalHost, properties.host, properties.CsHost, properties.hostname
    dns.question.name: properties.QueryName
    dns.question.type: properties.QueryType
    dns.response_code: properties.ResponseCode
    tls.version: properties.sslProtocol, properties.securityProtocol
    tls.cipher: properties.sslCipher, properties.securityCipher
    process.pid: properties.Pid
    event.kind := event
    event.category ?signin := authentication
    event.type ?signin := start
    event.category ?audit := iam
    event.category ?firewall := network
    event.type ?firewall := connection
    event.category ?web := web
    event.type ?web := access
    network.protocol ?dns := dns
    event.outcome ?failed := failure
    event.outcome ?!failed ?granted := success
    """

  private static let networkWatcher: StaticString = """
    product azure_flow
    mark macAddress, rule, flow~0
    mark flow~0, time
    mark flow.0, time
    mark category=NetworkSecurityGroupFlowEvent, properties
    mark category=FlowLogFlowEvent, flowRecords
    mark records.category=NetworkSecurityGroupFlowEvent
    mark records.category=FlowLogFlowEvent
    same records
    @timestamp: time
    azure.flow: flow~0, flow.0, flowTuples, properties.flows.flows.flowTuples, flowRecords.flows.flowGroups.flowTuples, flows.flows.flowTuples
    source.mac: macAddress, properties.flows.flows.mac
    rule.name: rule, properties.flows.rule, flowRecords.flows.flowGroups.rule
    event.category := network
    event.type := connection
    """

  /// Records of advanced hunting, as Defender streams them.
  private static let defenderHunting: StaticString = """
    product m365_defender
    mark category=AdvancedHunting, properties
    mark Tenant, category, properties.DeviceName
    mark Tenant, category, properties.ReportId
    mark DeviceId, DeviceName, ActionType, ReportId
    mark operationName=Publish, properties.Timestamp
    same properties
    flag process: category=advancedhunting-deviceprocessevents
    flag network: category=advancedhunting-devicenetworkevents
    flag file: category=advancedhunting-devicefileevents
    flag registry: category=advancedhunting-deviceregistryevents
    flag logon: category=advancedhunting-devicelogonevents|advancedhunting-identitylogonevents
    flag image: category=advancedhunting-deviceimageloadevents
    flag mail: category=advancedhunting-emailevents|advancedhunting-emailattachmentinfo|advancedhunting-emailurlinfo|advancedhunting-emailpostdeliveryevents
    flag alert: category=advancedhunting-alertinfo|advancedhunting-alertevidence
    flag granted: ActionType=logonsuccess
    flag failed: ActionType=logonfailed
    @timestamp: Timestamp, time
    event.action: ActionType
    event.id: ReportId, AlertId
    event.severity: SeverityNumber
    rule.name: Title
    host.name: DeviceName
    host.id: DeviceId
    source.ip: LocalIP, IPAddress, PublicIP, RawEventData.ClientIPAddress, RawEventData.ClientIP, SenderIPv4, SenderIPv6
    source.ip ?logon: RemoteIP
    source.port: LocalPort, Port
    destination.ip ?!logon: RemoteIP, DestinationIPAddress
    destination.port: RemotePort, DestinationPort
    destination.domain: RemoteUrl
    network.transport: Protocol
    network.direction: AdditionalFields.direction
    user.name: AccountName, InitiatingProcessAccountName, AccountDisplayName
    user.domain: AccountDomain, InitiatingProcessAccountDomain
    user.id: AccountSid, InitiatingProcessAccountSid
    user.email: AccountUpn, InitiatingProcessAccountUpn
    process.executable ?process: FolderPath
    process.executable ?!process: InitiatingProcessFolderPath
    process.name ?process: FileName
    process.name ?!process: InitiatingProcessFileName
    process.command_line ?process: ProcessCommandLine
    process.command_line ?!process: InitiatingProcessCommandLine
    process.pid ?process: ProcessId
    process.pid ?!process: InitiatingProcessId
    process.hash ?process: MD5, SHA1, SHA256
    process.hash ?!process: InitiatingProcessMD5, InitiatingProcessSHA256
    process.parent.pid ?process: InitiatingProcessId
    process.parent.pid ?!process: InitiatingProcessParentId
    process.parent.executable ?process: InitiatingProcessFolderPath
    process.parent.command_line ?process: InitiatingProcessCommandLine
    process.parent.name ?!process: InitiatingProcessParentFileName
    file.name ?!process: FileName
    file.path ?!process: FolderPath
    file.size ?!process: FileSize
    file.hash ?!process: MD5, SHA1, SHA256
    registry.key: RegistryKey
    registry.value: RegistryValueName
    registry.data.strings: RegistryValueData
    email.subject: Subject
    email.from.address: SenderFromAddress, SenderMailFromAddress
    email.to.address: RecipientEmailAddress
    email.message_id: InternetMessageId
    url.original: Url, RemoteUrl
    user_agent.original: UserAgent, RawEventData.UserAgent
    event.kind ?!alert := event
    event.kind ?alert := alert
    event.category ?process := process
    event.type ?process := start
    event.category ?network := network
    event.category ?file := file
    event.category ?logon := authentication
    event.type ?logon := start
    event.category ?mail := email
    event.outcome ?granted := success
    event.outcome ?failed := failure
    """

  private static let unifiedAudit: StaticString = """
    product m365_audit
    mark RecordType, Workload, Operation
    mark CreationTime, Operation, OrganizationId
    mark CreationDate, AuditData
    mark CreationTime, Workload, UserId
    same AuditData, o365audit
    mark o365audit.Workload
    mark o365audit.Operation
    flag logon: Operation=userloggedin|userloginfailed|mailboxlogin|userloggedoff|passwordlogoninitialauthusingpassword
    flag failed: Operation=userloginfailed, ResultStatus=failed|failure|partiallysucceeded|false
    flag granted: ResultStatus=succeeded|success|true
    @timestamp: CreationTime, CreationDate, TimeGenerated
    event.action: Operation, Operations
    event.id: Id
    event.provider: Workload
    event.outcome: ResultStatus
    event.reason: LogonError
    event.severity: Severity
    source.ip: ClientIP, ActorIpAddress, ClientIPAddress, ActorIPAddress, SenderIp, AppAccessContext.ClientIPAddress
    user.id: UserId, UserKey
    user.mail: UserId, MailboxOwnerUPN
    user.target.id: TargetUserOrGroupName
    group.name: ModifiedProperties.%Group~DisplayName.NewValue
    user_agent.original: ExtendedProperties.%UserAgent.Value, UserAgent, ClientInfoString, ExtendedProperties.%additionalDetails.Value.User-Agent
    host.name: OriginatingServer, DeviceName, MachineName, DeviceProperties.%DisplayName.Value
    file.name: SourceFileName, SharePointMetaData.FileName, DestinationFileName
    file.extension: SourceFileExtension
    file.directory: SourceRelativeUrl
    file.path: FilePath
    file.hash: Sha256, Sha1, FileData.SHA256
    file.size: FileSize, FileSizeBytes
    url.original: Data.Entities.Urls, Url, ObjectId, ClickedUrl, SiteUrl
    email.subject: Subject, ExchangeMetaData.Subject, Item.Subject, AffectedItems.Subject, ExchangeMetadata.Subject
    email.from.address: P2Sender, P1Sender, ExchangeMetaData.From
    email.to.address: Recipients, ExchangeMetaData.To
    email.message_id: InternetMessageId, ExchangeMetaData.MessageID, Item.InternetMessageId
    rule.name: PolicyDetails.PolicyName, Name, AlertName
    rule.id: PolicyDetails.PolicyId, AlertId
    process.name: ProcessName, Application
    event.kind := event
    event.category ?logon := authentication
    event.type ?logon := start
    event.outcome ?failed := failure
    event.outcome ?!failed ?granted := success
    """

  /// Alerts and incidents of Defender and of Graph security, incidents of Sentinel.
  private static let defenderAlert: StaticString = """
    product defender_alert
    mark incidentId, investigationState
    mark incidentId, severity, alerts
    mark incidentWebUrl, createdDateTime
    mark incidentName, alerts
    mark alertWebUrl, evidence
    mark incidentId, evidence
    mark machineId, incidentId
    mark vendorInformation, eventDateTime
    mark properties.incidentNumber, properties.severity
    mark ExtendedProperties, AlertType, VendorName
    mark SystemAlertId, ProviderName
    same alerts, properties.alerts
    @timestamp: lastUpdateDateTime, lastUpdateTime, lastUpdatedDateTime, alertCreationTime, createdDateTime, createdTime, eventDateTime, properties.lastModifiedTimeUtc, last_modified_time_utc, created_time_utc, TimeGenerated
    event.id: id, SystemAlertId
    event.severity: severityNumber
    event.start: firstActivityDateTime, firstActivity, firstEventTime
    rule.name: title, displayName, alertDisplayName, AlertName, properties.title
    rule.description: description
    rule.category: category
    threat.technique.id: mitreTechniques
    threat.software.name: threatFamilyName
    host.name: computerDnsName, devices.deviceDnsName, evidence.deviceDnsName, hostStates.netBiosName, hostStates.fqdn, serviceSource
    host.id: machineId
    user.name: relatedUser.userName, evidence.accountName, evidence.userAccount.accountName, evidence.loggedOnUsers.accountName, userStates.accountName, entities.accountName, entities.userPrincipalName, loggedOnUsers.accountName
    user.domain: relatedUser.domainName, evidence.domainName, evidence.userAccount.domainName, userStates.domainName, entities.domainName
    user.id: evidence.userSid, entities.userSid, evidence.userAccount.userSid
    source.ip: evidence.ipAddress, entities.ipAddress, userStates.logonIp, evidence.senderIp, entities.senderIp
    destination.ip: networkConnections.destinationAddress
    destination.port: networkConnections.destinationPort
    file.name: evidence.fileName, evidence.fileDetails.fileName, evidence.imageFile.fileName, entities.fileName, fileStates.name
    file.path: evidence.filePath, evidence.fileDetails.filePath, evidence.imageFile.filePath, entities.filePath, fileStates.path
    file.size: evidence.fileDetails.fileSize, evidence.imageFile.fileSize
    file.hash: evidence.sha1, evidence.sha256, evidence.fileDetails.sha1, evidence.fileDetails.sha256, evidence.fileDetails.md5, entities.sha1, entities.sha256, entities.md5, fileStates.fileHash.hashValue
    process.hash: evidence.imageFile.sha256, evidence.imageFile.md5
    process.pid: evidence.processId, entities.processId, processes.processId
    process.parent.pid: evidence.parentProcessId, entities.parentProcessId
    process.command_line: evidence.processCommandLine, entities.processCommandLine, processes.commandLine
    registry.key: evidence.registryKey, entities.registryKey
    registry.value: evidence.registryValueName
    url.original: evidence.url, entities.url
    email.subject: evidence.subject, entities.subject
    email.from.address: evidence.p2Sender.emailAddress, entities.sender
    event.kind := alert
    event.category := intrusion_detection
    event.type := info
    """

  /// Sign-ins and audits as Graph gives them.
  private static let graphSignIn: StaticString = """
    product entra_graph
    mark createdDateTime, userPrincipalName, ipAddress
    mark activityDateTime, activityDisplayName
    mark riskEventType, userPrincipalName
    mark detectedDateTime, riskEventType
    mark activityDateTime, initiatedBy
    flag signin: appDisplayName
    flag failed: result=failure
    flag granted: status.errorCode=0, result=success
    @timestamp: createdDateTime, activityDateTime, detectedDateTime, lastUpdatedDateTime
    event.id: id
    event.action: activityDisplayName, riskEventType
    event.reason: status.failureReason, resultReason
    event.outcome: result
    event.provider: loggedByService
    source.ip: ipAddress, initiatedBy.user.ipAddress
    user.name: userPrincipalName, initiatedBy.user.userPrincipalName, initiatedBy.app.displayName
    user.id: userId, initiatedBy.user.id
    user.full_name: userDisplayName
    user.target.name: targetResources.%User.userPrincipalName, targetResources.userPrincipalName
    user.target.id: targetResources.%User.id
    group.name: targetResources.%Group.displayName
    user_agent.original: userAgent, additionalDetails.%User-Agent.value, additionalInfo.%userAgent.Value
    host.name: deviceDetail.displayName, targetResources.%Device.displayName
    event.category ?signin := authentication
    event.type ?signin := start
    event.category ?!signin := iam
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let messageTrace: StaticString = """
    product exchange_trace
    mark MessageTraceId, SenderAddress
    @timestamp: Received, ReceivedDateTime, date
    source.ip: FromIP
    destination.ip: ToIP
    email.subject: Subject
    email.from.address: SenderAddress
    email.to.address: RecipientAddress
    email.message_id: MessageId
    event.action: Status
    event.category := email
    """
}
