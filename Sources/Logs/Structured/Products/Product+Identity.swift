extension ProductTables {
  /// Identity providers, password stores and the audit logs of platforms that people work on.
  static let identity: [StaticString] = [
    okta, duo, auth0, oneLogin, jumpCloud, keycloak, teleport, onePassword, pingOne, forgeRock,
    authentik, atlassian, gitHub, gitLab, slack, kubernetes, vault, bitwarden, mattermost,
    elasticAudit, salesforce, box, snyk, cyberArk,
  ]

  /// https://developer.okta.com/docs/reference/api/system-log/
  private static let okta: StaticString = """
    product okta
    mark eventType, published, actor
    mark legacyEventType, uuid
    mark data.events.eventType, data.events.published
    same data, events, records, detail
    flag logon: eventType=user.session.start|user.authentication.sso|user.authentication.auth_via_mfa|user.authentication.auth_via_idp|user.authentication.auth_via_ad_agent|user.authentication.auth_via_radius|user.session.end|user.authentication.verify
    flag failed: outcome.result=failure|deny
    flag granted: outcome.result=success|allow
    flag ended: eventType=user.session.end
    @timestamp: published
    event.id: uuid
    event.action: eventType
    event.reason: outcome.reason
    event.outcome: outcome.result
    message: displayMessage
    log.level: severity
    source.ip: client.ipAddress, request.ipChain.ip, debugContext.debugData.clientAddress
    source.domain: securityContext.domain
    source.geo.country_name: client.geographicalContext.country
    source.user.id: actor.id
    user.mail: actor.alternateId
    user.id: actor.id
    user.full_name: actor.displayName
    user.target.name: target.%User.alternateId
    user.target.id: target.%User.id
    group.name: target.%UserGroup.displayName
    group.id: target.%UserGroup.id
    user_agent.original: client.userAgent.rawUserAgent
    url.path: debugContext.debugData.requestUri
    event.kind := event
    event.category ?logon := authentication
    event.type ?logon ?!ended := start
    event.type ?ended := end
    event.category ?!logon := iam
    """

  /// https://duo.com/docs/adminapi#logs
  private static let duo: StaticString = """
    product cisco_duo
    mark access_device, txid
    mark auth_device, factor, result
    mark eventtype, access_device
    mark action, isotimestamp, username
    mark surfaced_auth, sekey
    same surfaced_auth
    flag auth: txid
    flag failed: result=failure|denied|fraud|error
    flag granted: result=success
    @timestamp: isotimestamp, timestamp, surfaced_timestamp
    event.id: txid
    event.action: event_type, action
    event.reason: reason
    source.ip: access_device.ip, auth_device.ip, ip_address
    source.user.name: user.name
    user.name: user.name, username
    user.id: user.key
    user.email: email
    host.name: access_device.hostname
    event.kind := event
    event.category ?auth := authentication
    event.type ?auth := start
    event.category ?!auth := iam
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  /// https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
  private static let auth0: StaticString = """
    product auth0
    mark log_id, tenant_name
    mark log_id, data
    mark log_id, client_id, user_agent
    mark json.log_id, json.data
    mark json.data, json.log_id
    same json, data, detail
    flag granted: type=s|slo|seacft|sepft|ssa|sertft|seccft
    flag failed: type=f|fu|fp|fepft|fercft|feacft|fsa|limit_wc|limit_mu|limit_sul|pwd_leak|fcoa
    @timestamp: date
    event.id: log_id, _id
    event.action: type
    event.reason: description
    source.ip: ip, details.request.ip
    user.name: user_name, details.prompts.user_name
    user.id: user_id
    user_agent.original: user_agent, details.request.userAgent
    event.kind := event
    event.category := authentication
    event.type := info
    event.outcome ?granted := success
    event.outcome ?failed := failure
    """

  private static let oneLogin: StaticString = """
    product onelogin
    mark event_type_id, account_id
    mark event_type_id, actor_user_id
    flag granted: event_type_id=5|8|22
    flag failed: event_type_id=6|9|1503
    @timestamp: event_timestamp, created_at
    event.id: uuid, id
    event.code: event_type_id
    source.ip: ipaddr
    user.name: actor_user_name, user_name
    user.id: actor_user_id, user_id
    user.target.name ?!granted ?!failed: user_name
    event.reason: error_description
    event.outcome ?granted := success
    event.outcome ?failed := failure
    event.category ?granted := authentication
    event.category ?failed := authentication
    """

  private static let jumpCloud: StaticString = """
    product jumpcloud
    mark initiated_by, event_type, client_ip
    mark initiated_by, organization, service
    mark initiated_by, event_type
    mark organization, service, event_type, timestamp
    flag logon: event_type=admin_login_attempt|user_login_attempt|sso_auth|ldap_bind|radius_auth|login_attempt
    flag failed: success=false, auth_meta.success=false
    flag granted: success=true
    @timestamp: timestamp
    event.id: id
    event.action: event_type
    event.reason: error_message
    source.ip: client_ip, src_ip
    user.name: initiated_by.username, initiated_by.email, username
    user.id: initiated_by.id
    user.target.name: resource.username
    user_agent.original: useragent.name, user_agent
    host.name: system.hostname, system.displayName, resource.hostname
    process.name: process_name
    event.category ?logon := authentication
    event.type ?logon := start
    event.category ?!logon := iam
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let keycloak: StaticString = """
    product keycloak
    mark realmId, ipAddress, type
    mark realmId, operationType
    mark authDetails, operationType
    flag logon: type=login|login_error|logout|code_to_token|refresh_token
    flag failed: error
    @timestamp: time, timestamp
    event.id: id
    event.action: type, operationType
    event.reason: error
    source.ip: ipAddress, authDetails.ipAddress
    user.name: details.username, authDetails.username
    user.id: userId, authDetails.userId
    event.category ?logon := authentication
    event.type ?logon := start
    event.category ?!logon := iam
    event.outcome ?failed := failure
    event.outcome ?!failed ?logon := success
    """

  /// https://goteleport.com/docs/reference/audit-events/
  private static let teleport: StaticString = """
    product teleport
    mark ei, event, cluster_name
    mark ei, code, uid
    mark event, code, uid, time
    flag logon: event=user.login|auth|session.start|session.end|db.session.start|app.session.start|windows.desktop.session.start
    flag failed: success=false
    flag granted: success=true
    @timestamp: time
    event.id: uid
    event.action: event
    event.code: code
    event.reason: error
    source.ip: addr.remote, addr~remote
    destination.ip: addr.local, addr~local, dst_addr
    host.name: server_hostname, desktop_name, bot_name, server_labels.hostname
    user.name: user, login, db_user
    user.effective.name: login
    user.roles: user_roles, roles
    user_agent.original: user_agent
    process.executable: path
    process.name: program
    process.pid: pid
    process.parent.pid: ppid
    file.path: file_path, path, working_directory, directory_path
    process.command_line: initial_command, proc_cmdline
    http.request.method: method, http_method
    url.original: uri, app_public_addr, db_uri, path_raw, url
    url.query: raw_query
    http.response.status_code: status_code, response_code
    event.category ?logon := authentication
    event.type ?logon := start
    event.category ?!logon := session
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let onePassword: StaticString = """
    product onepassword
    mark uuid, session_uuid, vault_uuid
    mark uuid, session_uuid, target_user
    mark uuid, vault_uuid, item_uuid
    mark uuid, actor_uuid, object_uuid
    mark sekoia_event_type, uuid, timestamp
    flag signin: target_user
    flag failed: category=credentials_failed|mfa_failed|sso_failed|modern_version_failed|firewall_failed
    flag granted: category=success
    @timestamp: timestamp
    event.id: uuid
    event.action: action, category
    event.reason: type
    source.ip: client.ip_address, session.ip, location.ip
    user.name: target_user.name, user.name, actor_details.name
    user.email: target_user.email, user.email, actor_details.email
    user.id: target_user.uuid, user.uuid, actor_uuid
    event.category ?signin := authentication
    event.type ?signin := start
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let pingOne: StaticString = """
    product ping_one
    mark recordedAt, actors, resources
    mark recordedAt, correlationId, action
    @timestamp: recordedAt
    event.id: id
    event.action: action.type
    event.reason: result.description
    event.outcome: result.status
    source.ip: source.ipAddress
    user_agent.original: source.userAgent
    user.name: actors.user.name, actors.client.name
    user.id: actors.user.id, actors.client.id
    user.target.name: resources.%USER.name
    url.original: resources.href, actors.user.href, actors.client.href, _links.self.href
    event.category := iam
    """

  private static let forgeRock: StaticString = """
    product forgerock
    mark payload.transactionId, timestamp
    mark payload._id, timestamp
    mark payload.eventName, timestamp
    mark payload.thread, payload.logger
    mark eventName, transactionId, trackingIds
    same payload
    flag failed: result=failed, response.status=failed
    flag granted: result=successful, response.status=successful
    @timestamp: timestamp
    event.action: eventName
    event.id: _id, transactionId
    source.ip: client.ip
    source.port: client.port
    user.id: userId
    user.name: principal
    http.request.method: http.request.method
    url.original: http.request.path
    http.response.status_code: response.statusCode
    user_agent.original: http.request.headers.user-agent, http.request.headers.User-Agent
    process.name: thread
    log.level: level
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let authentik: StaticString = """
    product authentik
    mark pk, app, client_ip
    mark pk, is_superuser
    flag failed: action=login_failed
    flag granted: action=login
    @timestamp: created
    event.id: pk
    event.action: action
    source.ip: client_ip
    user.name: user.username, username, context.username
    user.email: user.email, email
    user.id: user.pk, uuid
    http.request.method: context.http_request.method
    url.path: context.http_request.path
    user_agent.original: context.http_request.user_agent
    event.category ?failed := authentication
    event.category ?granted := authentication
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let atlassian: StaticString = """
    product atlassian
    mark auditType, author
    mark affectedObjects, author
    mark remoteAddress, summary, creationDate
    mark remoteAddress, summary, created
    mark objectItem, authorKey
    mark authorAccountId, summary
    @timestamp: timestamp, timestamp.epochSecond, creationDate, created
    event.action: auditType.action, summary
    source.ip: source, remoteAddress
    user.name: author.name, author.displayName
    user.id: author.id, author.accountId, author.username, authorAccountId, authorKey
    user.target.name: affectedObjects.%USER.name
    event.category := iam
    event.type := info
    """

  /// https://docs.github.com/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
  private static let gitHub: StaticString = """
    product github
    mark actor, created_at, action
    mark _document_id, actor
    mark actor_ip, action
    @timestamp: @timestamp, created_at
    event.id: _document_id
    event.action: action
    source.ip: actor_ip
    source.geo.country_name: actor_location.country_code
    user.name: actor
    user.id: actor_id
    user.target.name: user
    group.name: team
    user_agent.original: user_agent
    event.category := configuration
    event.type := info
    """

  private static let gitLab: StaticString = """
    product gitlab
    mark correlation_id, severity, time
    mark author_name, entity_type, time
    mark meta.caller_id, time
    mark correlation_id, remote_ip
    mark author_id, entity_id, target_details
    flag failed: message=failed login
    @timestamp: time, created_at
    event.action: change, meta.caller_id
    event.id: correlation_id
    log.level: severity
    source.ip: remote_ip, meta.remote_ip, ip_address
    user.name: username, meta.user, author_name, params.%username.value
    user.id: author_id, user_id, meta.user_id
    user.target.name: target_details
    http.request.method: method
    http.response.status_code: status
    url.original: location
    url.path: path
    url.domain: host
    user_agent.original: ua
    process.pid: pid
    process.name: worker_id
    """

  private static let slack: StaticString = """
    product slack
    mark date_create, action, actor, entity
    mark date_create, context, entity
    @timestamp: date_create
    event.id: id
    event.action: action
    source.ip: context.ip_address
    user.name: actor.user.name
    user.id: actor.user.id
    user.email: actor.user.email
    user.target.name: entity.user.name
    user.target.id: entity.user.id
    user_agent.original: context.ua
    file.hash: details.md5_hash, details.md5, details.sha256
    file.name: entity.file.name
    event.category := iam
    """

  /// https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
  private static let kubernetes: StaticString = """
    product kubernetes_audit
    mark apiVersion, auditID
    mark kind=Event, auditID
    mark auditID, requestURI
    @timestamp: requestReceivedTimestamp, stageTimestamp
    event.id: auditID
    event.action: verb
    event.reason: responseStatus.reason
    source.ip: sourceIPs
    user.name: user.username
    user.id: user.uid
    group.name: user.groups
    user.effective.name: impersonatedUser.username
    user_agent.original: userAgent
    url.original: requestURI
    http.response.status_code: responseStatus.code
    event.kind := event
    event.category := configuration
    event.type := access
    """

  private static let vault: StaticString = """
    product hashicorp_vault
    mark time, type, auth, request
    flag failed: error
    @timestamp: time
    event.id: request.id
    event.action: request.operation
    event.reason: error
    source.ip: request.remote_address
    source.port: request.remote_port
    user.name: auth.metadata.username, auth.display_name
    user.id: auth.metadata.account_id, auth.entity_id
    url.path: request.path
    event.category := authentication
    event.type := info
    event.outcome ?failed := failure
    event.outcome ?!failed := success
    """

  private static let bitwarden: StaticString = """
    product password_store
    mark Username, IP_Address, Action
    mark actingUserId, deviceName
    mark ipAddress, actingUserId
    @timestamp: Time, date
    event.action: Action, type
    source.ip: IP_Address, ipAddress
    user.name: Username
    user.id: actingUserId
    event.category := iam
    """

  private static let mattermost: StaticString = """
    product mattermost
    mark api_path, session_id, user_id
    @timestamp: timestamp
    event.action: event
    event.outcome: status
    source.ip: ip_address
    user.id: user_id
    user.name: user.name
    user.target.id: user.id
    user_agent.original: client
    url.original: api_path
    http.response.status_code: code
    event.category := iam
    """

  private static let elasticAudit: StaticString = """
    product elasticsearch_audit
    mark event.action, origin.address
    mark type=audit, node.id
    mark request.id, origin.type
    flag failed: event.action=authentication_failed|access_denied|anonymous_access_denied|tampered_request|connection_denied|run_as_denied|realm_authentication_failed
    flag granted: event.action=authentication_success|access_granted|connection_granted|run_as_granted
    @timestamp: timestamp, @timestamp
    event.action: event.action
    event.id: request.id
    source.ip: origin.address
    host.name: node.name
    user.name: user.name
    user.roles: user.roles
    http.request.method: request.method
    url.original: url.path
    url.query: url.query
    http.request.body.content: request.body
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let salesforce: StaticString = """
    product salesforce
    mark EVENT_TYPE, ORGANIZATION_ID
    mark EVENT_TYPE, REQUEST_ID
    mark EventDate, LoginKey
    mark EventDate, EventIdentifier
    flag logon: EVENT_TYPE=login|loginas|logout
    flag failed: LOGIN_STATUS=login_error_invalid_password|login_error_user_locked
    flag granted: LOGIN_STATUS=login_no_error
    @timestamp: TIMESTAMP_DERIVED, TIMESTAMP, EventDate
    event.id: REQUEST_ID
    event.action: EVENT_TYPE
    event.outcome: REQUEST_STATUS, SUCCESS, Status
    source.ip: CLIENT_IP, SOURCE_IP, SourceIp
    user.name: USER_NAME, Username
    user.id: USER_ID, USER_ID_DERIVED
    http.request.method: METHOD, HTTP_METHOD, HttpMethod
    http.request.bytes: REQUEST_SIZE
    http.response.bytes: RESPONSE_SIZE
    http.response.status_code: STATUS_CODE
    url.original: REPORT_URL, URI, PAGE_URL, URL
    url.query: QUERY
    user_agent.original: USER_AGENT, BROWSER_TYPE
    tls.version: TLS_PROTOCOL
    tls.cipher: CIPHER_SUITE
    event.category ?logon := authentication
    event.category ?!logon := web
    event.outcome ?failed := failure
    event.outcome ?granted := success
    """

  private static let box: StaticString = """
    product box
    mark event_id, event_type, created_by
    @timestamp: created_at
    event.id: event_id
    event.action: event_type
    source.ip: ip_address
    user.name: created_by.name, created_by.login, additional_details.shield_alert.user.name
    user.email: created_by.login
    user.id: created_by.id
    file.name: source.item_name, source.name
    file.size: source.size, additional_details.size
    file.hash: source.sha1, source.file_version.sha1
    event.category := file
    """

  private static let snyk: StaticString = """
    product snyk
    mark org_id, user_id, created
    mark orgId, userId, created
    mark created, event, group_id
    @timestamp: created
    event.action: event
    user.id: userId, user_id
    event.category := iam
    """

  private static let cyberArk: StaticString = """
    product cyberark
    mark applicationCode, auditCode
    mark auditCode, auditType
    mark syslog.audit_record, format
    mark syslog.audit_record
    same syslog.audit_record
    @timestamp: IsoTimestamp, timestamp
    event.action: action, Desc, actionType
    event.code: auditCode, MessageID
    event.id: uuid
    source.ip: source, Station
    destination.ip: target, GatewayStation
    user.name: username, Issuer
    user.id: userId
    user.target.name: targetAccount, TargetUser
    file.path: File
    event.category := iam
    """
}
