extension ProductTables {
  /// AWS: CloudTrail
  /// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html),
  /// GuardDuty, Security Hub, WAF, VPC flow logs, Route 53 resolver and CloudFront, also inside the
  /// records of EventBridge (`detail`).
  static let amazon: [StaticString] = [cloudTrail, guardDuty, wafOfAmazon, flowOfAmazon, resolver]

  private static let cloudTrail: StaticString = """
    product aws_cloudtrail
    mark eventVersion, userIdentity, eventSource
    mark eventSource, eventName, awsRegion
    mark detail.eventVersion, detail.eventSource
    same Records, detail
    flag console: eventName=consolelogin|switchrole|credentialverification|credentialchallenge
    flag failed: errorCode, errorMessage, responseElements.ConsoleLogin=failure, serviceEventDetails.CredentialVerification=failure
    flag session: eventName=assumerole|assumerolewithsaml|assumerolewithwebidentity|getsessiontoken|getfederationtoken
    flag iam: eventSource=iam.amazonaws.com|sso.amazonaws.com|sso-directory.amazonaws.com|identitystore.amazonaws.com
    flag network: eventSource=ec2.amazonaws.com|vpc-flow-logs.amazonaws.com
    flag read: readOnly=true
    flag write: readOnly=false
    @timestamp: eventTime
    event.id: eventID
    event.action: eventName
    event.provider: eventSource
    event.code: errorCode
    error.code: errorCode
    error.message: errorMessage
    cloud.account.id: recipientAccountId, userIdentity.accountId
    cloud.region: awsRegion
    source.ip: sourceIPAddress
    user_agent.original: userAgent
    user.name: userIdentity.userName, userIdentity.sessionContext.sessionIssuer.userName, userIdentity.onBehalfOf.userId, additionalEventData.UserName, userIdentity.invokedBy
    user.id: userIdentity.principalId
    user.target.name: requestParameters.userName, responseElements.user.userName
    user.target.id: responseElements.user.userId
    group.name: requestParameters.groupName, responseElements.group.groupName
    user.changes.name: requestParameters.newUserName
    tls.version: tlsDetails.tlsVersion
    tls.cipher: tlsDetails.cipherSuite
    tls.client.server_name: tlsDetails.clientProvidedHostHeader
    event.kind := event
    event.outcome ?failed := failure
    event.outcome ?!failed := success
    event.category ?console := authentication
    event.category ?session := authentication
    event.category ?iam := iam
    event.category ?!console ?!session ?!iam ?network := network
    event.type ?console := start
    event.type ?session := info
    event.type ?iam ?write := change
    event.type ?read := access
    """

  private static let guardDuty: StaticString = """
    product aws_findings
    mark schemaVersion, service.serviceName=guardduty
    mark schemaVersion, accountId, service.action
    mark detail.schemaVersion, detail.service
    mark SchemaVersion, ProductArn, AwsAccountId
    mark detail.findings
    same detail, findings, Findings
    flag block: service.action.networkConnectionAction.blocked=true
    @timestamp: service.eventLastSeen, service.eventFirstSeen, LastObservedAt, UpdatedAt, CreatedAt, createdAt, updatedAt, time
    event.id: id, Id
    event.severity: severity, Severity.Normalized
    event.action: service.action.actionType, Action.ActionType
    message: description, Description
    rule.name: title, Title, type
    rule.id: GeneratorId
    rule.category: type, Types
    cloud.account.id: accountId, AwsAccountId
    cloud.region: region, Region
    source.ip: service.action.networkConnectionAction.remoteIpDetails.ipAddressV4, service.action.awsApiCallAction.remoteIpDetails.ipAddressV4, service.action.portProbeAction.portProbeDetails.remoteIpDetails.ipAddressV4, service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV4, service.action.rdsLoginAttemptAction.remoteIpDetails.ipAddressV4, Network.SourceIpV4, Network.SourceIpV6, Action.NetworkConnectionAction.RemoteIpDetails.IpAddressV4, Action.AwsApiCallAction.RemoteIpDetails.IpAddressV4, Action.PortProbeAction.PortProbeDetails.RemoteIpDetails.IpAddressV4
    source.port: service.action.networkConnectionAction.remotePortDetails.port, Network.SourcePort, Action.NetworkConnectionAction.RemotePortDetails.Port
    source.mac: Network.SourceMac
    source.domain: Network.SourceDomain
    source.geo.country_name: service.action.networkConnectionAction.remoteIpDetails.country.countryName, service.action.awsApiCallAction.remoteIpDetails.country.countryName
    destination.ip: service.action.networkConnectionAction.localIpDetails.ipAddressV4, service.action.portProbeAction.portProbeDetails.localIpDetails.ipAddressV4, Network.DestinationIpV4, Network.DestinationIpV6, Action.NetworkConnectionAction.LocalIpDetails.IpAddressV4
    destination.port: service.action.networkConnectionAction.localPortDetails.port, service.action.portProbeAction.portProbeDetails.localPortDetails.port, Network.DestinationPort, Action.NetworkConnectionAction.LocalPortDetails.Port
    destination.domain: Network.DestinationDomain
    network.transport: service.action.networkConnectionAction.protocol, Network.Protocol, Action.NetworkConnectionAction.Protocol
    network.direction: service.action.networkConnectionAction.connectionDirection, Network.Direction
    dns.question.name: service.action.dnsRequestAction.domain, Action.DnsRequestAction.Domain
    user.name: resource.accessKeyDetails.userName, resource.rdsDbUserDetails.user, resource.kubernetesDetails.kubernetesUserDetails.username
    user.id: resource.accessKeyDetails.principalId
    user_agent.original: service.action.kubernetesApiCallAction.userAgent
    host.id: resource.instanceDetails.instanceId
    process.name: Process.Name, service.runtimeDetails.process.name
    process.executable: Process.Path, service.runtimeDetails.process.executablePath
    process.pid: Process.Pid, service.runtimeDetails.process.pid
    process.parent.pid: Process.ParentPid, service.runtimeDetails.process.parentId
    file.hash: service.runtimeDetails.process.executableSha256, service.ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames.filePaths.hash
    file.path: service.ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames.filePaths.filePath
    url.original: SourceUrl, ThreatIntelIndicators.SourceUrl
    event.kind := alert
    event.category := intrusion_detection
    event.type := info
    event.type ?block := denied
    """

  private static let wafOfAmazon: StaticString = """
    product aws_waf
    mark webaclId, httpRequest
    mark formatVersion, terminatingRuleId, httpRequest
    @timestamp: timestamp
    event.action: action
    event.verdict: action
    rule.id: terminatingRuleId
    rule.category: terminatingRuleType
    rule.ruleset: webaclId
    event.id: httpRequest.requestId
    source.ip: httpRequest.clientIp
    http.request.method: httpRequest.httpMethod
    http.version: httpRequest.httpVersion
    http.request.body.bytes: requestBodySize
    http.response.status_code: responseCodeSent
    url.original: httpRequest.uri
    url.query: httpRequest.args
    url.scheme: httpRequest.scheme
    url.domain: httpRequest.headers.%Host.value, httpRequest.headers.%host.value, httpRequest.host
    user_agent.original: httpRequest.headers.%User-Agent.value, httpRequest.headers.%user-agent.value
    http.request.referrer: httpRequest.headers.%Referer.value, httpRequest.headers.%referer.value
    tls.client.ja3: ja3Fingerprint
    event.kind := event
    event.category := web
    event.category := network
    event.type := access
    observer.type := waf
    """

  private static let flowOfAmazon: StaticString = """
    product aws_vpcflow
    mark interface_id, srcaddr, dstaddr
    mark interface-id, srcaddr, dstaddr
    mark srcaddr, dstaddr, srcport, dstport, action
    @timestamp: start, timestamp, @timestamp
    event.verdict: action
    event.action: action
    cloud.account.id: account_id, account-id
    cloud.region: region
    observer.ingress.interface.name: interface_id, interface-id
    source.ip: srcaddr, pkt_srcaddr, pkt-srcaddr
    source.port: srcport
    source.bytes: bytes
    source.packets: packets
    destination.ip: dstaddr, pkt_dstaddr, pkt-dstaddr
    destination.port: dstport
    network.transport: protocol
    network.bytes: bytes
    network.packets: packets
    network.direction: flow_direction, flow-direction
    event.kind := event
    event.category := network
    event.type := connection
    """

  private static let resolver: StaticString = """
    product aws_resolver
    mark query_name, query_timestamp, query_type
    mark query_name, srcaddr, rcode
    @timestamp: query_timestamp
    cloud.account.id: account_id
    cloud.region: region
    source.ip: srcaddr
    source.port: srcport
    dns.question.name: query_name
    dns.question.type: query_type
    dns.question.class: query_class
    dns.response_code: rcode
    dns.answers.data: answers.Rdata
    dns.answers.type: answers.Type
    dns.resolved_ip: answers.Rdata
    network.transport: transport
    event.verdict: firewall_rule_action
    rule.id: firewall_rule_group_id
    event.category := network
    event.type := protocol
    network.protocol := dns
    """
}
