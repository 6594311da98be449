extension ProductTables {
  /// Products of Palo Alto Networks, Nozomi, Ogo and others that the other files have no place for.
  static let others: [StaticString] = [
    dataLake, prisma, nozomi, ogo, harmony, retarus, beyondTrust,
  ]

  /// Records that Strata Logging Service forwards.
  private static let dataLake: StaticString = """
    product panos
    mark LogType, Subtype, SequenceNo
    mark LogType, ConfigVersion
    mark LogType, LogSourceName
    @timestamp: TimeGeneratedHighResolution, EventTime, TimeGenerated, TimeReceived, LogTime
    event.action: Action, EventName
    event.verdict: Action
    event.id: SequenceNo
    event.reason: SessionEndReason
    message: EventDescription
    host.name: LogSourceName, DeviceName
    observer.serial_number: DeviceSN, LogSourceID
    observer.ingress.interface.name: InboundInterface
    observer.egress.interface.name: OutboundInterface
    observer.ingress.zone: FromZone
    observer.egress.zone: ToZone
    rule.name: Rule, HipMatchName
    rule.uuid: RuleUUID
    source.ip: SourceAddress, SourceIP, PublicIPv4, SourceIPv4
    source.port: SourcePort
    source.nat.ip: NATSource
    source.nat.port: NATSourcePort
    source.bytes: BytesSent
    source.packets: PacketsSent
    destination.ip: DestinationAddress, DestinationIP
    destination.port: DestinationPort
    destination.nat.ip: NATDestination
    destination.nat.port: NATDestinationPort
    destination.bytes: BytesReceived
    destination.packets: PacketsReceived
    network.bytes: Bytes
    network.packets: Packets
    network.transport: Protocol
    network.application: Application
    user.name: SourceUserName, SourceUser, UserName
    user.domain: SourceUserDomain
    url.original: URL
    http.request.method: HTTPMethod
    http.request.referrer: Referer
    user_agent.original: UserAgent
    file.name: FileName
    file.hash: FileHash
    threat.indicator.name: ThreatID
    observer.type := firewall
    """

  private static let prisma: StaticString = """
    product prisma_cloud
    mark actionType, resourceType, ipAddress
    mark alertTime, policy, firstSeen
    mark accountID, collections, audits
    @timestamp: timestamp, alertTime, lastUpdated, time, audits.time
    event.id: id, _id
    event.action: actionType
    event.outcome: result
    source.ip: ipAddress, audits.ip
    user.mail: user
    host.name: hostname, audits.hostname
    url.original: resource.url
    rule.name: policy.name
    """

  private static let nozomi: StaticString = """
    product nozomi
    mark ip_src, ip_dst, appliance_host
    mark id_src, id_dst, time
    mark record_created_at, time
    @timestamp: time, created_time, record_created_at
    event.id: id
    rule.name: name
    host.name: appliance_host
    source.ip: ip_src, id_src
    source.port: port_src
    source.mac: mac_src
    destination.ip: ip_dst, id_dst
    destination.port: port_dst
    destination.mac: mac_dst
    network.transport: transport_protocol
    network.protocol: protocol
    event.kind := alert
    """

  private static let ogo: StaticString = """
    product ogo_shield
    mark requestInfo, requestUrl, site
    @timestamp: @timestamp
    source.ip: clientIP
    http.request.method: requestInfo.method
    http.request.body.bytes: requestInfo.content-size
    http.version: requestInfo.protocol, requestInfo.http-version
    http.response.status_code: responseCode
    url.original: requestUrl
    url.path: requestInfo.request-uri
    url.domain: site
    user_agent.original: requestHeaders.user-agent
    event.category := web
    """

  private static let harmony: StaticString = """
    product check_point_email
    mark event.security_event, event.entity
    @timestamp: event.security_event.time
    source.ip: event.entity.entity_payload.sender_client_ip
    email.subject: event.entity.entity_payload.subject
    email.from.address: event.entity.entity_payload.from_email
    url.original: event.entity.entity_payload.email_links
    event.category := email
    """

  private static let retarus: StaticString = """
    product retarus
    mark rmxId, mimeId
    @timestamp: ts
    source.ip: sourceIp
    host.name: host
    email.subject: metaData.header.subject
    email.from.address: sender
    email.to.address: recipient
    event.category := email
    """

  private static let beyondTrust: StaticString = """
    product beyondtrust
    mark jump_group, session_id, performed_by
    @timestamp: timestamp
    event.action: event_type
    host.name: data.hostname, destination.name
    source.ip: data.private_ip, performed_by.name
    source.nat.ip: data.public_ip
    user.name: performed_by.name, data.name
    process.executable: data.exeName
    """
}
