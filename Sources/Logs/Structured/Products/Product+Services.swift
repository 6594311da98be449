extension ProductTables {
  /// Storage, databases and meetings: services whose own audit log is JSON.
  static let services: [StaticString] = [
    minIO, mySQLAudit, zoom, nginx, gitHubAlerts, revealX, malop,
  ]

  /// https://min.io/docs/minio/linux/operations/monitoring/minio-logging.html; Lyve Cloud wraps it.
  /// A client may send X-Forwarded-For; X-Real-Ip is the proxy's own word.
  private static let minIO: StaticString = """
    product minio
    mark deploymentid, requestID, api
    mark auditEntry.deploymentid, auditEntry.api
    same auditEntry
    @timestamp: time
    event.id: requestID
    event.action: api.name
    source.ip: requestHeader.X-Real-Ip, remotehost
    user.name: serviceAccountName, parentUser, accessKey
    user.id: serviceAccountCreatorId, accessKey
    http.response.status_code: api.statusCode
    http.response.body.bytes: responseHeader.Content-Length
    user_agent.original: userAgent
    event.category := web
    event.type := access
    """

  /// https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html; the numbers are those of
  /// the server's errors by which it refuses a client.
  private static let mySQLAudit: StaticString = """
    product mysql_audit
    mark class, connection_id, account, login
    mark class, connection_id, startup_data
    flag logon: event=connect|change_user
    flag failed: connection_data.status=1044|1045|1129|1130|1203|1226|1251|1275|1524|1698|1820|1862|3118|3159|3955
    flag granted: connection_data.status=0
    @timestamp: timestamp
    event.action: event
    source.ip: login.ip
    user.name: account.user, login.user
    process.pid: connection_data.connection_attributes._pid
    process.executable: startup_data.args
    event.category ?logon := authentication
    event.category ?!logon := database
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  /// https://developers.zoom.us/docs/api/rest/webhook-reference/
  private static let zoom: StaticString = """
    product zoom
    mark event, event_ts, payload.account_id
    mark zoom.event, zoom.payload
    same zoom
    flag logon: event=user.signed_in|user.signed_out
    flag granted: event=user.signed_in
    @timestamp: event_ts, payload.object.timestamp, payload.time_stamp, payload.object.date_time
    event.action: event
    source.ip: payload.object.participant.public_ip
    user.mail: payload.operator, payload.object.email, payload.object.participant.email
    user.id: payload.operator_id, payload.object.participant.user_id
    url.original: payload.object.join_url, payload.object.registrant.join_url, payload.object.share_url, payload.object.download_url
    event.category ?logon := authentication
    event.outcome ?granted := success
    """

  /// nginx's own names of variables, as in `log_format … escape=json`:
  /// https://nginx.org/en/docs/varindex.html
  private static let nginx: StaticString = """
    product nginx
    mark remote_addr, body_bytes_sent
    mark remote_addr, request_uri, status
    flag line: request
    @timestamp: time_iso8601, @timestamp, timestamp, time_local, time, msec
    source.ip: remote_addr
    source.port: remote_port
    destination.ip: server_addr, upstream_addr
    user.name: remote_user
    http.request.line: request
    http.request.method ?!line: request_method
    url.original ?!line: request_uri, uri
    http.version ?!line: server_protocol, http_version
    http.response.status_code: status, response_status
    http.response.body.bytes: body_bytes_sent
    http.request.referrer: http_referer, http_referrer
    user_agent.original: http_user_agent
    event.category := web
    event.type := access
    """

  /// Alerts of scanned code, secrets and dependencies. An alert's time is that of its last change:
  /// https://docs.github.com/en/rest/code-scanning/code-scanning
  private static let gitHubAlerts: StaticString = """
    product github_alerts
    mark html_url, most_recent_instance, number
    mark html_url, secret_type, number
    mark html_url, security_advisory, number
    @timestamp: updated_at, resolved_at, dismissed_at, fixed_at, created_at
    rule.id: rule.id, secret_type, security_advisory.ghsa_id
    rule.name: rule.name, secret_type_display_name, security_advisory.summary
    rule.description: rule.description
    url.original: html_url
    file.path: most_recent_instance.location.path
    event.reason: dismissed_reason, resolution
    event.kind := alert
    """

  /// https://docs.extrahop.com/ (REST API guide, detections). `mod_time` is the record's own.
  private static let revealX: StaticString = """
    product revealx
    mark mod_time, participants, risk_score
    @timestamp: mod_time, update_time, start_time
    event.id: id
    rule.name: title, type
    rule.description: description
    event.kind := alert
    """

  /// Cybereason: malicious operations, and the machines and users that belong to one.
  private static let malop: StaticString = """
    product cybereason
    mark metadata.malopGuid, @class
    mark malopDetectionType, rootCauseElementType
    flag machine: @class=.machinedetailsmodel
    @timestamp: metadata.timestamp, lastUpdateTime, creationTime
    event.id: guid
    host.name: machines.displayName
    host.name ?machine: displayName
    user.name: users.displayName
    file.name: primaryRootCauseName
    event.kind := alert
    """
}
