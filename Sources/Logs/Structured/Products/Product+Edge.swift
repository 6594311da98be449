extension ProductTables {
  /// Proxies, content networks, mail gateways, name servers and cloud firewalls.
  static let edge: [StaticString] = [
    cloudflare, cloudflareGateway, cloudflareAudit, zscaler, akamai, bigIP, distributedCloud,
    proofpoint,
    mimecast, infoblox, openSchema, meraki, snortJSON, canary, cato, wiz, vade, abnormal, ubika,
    sampledFlow, claroty, appSec, mongo, cloudFront,
  ]

  /// https://developers.cloudflare.com/logs/reference/log-fields/
  private static let cloudflare: StaticString = """
    product cloudflare_http
    mark ClientIP, RayID
    mark ClientRequestHost, RayID
    mark ClientRequestMethod, EdgeResponseStatus
    mark Event.RayID, EventTimestampMs
    mark EventTimestampMs, ScriptName
    @timestamp: EdgeStartTimestamp, EdgeEndTimestamp, Datetime, Timestamp, EventTimestampMs
    event.id: RayID, Event.RayID
    event.action: Action, WAFAction, FirewallMatchesActions
    event.verdict: Action
    rule.id: RuleID, WAFRuleID
    rule.description: WAFRuleMessage, Description
    source.ip: ClientIP
    source.port: ClientSrcPort
    source.bytes: ClientRequestBytes
    destination.ip: OriginIP
    destination.bytes: EdgeResponseBytes
    http.request.method: ClientRequestMethod, Event.Request.Method
    http.request.bytes: ClientRequestBytes
    http.request.referrer: ClientRequestReferer, ClientRefererHost
    http.response.bytes: EdgeResponseBytes
    http.response.status_code: EdgeResponseStatus, Event.Response.Status
    http.version: ClientRequestProtocol
    url.domain: ClientRequestHost
    url.scheme: ClientRequestScheme
    url.original: ClientRequestURI, Event.Request.URL
    url.path: ClientRequestPath
    url.query: ClientRequestQuery
    user_agent.original: ClientRequestUserAgent
    tls.version: ClientSSLProtocol
    tls.cipher: ClientSSLCipher
    tls.client.ja3: JA3Hash
    event.kind := event
    event.category := web
    event.type := access
    """

  private static let cloudflareGateway: StaticString = """
    product cloudflare_gateway
    mark PolicyID, Datetime, DeviceID
    mark QueryName, ResponseCode, Timestamp
    mark QueryName, ClusterID, ColoCode
    mark ColoCode, SourceIP, Timestamp
    mark SignatureID, SignatureMessage
    mark AppDomain, AppUUID
    mark DeviceID, PostureCheckName
    mark AssetExternalID, FindingTypeID
    mark ClientIPASN, Phase
    mark OriginIP, SessionID, Application
    @timestamp: Datetime, Timestamp, CreatedAt, SessionStartTime, DetectedTimestamp
    event.id: RequestID, SessionID, RayID, QueryID
    event.action: Action, Resolution, ResolverDecision
    event.verdict: Action, Allowed
    rule.id: SignatureID, PolicyID
    rule.name: SignatureMessage, PolicyName, Policy
    host.name: DeviceName
    source.ip: SourceIP, SrcIP, IPAddress, ClientIP
    source.port: SourcePort, SrcPort
    destination.ip: DestinationIP, DstIP, OriginIP
    destination.port: DestinationPort, DstPort, OriginPort
    network.transport: Transport, Protocol
    user.email: Email
    user.id: UserID, UserUID
    dns.question.name: QueryName
    dns.question.type: QueryTypeName, QueryType
    dns.response_code: RCode, ResponseCode, ClientResponseCode
    dns.resolved_ip: ResolvedIPs
    http.request.method: HTTPMethod
    http.request.referrer: Referer
    http.response.status_code: HTTPStatusCode
    http.version: HTTPVersion
    url.original: URL, AssetLink
    url.domain: HTTPHost, AppDomain
    user_agent.original: UserAgent
    file.name: BlockedFileName
    file.size: BlockedFileSize
    file.hash: BlockedFileHash
    tls.client.server_name: SNI
    event.kind := event
    event.category := network
    """

  private static let cloudflareAudit: StaticString = """
    product cloudflare_audit
    mark ActionType, ActorIP, When
    mark actor, when, newValue
    mark actor, interface, when
    @timestamp: When, when
    event.id: ID, id
    event.action: ActionType, action.type
    event.outcome: ActionResult, action.result
    source.ip: ActorIP, actor.ip
    user.id: ActorID, actor.id
    user.email: ActorEmail, actor.email
    event.category := configuration
    event.type := change
    """

  /// NSS feeds (https://help.zscaler.com/zia/documentation-knowledgebase/analytics/nss).
  private static let zscaler: StaticString = """
    product zscaler
    mark sourcetype=zscaler, event
    mark LogTimestamp, ConnectionID
    mark LogTimestamp, SessionID
    mark LogTimestamp, Customer
    same event
    @timestamp: epochtime, datetime, LogTimestamp, TimestampRequestReceiveStart, time
    event.action: action, ConnectionStatus
    event.verdict: action
    event.reason: reason, InternalReason
    rule.name: rulelabel, rule, policy, reqrulelabel, urlfilterrulelabel
    host.name: devicehostname, dhost, Hostname, Host
    source.ip: clientip, clt_sip, cltip, csip, sourceip, ClientIP, clientpublicIP, ClientPublicIP, PublicIP
    source.port: cltsourceport, csport, clt_sport, sourceport, srv_dport
    source.nat.ip: cltintip, tsip
    source.bytes: outbytes, txbytes
    destination.ip: serverip, srv_dip, cdip, sdip, destinationip, ServerIP
    destination.port: cdport, sdport, destinationport, ServerPort, ServicePort
    destination.bytes: inbytes, rxbytes
    network.transport: ipproto, proto, IPProtocol, tunneltype
    network.application: nwapp, nwsvc, appname
    user.mail: login, user, adminid, Username, NameID
    http.request.method: reqmethod, requestmethod, Method
    http.request.bytes: reqsize, requestsize, RequestSize
    http.request.referrer: referer, refererURL, refererhost
    http.response.bytes: respsize, responsesize, ResponseSize
    http.response.status_code: respcode, status, StatusCode
    http.version: reqversion
    url.path: urlpath
    url.original: url, URL
    url.domain: hostname, Host
    user_agent.original: useragent, ua, UserAgent
    dns.question.name: dns_req, req
    dns.question.type: dns_reqtype, reqtype
    dns.response_code: error
    dns.answers.data: dns_resp
    file.name: filename, upload_filename
    file.path: filedstpath, filesrcpath
    file.hash: bamd5, filemd5, md5, sha256, filesha
    threat.software.name: threatname, malwareclass
    event.kind := event
    """

  private static let akamai: StaticString = """
    product akamai_siem
    mark attackData, httpMessage
    @timestamp: httpMessage.start
    event.id: httpMessage.requestId
    event.action: attackData.appliedAction
    event.verdict: attackData.appliedAction
    rule.ruleset: attackData.policyId
    source.ip: attackData.clientIP
    http.request.method: httpMessage.method
    http.request.referrer: httpMessage.requestHeaders.referrer, httpMessage.requestHeaders.Referer
    http.response.bytes: httpMessage.bytes
    http.response.status_code: httpMessage.status
    http.version: httpMessage.protocol
    url.domain: httpMessage.host
    url.port: httpMessage.port
    url.path: httpMessage.path
    url.query: httpMessage.query
    user_agent.original: httpMessage.requestHeaders.User-Agent, httpMessage.requestHeaders.user-agent
    event.category := web
    event.type := access
    """

  private static let bigIP: StaticString = """
    product f5_bigip
    mark telemetryEventCategory
    @timestamp: event_timestamp, date_time, EOCTimestamp, telemetryServiceInfo.timestamp
    event.action: action
    event.verdict: action, request_status
    rule.name: acl_rule_name
    host.name: hostname, system.hostname
    source.ip: source_ip, SourceIP, ClientIP, client_ip, ip_client
    source.port: source_port, client_port
    destination.ip: dest_ip, server_ip, POOLIP
    destination.port: dest_port, server_port, POOLPort
    source.nat.ip: translated_source_ip
    source.nat.port: translated_source_port
    destination.nat.ip: translated_dest_ip
    destination.nat.port: translated_dest_port
    network.transport: ip_protocol
    network.bytes: Bytes_In
    user.name: source_user, username
    http.request.method: http_method, method, Method
    http.response.status_code: ResponseCode, response_code, http_status
    url.original: http_uri, uri, URL
    user_agent.original: UserAgent, User_Agent
    url.full: system.ihealthLink
    dns.question.name: QueryName
    dns.question.type: QueryType
    """

  private static let distributedCloud: StaticString = """
    product f5_distributed_cloud
    mark vh_name, req_id
    mark vh_name, sec_event_type
    mark sec_event_type, src_ip, tenant
    @timestamp: @timestamp, time
    event.action: action, sec_event_type
    event.verdict: action
    source.ip: src_ip
    source.port: src_port
    destination.ip: dst_ip, dst_instance
    destination.port: dst_port
    http.request.method: method
    http.request.bytes: req_size
    http.response.bytes: rsp_size
    http.response.status_code: rsp_code
    url.domain: domain, authority
    url.path: req_path
    user_agent.original: user_agent
    host.name: hostname
    event.category := web
    """

  private static let proofpoint: StaticString = """
    product proofpoint
    mark GUID, messageTime
    mark clickTime, threatURL
    mark guid, envelope, msg
    mark guid, connection, envelope
    mark ts, guid, msgParts
    mark guid, pps
    mark ts, data, sm
    mark id, ts, tls, sm
    mark audit, guid, metadata
    @timestamp: ts, messageTime, clickTime
    event.id: guid, GUID, id
    event.action: filter.disposition, disposition, data.action
    source.ip: connection.ip, senderIP, src.ip, audit.user.ipAddress
    destination.ip: clickIP
    host.name: metadata.origin.data.cid
    source.domain: connection.host
    email.subject: msg.normalizedHeader.subject, msg.header.subject, subject, msg.parsedAddresses.subject
    email.from.address: envelope.from, fromAddress, sender
    email.to.address: envelope.rcpts, recipient
    email.message_id: messageID, msg.header.message-id
    url.original: url
    user_agent.original: userAgent
    threat.indicator.name: threatsInfoMap.threat
    event.category := email
    """

  private static let mimecast: StaticString = """
    product mimecast
    mark auditType, eventInfo, eventTime
    mark senderAddress, recipientAddress, eventTime
    mark acc, aCode, datetime
    mark MsgId, acc
    mark emailAddr, searchText
    mark userEmailAddress, scanResult
    mark fromUserEmailAddress, scanResult
    mark mailID, genTime
    mark processingId, aggregateId
    @timestamp: eventTime, datetime, createTime, date, timestamp
    event.id: id, MsgId, processingId, aggregateId
    event.action: action, Act, auditType, actions
    source.ip: senderIpAddress, IP, sendingIp, senderIP, senderIp
    user.mail: user, emailAddr, userEmailAddress
    email.subject: subject, Subject
    email.from.address: senderAddress, Sender, senderEnvelope, fromUserEmailAddress
    email.to.address: recipientAddress, Recipient, recipients
    email.message_id: messageId, MsgId, messageID
    file.name: fileName, AttNames
    file.hash: md5, sha1, sha256, MD5, SHA256
    url.original: url
    event.category := email
    """

  private static let infoblox: StaticString = """
    product infoblox
    mark absolute_name_spec, zone
    mark dns_absolute_name_spec
    mark fingerprint_processed, ha_group
    mark qname, rcode, qip
    mark event_time, qname, feed_name
    mark dnssec_enabled, custom_root_ns
    @timestamp: event_time, last_updated, updated_at, timestamp, created_at
    host.name: hostname, host, device_name
    source.ip: qip, address
    source.mac: hardware, mac_address
    dns.question.name: qname, dns_absolute_name_spec, absolute_name_spec
    dns.question.type: qtype, type
    dns.response_code: rcode
    user.name: user
    rule.name: tproperty, policy_name
    event.action: policy_action
    """

  /// The Open Cybersecurity Schema Framework (https://schema.ocsf.io/), as Amazon Security Lake has
  /// it.
  private static let openSchema: StaticString = """
    product ocsf
    mark class_uid, metadata
    mark class_uid, activity_id
    mark category_uid, type_uid
    flag failed: status_id=2, status=failure
    flag granted: status_id=1, status=success
    flag findings: category_uid=2
    @timestamp: time_dt, time, metadata.modified_time
    event.id: metadata.uid
    event.action: activity_name, api.operation
    event.code: class_uid
    event.reason: status_detail
    event.severity: severity_id
    message: message
    rule.name: finding.title, finding_info.title, rule.name
    rule.id: rule.uid
    cloud.account.id: cloud.account.uid, cloud.account_uid
    cloud.region: cloud.region
    source.ip: src_endpoint.ip, device.ip
    source.port: src_endpoint.port
    source.mac: src_endpoint.mac
    source.domain: src_endpoint.hostname, src_endpoint.domain
    source.bytes: traffic.bytes_out
    source.packets: traffic.packets_out
    destination.ip: dst_endpoint.ip
    destination.port: dst_endpoint.port
    destination.mac: dst_endpoint.mac
    destination.domain: dst_endpoint.hostname, dst_endpoint.domain
    destination.bytes: traffic.bytes_in
    destination.packets: traffic.packets_in
    network.bytes: traffic.bytes
    network.packets: traffic.packets
    network.transport: connection_info.protocol_name, connection_info.protocol_num
    network.direction: connection_info.direction
    host.name: device.hostname, device.name
    host.id: device.uid
    user.name: actor.user.name, user.name, actor.user.email_addr
    user.domain: actor.user.domain, user.domain
    user.id: actor.user.uid, user.uid
    user.email: actor.user.email_addr
    process.name: process.name, actor.process.name
    process.executable: process.file.path, actor.process.file.path
    process.pid: process.pid, actor.process.pid
    process.command_line: process.cmd_line, actor.process.cmd_line
    process.parent.name: actor.process.parent_process.name
    process.parent.pid: actor.process.parent_process.pid
    process.parent.command_line: actor.process.parent_process.cmd_line
    process.hash: process.file.hashes.value
    file.name: file.name, driver.file.name, actor.process.file.name
    file.path: file.path, driver.file.path, actor.process.file.path
    file.size: file.size
    file.hash: file.hashes.value, driver.file.hashes.value
    http.request.method: http_request.http_method
    http.request.referrer: http_request.referrer
    http.version: http_request.version
    http.response.status_code: http_response.code
    http.response.body.bytes: http_response.length
    url.original: http_request.url.url_string, http_request.url.text, url.url_string
    url.domain: http_request.url.hostname, url.hostname
    url.path: http_request.url.path
    url.query: http_request.url.query_string
    user_agent.original: http_request.user_agent
    dns.question.name: query.hostname
    dns.question.type: query.type
    dns.response_code: rcode
    dns.answers.data: answers.rdata
    tls.client.server_name: tls.sni
    tls.version: tls.version
    tls.cipher: tls.cipher
    tls.client.ja3: tls.ja3_hash.value
    registry.path: reg_key.path
    registry.value: reg_value.name
    email.subject: email.subject
    email.from.address: email.from
    email.to.address: email.to
    event.kind ?findings := alert
    event.kind ?!findings := event
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  /// Webhooks of the Meraki dashboard.
  private static let meraki: StaticString = """
    product cisco_meraki
    mark json.deviceSerial
    mark deviceSerial, occurredAt
    same json
    @timestamp: occurredAt, sentAt
    event.id: alertId
    event.action: alertType
    host.name: deviceName
    observer.serial_number: deviceSerial
    observer.name: networkName
    source.mac: alertData.mac
    source.ip: alertData.ip
    """

  /// Snort's alert_json.
  private static let snortJSON: StaticString = """
    product snort
    mark seconds, sid, gid
    mark src_ap, dst_ap, rule
    mark pkt_num, src_addr, dst_addr
    @timestamp: seconds
    event.action: action
    event.severity: priority
    rule.id: sid
    rule.name: msg
    rule.category: class
    rule.version: rev
    source.ip: src_addr, src_ap
    source.port: src_port
    source.mac: eth_src
    destination.ip: dst_addr, dst_ap
    destination.port: dst_port
    destination.mac: eth_dst
    network.transport: proto
    network.bytes: pkt_len
    network.packets: pkt_num
    network.vlan.id: vlan
    observer.ingress.interface.name: iface
    event.kind := alert
    event.category := intrusion_detection
    """

  /// Thinkst Canary.
  private static let canary: StaticString = """
    product thinkst_canary
    mark incident_id, flock_id
    mark incident_id, src_host
    @timestamp: timestamp, created
    event.id: incident_id
    rule.name: description
    source.ip: src_host
    source.port: src_port
    destination.ip: dst_host
    destination.port: dst_port
    user.name: USERNAME
    http.request.method: METHOD
    http.response.status_code: RESPONSE
    url.path: PATH
    user_agent.original: USERAGENT, HEADERS.User-Agent
    file.name: FILENAME
    event.kind := alert
    """

  private static let cato: StaticString = """
    product cato
    mark account_id, event_sub_type, src_site
    mark cato_app, event_type
    mark ISP_name, account_name
    @timestamp: event_time, time_str, time
    event.action: action
    event.verdict: action
    rule.name: rule_name, rule
    host.name: device_name, configured_host_name
    source.ip: src_ip, host_ip
    source.port: src_port
    source.nat.ip: src_isp_ip
    destination.ip: dest_ip
    destination.port: dest_port
    network.transport: ip_protocol
    user.name: user_name, ad_name, vpn_user_email
    file.hash: file_hash
    file.name: file_name
    file.size: file_size
    url.original: full_path_url, url
    url.domain: domain_name
    """

  private static let wiz: StaticString = """
    product wiz
    mark actionParameters, requestId
    mark entitySnapshot, sourceRule
    mark analyzedAt, targetExternalId
    mark triggeringEvents, cloudAccounts
    @timestamp: timestamp, createdAt, analyzedAt
    event.id: id
    event.action: action
    event.outcome: status
    rule.name: sourceRule.name, rule.name
    source.ip: sourceIP, actionParameters.sourceIP
    user.name: user.name, serviceAccount.name, actionParameters.name
    user.id: user.id, actionParameters.userID, serviceAccount.id
    user_agent.original: userAgent
    host.name: entitySnapshot.name
    """

  private static let vade: StaticString = """
    product vade
    mark sender_ip, overdict
    mark sender_ip, from_header
    @timestamp: date
    source.ip: sender_ip
    email.subject: subject
    email.from.address: from
    email.to.address: to
    email.message_id: message_id
    event.action: action
    event.category := email
    """

  private static let abnormal: StaticString = """
    product abnormal
    mark abxMessageId, attackType
    mark campaignId, attackType
    @timestamp: receivedTime, lastReported, firstReported
    source.ip: senderIpAddress
    email.subject: subject
    email.from.address: fromAddress
    email.to.address: toAddresses, recipientAddress
    user.name: fromName
    event.category := email
    """

  private static let ubika: StaticString = """
    product ubika
    mark logAlertUid, request
    mark ip_source, http_method
    @timestamp: timestamp
    event.id: logAlertUid
    source.ip: request.ipSource, ip_source
    destination.bytes: response_size
    host.name: hostname
    http.request.method: request.method, http_method
    http.response.status_code: http_status_code
    http.version: protocol
    url.domain: request.hostname, hostname
    url.path: request.path, path
    user_agent.original: user_agent, request.headers.%user-agent.value, request.headers.%User-Agent.value
    event.category := web
    """

  private static let sampledFlow: StaticString = """
    product goflow
    mark sampler_address, src_addr
    @timestamp: time_flow_start_ns
    source.ip: src_addr
    source.port: src_port
    source.mac: src_mac
    destination.ip: dst_addr
    destination.port: dst_port
    destination.mac: dst_mac
    network.transport: proto
    network.bytes: bytes
    network.packets: packets
    event.category := network
    event.type := connection
    """

  private static let claroty: StaticString = """
    product claroty
    mark source_entity, destination_entity
    mark asset_type__, site_id
    @timestamp: last_updated, timestamp
    source.ip: source_entity.ipv4
    source.mac: source_entity.mac
    destination.ip: destination_entity.ipv4, destination_entity.asset_name
    destination.mac: destination_entity.mac
    destination.port: dst_port
    host.name: name
    """

  private static let appSec: StaticString = """
    product openappsec
    mark eventSource, eventData, eventName
    @timestamp: eventTime
    event.action: eventData.securityAction
    event.verdict: eventData.securityAction
    event.severity: eventSeverity
    source.ip: eventData.httpSourceId, eventData.sourceIP
    source.port: eventData.sourcePort
    http.request.method: eventData.httpMethod
    http.response.status_code: eventData.httpResponseCode
    url.domain: eventData.httpHostName
    url.original: eventData.httpUriPath
    user_agent.original: eventData.httpRequestHeaders.User-Agent
    rule.name: eventData.waapIncidentType
    event.kind := alert
    event.category := web
    """

  private static let mongo: StaticString = """
    product mongodb
    mark t.$date, msg
    mark t, s, c, ctx
    mark ts.$date, atype
    @timestamp: t.$date, ts.$date
    event.action: atype, msg
    source.ip: remote.ip, attr.remote, attr.client
    source.port: remote.port
    user.name: users.user, attr.principalName, attr.user
    """

  /// CloudFront's real-time and standard logs as JSON.
  private static let cloudFront: StaticString = """
    product aws_cloudfront
    mark c-ip, cs-method, sc-status
    mark c-ip, x-edge-location
    mark c_ip, x_edge_location
    @timestamp: timestamp
    source.ip: c-ip, c_ip
    source.port: c-port, c_port
    http.request.method: cs-method, cs_method
    http.request.bytes: cs-bytes, cs_bytes
    http.request.referrer: cs-referer, cs(Referer), cs_referer
    http.response.bytes: sc-bytes, sc_bytes
    http.response.status_code: sc-status, sc_status
    http.version: cs-protocol-version, cs_protocol_version
    url.path: cs-uri-stem, cs_uri_stem
    url.query: cs-uri-query, cs_uri_query
    url.domain: cs(Host), cs-host, x-host-header
    user_agent.original: cs(User-Agent), cs-user-agent, cs_user_agent
    event.category := web
    event.type := access
    """
}
