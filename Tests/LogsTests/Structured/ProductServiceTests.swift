import Testing

/// Services whose own audit log is JSON: storage, databases, meetings.
@Suite struct ProductServiceTests {
  @Test(arguments: [
    (
      #"{"version":"1","deploymentid":"8fe8","time":"2026-01-05T09:00:00.001Z","api":{"name":"GetObject","bucket":"b","status":"Forbidden","statusCode":403},"remotehost":"198.51.100.7","requestID":"17A0","userAgent":"x","requestHeader":{"X-Forwarded-For":"203.0.113.9"},"responseHeader":{"Content-Length":"6"},"accessKey":"anna"}"#,
      [
        "source.ip": "198.51.100.7", "http.response.status_code": "403", "user.name": "anna",
        "http.response.body.bytes": "6", "event.action": "GetObject", "user_agent.original": "x",
      ]
    ),
    (
      #"{"auditEntry":{"api":{"name":"PutObject","statusCode":200},"time":"2026-01-05T09:00:00Z","requestID":"17A1","deploymentid":"8f","userAgent":"{\"remotehost\":\"203.0.113.9\"}","requestHeader":{"X-Real-Ip":"198.51.100.7:28911","X-Forwarded-For":"203.0.113.9, 198.51.100.7"}},"serviceAccountName":"backup","serviceAccountCreatorId":"anna@example.com"}"#,
      [
        "source.ip": "198.51.100.7", "source.port": "28911", "user.name": "backup",
        "user.id": "anna@example.com",
      ]
    ),
    (
      #"{ "timestamp": "2026-01-05 09:00:00", "id": 1, "class": "connection", "event": "connect", "connection_id": 13, "account": { "user": "", "host": "" }, "login": { "user": "root", "os": "", "ip": "198.51.100.7", "proxy": "" }, "connection_data": { "connection_type": "ssl", "status": 1045, "db": "", "connection_attributes": { "_pid": "33", "ip": "203.0.113.9" } } }"#,
      [
        "source.ip": "198.51.100.7", "user.name": "root", "event.outcome": "failure",
        "event.category": "authentication", "process.pid": "33",
      ]
    ),
    (
      #"{ "timestamp": "2026-01-05 09:00:01", "id": 2, "class": "general", "event": "status", "connection_id": 13, "account": { "user": "anna", "host": "app" }, "login": { "user": "anna", "os": "", "ip": "198.51.100.7", "proxy": "" }, "general_data": { "command": "Query", "sql_command": "select", "query": "select '\"ip\": \"203.0.113.9\"'", "status": 0 } }"#,
      ["source.ip": "198.51.100.7", "user.name": "anna", "event.category": "database"]
    ),
  ])
  func `the service's own fields count`(record: String, fields: [String: String]) throws {
    let result = try Decoding().result(record)
    for (name, value) in fields {
      #expect(result.all(name) == [value], "\(name) is \(result.all(name))")
    }
  }

  @Test func `an element of an array is read without the comma after it`() throws {
    let result = try Decoding().result(
      #"{"event":"user.signed_in","event_ts":1767603600123,"payload":{"account_id":"a","object":{"id":"i","email":"anna@example.com"}}},"#
    )
    #expect(result.all("user.name") == ["anna"])
    #expect(result.all("event.outcome") == ["success"])
  }

  @Test(arguments: [
    (
      #"{"event":"user.signed_in","event_ts":1767603600123,"payload":{"account_id":"a","object":{"id":"i","email":"anna@example.com","date_time":"2026-01-05T09:00:00Z"}}}"#,
      ["event.action": "user.signed_in", "user.name": "anna", "event.outcome": "success"]
    ),
    (
      #"{"zoom":{"event":"meeting.updated","payload":{"account_id":"a","operator":"anna@example.com","operator_id":"o","object":{"id":1,"join_url":"https://example.com/j/1"}}}}"#,
      [
        "event.action": "meeting.updated", "user.name": "anna", "user.domain": "example.com",
        "user.id": "o", "url.original": "https://example.com/j/1", "url.domain": "example.com",
      ]
    ),
  ])
  func `meetings tell who and where`(record: String, fields: [String: String]) throws {
    let result = try Decoding().result(record)
    for (name, value) in fields {
      #expect(result.all(name) == [value], "\(name) is \(result.all(name))")
    }
  }

  @Test(arguments: [
    (
      #"{"time_iso8601":"2026-01-05T09:00:00+01:00","remote_addr":"198.51.100.7","remote_user":"anna","request":"GET /a?b=c HTTP/1.1","status":404,"body_bytes_sent":36,"http_referer":"https://example.com/","http_user_agent":"curl/8","upstream_addr":"192.0.2.10:8080"}"#,
      [
        "source.ip": "198.51.100.7", "user.name": "anna", "url.path": "/a", "url.query": "b=c",
        "http.request.method": "GET", "http.response.status_code": "404", "http.version": "1.1",
        "http.response.body.bytes": "36", "http.request.referrer": "https://example.com/",
        "user_agent.original": "curl/8", "destination.ip": "192.0.2.10",
        "destination.port": "8080",
      ]
    ),
    (
      #"{"msec":"1767600000.123","remote_addr":"198.51.100.7","request_method":"POST","request_uri":"/a?b","server_protocol":"HTTP/2.0","status":"200","remote_user":"-"}"#,
      [
        "source.ip": "198.51.100.7", "http.request.method": "POST", "url.original": "/a?b",
        "http.version": "2.0", "http.response.status_code": "200",
      ]
    ),
    (
      #"{"remote_addr":"198.51.100.7","body_bytes_sent":"0","request":"GET /\",\"remote_addr\":\"203.0.113.9\",\"status\":\"200 HTTP/1.1","status":"403","http_user_agent":"{\"remote_addr\":\"203.0.113.9\"}"}"#,
      ["source.ip": "198.51.100.7", "http.response.status_code": "403"]
    ),
  ])
  func `nginx tells requests by its own variables`(record: String, fields: [String: String]) throws
  {
    let result = try Decoding().result(record)
    for (name, value) in fields {
      #expect(result.all(name) == [value], "\(name) is \(result.all(name))")
    }
  }

  @Test(arguments: [
    (
      #"{"number":7,"created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-06T09:00:00Z","html_url":"https://example.com/a/security/code-scanning/7","state":"dismissed","dismissed_at":"2026-01-05T10:00:00Z","dismissed_reason":"false positive","rule":{"id":"js/x","name":"x"},"most_recent_instance":{"location":{"path":"src/a.js"}}}"#,
      ["rule.id": "js/x", "file.path": "src/a.js", "event.kind": "alert"]
    ),
    (
      #"{"id":1,"start_time":1767600000000,"mod_time":1767603600000,"title":"LLMNR Activity","risk_score":30,"type":"llmnr","participants":[{"role":"offender"}]}"#,
      ["event.id": "1", "rule.name": "LLMNR Activity", "event.kind": "alert"]
    ),
    (
      #"{"metadata":{"malopGuid":"11.1","timestamp":1767603600000},"@class":".MachineDetailsModel","guid":"1.2","displayName":"pc1"}"#,
      ["host.name": "pc1", "event.id": "1.2"]
    ),
    (
      #"{"@class":".DetectionMalopDetailsModel","guid":"1.3","displayName":"x","rootCauseElementType":"File","primaryRootCauseName":"a.exe","malopDetectionType":"KNOWN_MALWARE"}"#,
      ["file.name": "a.exe", "event.id": "1.3"]
    ),
    (
      #"{"id":"1","name":"Enumeration","detectedAt":"2026-01-05T09:00:00Z","detectionSource":{"product":"Identity"},"storylineId":null,"process":{"cmdLine":"a.exe -x","file":{"path":"c:\\b\\a.exe"}}}"#,
      [
        "process.command_line": "a.exe -x", "process.executable": #"c:\b\a.exe"#,
        "process.name": "a.exe",
      ]
    ),
  ])
  func `alerts of other products tell what they are about`(
    record: String, fields: [String: String]
  ) throws {
    let result = try Decoding().result(record)
    for (name, value) in fields {
      #expect(result.all(name) == [value], "\(name) is \(result.all(name))")
    }
  }
}
