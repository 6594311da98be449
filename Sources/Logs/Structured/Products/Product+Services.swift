extension ProductTables {
  /// Storage, databases and meetings: services whose own audit log is JSON.
  static let services: [StaticString] = [minIO, mySQLAudit, zoom]

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
}
