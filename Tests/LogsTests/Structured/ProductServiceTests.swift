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
}
