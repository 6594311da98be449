extension ProductTables {
  /// Google Cloud: audit (https://cloud.google.com/logging/docs/audit), VPC flow, firewall, DNS, load
  /// balancing; Workspace reports and alerts.
  static let google: [StaticString] = [googleCloud, workspace, workspaceAlert, securityCommand]

  private static let googleCloud: StaticString = """
    product gcp
    mark protoPayload, logName
    mark protoPayload, insertId
    mark jsonPayload, logName
    mark jsonPayload, insertId
    mark httpRequest, insertId, resource
    flag audit: protoPayload.serviceName
    flag flow: jsonPayload.reporter
    flag firewall: jsonPayload.rule_details.reference
    flag dns: jsonPayload.queryName
    flag web: httpRequest.requestMethod
    flag denied: jsonPayload.disposition=denied, jsonPayload.rule_details.action=deny, jsonPayload.statusDetails=denied_by_security_policy
    flag allowed: jsonPayload.disposition=allowed, jsonPayload.rule_details.action=allow
    flag failed: protoPayload.status.code=1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16
    flag inbound: jsonPayload.rule_details.direction=ingress, jsonPayload.reporter=dest
    flag outbound: jsonPayload.rule_details.direction=egress, jsonPayload.reporter=src
    flag fromsource: jsonPayload.reporter=src
    flag fromdest: jsonPayload.reporter=dest
    @timestamp: timestamp, receiveTimestamp
    event.id: insertId
    event.action: protoPayload.methodName, jsonPayload.disposition
    event.provider: protoPayload.serviceName
    event.reason: protoPayload.status.message
    log.level: severity
    cloud.account.id: resource.labels.project_id
    cloud.region: resource.labels.location
    source.ip: protoPayload.requestMetadata.callerIp, jsonPayload.connection.src_ip, httpRequest.remoteIp, jsonPayload.sourceIP, jsonPayload.remoteIp, jsonPayload.src_ip, jsonPayload.clientIp
    source.port: jsonPayload.connection.src_port
    source.bytes: jsonPayload.bytes_sent
    source.packets: jsonPayload.packets_sent
    source.domain: jsonPayload.src_instance.vm_name
    destination.ip: jsonPayload.connection.dest_ip, jsonPayload.destinationIP, httpRequest.serverIp, jsonPayload.dest_ip
    destination.port: jsonPayload.connection.dest_port
    destination.domain: jsonPayload.dest_instance.vm_name
    network.transport: jsonPayload.connection.protocol, jsonPayload.protocol
    network.bytes: jsonPayload.bytes_sent
    network.packets: jsonPayload.packets_sent
    network.name: jsonPayload.vpc.vpc_name
    rule.name: jsonPayload.rule_details.reference, jsonPayload.enforcedSecurityPolicy.name
    rule.id: jsonPayload.enforcedSecurityPolicy.preconfiguredExprIds, jsonPayload.alert.signature_id
    user.name: protoPayload.authenticationInfo.principalEmail, protoPayload.authenticationInfo.principalSubject
    user_agent.original: protoPayload.requestMetadata.callerSuppliedUserAgent, httpRequest.userAgent
    http.request.method: httpRequest.requestMethod
    http.request.bytes: httpRequest.requestSize
    http.request.referrer: httpRequest.referer
    http.response.bytes: httpRequest.responseSize
    http.response.status_code: httpRequest.status
    http.version: httpRequest.protocol
    url.original: httpRequest.requestUrl
    dns.question.name: jsonPayload.queryName
    dns.question.type: jsonPayload.queryType
    dns.response_code: jsonPayload.responseCode
    dns.answers.data: jsonPayload.structuredRdata.rvalue
    dns.resolved_ip: jsonPayload.structuredRdata.rvalue
    log.syslog.priority: jsonPayload.PRIORITY
    process.pid: jsonPayload._PID, jsonPayload.SYSLOG_PID
    process.executable: jsonPayload._EXE
    process.command_line: jsonPayload._CMDLINE
    host.name: jsonPayload._HOSTNAME, jsonPayload.instance.vm_name, resource.labels.node_name
    event.kind := event
    event.category ?firewall := network
    event.type ?firewall := connection
    event.category ?flow := network
    event.type ?flow := connection
    event.category ?dns := network
    event.type ?dns := protocol
    network.protocol ?dns := dns
    event.category ?web := web
    event.type ?web := access
    event.type ?denied := denied
    event.type ?allowed := allowed
    event.outcome ?audit ?failed := failure
    event.outcome ?audit ?!failed := success
    network.direction ?inbound := inbound
    network.direction ?outbound ?!inbound := outbound
    """

  private static let workspace: StaticString = """
    product google_workspace
    mark id.applicationName, actor
    mark kind=admin#reports, id.time
    mark id.uniqueQualifier, events
    flag logon: id.applicationName=login|saml
    flag failed: events.name=login_failure|login_challenge|2sv_fail
    flag refused: events.name=login_failure|saml:login_failure, events.type=login_failure
    flag granted: events.name=login_success|logout
    flag admin: id.applicationName=admin|user_accounts|groups
    flag drive: id.applicationName=drive
    @timestamp: id.time
    event.id: id.uniqueQualifier
    event.provider: id.applicationName
    event.action: events.name
    source.ip: ipAddress
    user.mail: actor.email, events.parameters.%DEVICE_USER.value
    user.id: actor.profileId
    user.target.name: events.parameters.%USER_EMAIL.value, events.parameters.%affected_email_address.value
    group.name: events.parameters.%GROUP_EMAIL.value, events.parameters.%group_email.value
    file.name: events.parameters.%doc_title.value
    file.owner: events.parameters.%owner.value
    file.type: events.parameters.%doc_type.value
    host.name: events.parameters.%DEVICE_NAME.value
    url.original: events.parameters.%WEB_ADDRESS.value, events.parameters.%URL.value
    url.path: events.parameters.%SITE_LOCATION.value
    user_agent.original: events.parameters.%USER_AGENT.value, events.parameters.%CLIENT_USER_AGENT.value
    event.reason: events.parameters.%login_failure_type.value
    event.kind := event
    event.category ?logon := authentication
    event.type ?logon := start
    event.category ?admin := iam
    event.type ?admin := change
    event.category ?drive := file
    event.outcome ?refused := failure
    event.outcome ?granted ?!refused := success
    """

  private static let workspaceAlert: StaticString = """
    product google_alert
    mark alertId, customerId, source
    @timestamp: createTime, startTime
    event.id: alertId
    rule.name: type
    source.ip: data.sourceIp, data.loginDetails.ipAddress
    user.mail: data.email, data.maliciousEntity.entity.emailAddress, data.actorEmail
    email.subject: data.messages.subjectText
    email.from.address: data.maliciousEntity.fromHeader
    event.kind := alert
    """

  private static let securityCommand: StaticString = """
    product google_scc
    mark finding.category, resource
    mark finding.eventTime, finding.name
    @timestamp: finding.eventTime, finding.createTime
    event.id: finding.name
    rule.name: finding.category
    message: finding.description
    url.original: finding.externalUri
    source.ip: finding.access.callerIp, finding.connections.sourceIp
    source.port: finding.connections.sourcePort
    destination.ip: finding.connections.destinationIp
    destination.port: finding.connections.destinationPort
    user.name: finding.access.principalEmail, finding.access.userName
    process.name: finding.processes.name
    process.pid: finding.processes.pid
    process.executable: finding.processes.binary.path
    event.kind := alert
    """
}
