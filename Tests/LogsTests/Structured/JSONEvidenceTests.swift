import Detect
import Logs
import Testing

@Suite struct JSONEvidenceTests {
  private func source(_ record: String, keepsAllFields: Bool = true) throws -> String {
    let source = try Decoding(keepsAllFields: keepsAllFields).result(record).source
    return [source.products, source.categories, source.services]
      .map { $0.joined(separator: " ") }.joined(separator: "/")
  }

  @Test(arguments: [
    (
      #"{"eventVersion":"1.08","eventSource":"iam.amazonaws.com","eventName":"x"}"#,
      "aws//cloudtrail"
    ),
    (#"{"event":{"dataset":"aws.cloudtrail"}}"#, "aws//cloudtrail"),
    (#"{"operationName":"Sign-in activity","category":"SignInLogs"}"#, "azure//signinlogs"),
    (#"{"category":"AuditLogs","operationName":"Add user"}"#, "azure//auditlogs"),
    (#"{"category":"Administrative","operationName":"WRITE"}"#, "azure//activitylogs"),
    (#"{"riskEventType":"leakedCredentials"}"#, "azure//riskdetection pim"),
    (
      #"{"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog"}}"#,
      "gcp//gcp.audit"
    ),
    (
      #"{"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","serviceName":"admin.googleapis.com"}}"#,
      "gcp//google_workspace.admin gcp.audit"
    ),
    (#"{"Workload":"AzureActiveDirectory","RecordType":8}"#, "m365//audit"),
    (#"{"Workload":"Exchange"}"#, "m365//exchange audit"),
    (
      #"{"eventSource":"SecurityComplianceCenter","eventName":"x"}"#,
      "m365//threat_management threat_detection audit"
    ),
    (#"{"eventType":"user.session.start","legacyEventType":null}"#, "okta//okta"),
    (#"{"event_type_id":5,"account_id":1}"#, "onelogin//onelogin.events"),
    (#"{"_document_id":"x","action":"team.add_member","actor":"u"}"#, "github//audit"),
    (#"{"auditType":{"category":"x","action":"y"}}"#, "bitbucket//audit"),
    (#"{"kind":"Event","apiVersion":"audit.k8s.io/v1"}"#, "kubernetes/application/audit"),
    (#"{"logtype":4002,"node_id":"x"}"#, "opencanary/application/"),
    (#"{"_path":"dns","query":"example.com"}"#, "zeek/dns/dns"),
    (#"{"_path":"smb_files"}"#, "zeek//smb_files"),
    (#"{"_path":"own_log"}"#, "zeek//"),
    (#"{"event.dataset":"zeek.http"}"#, "zeek/proxy webserver/http"),
    (#"{"event_type":"dns","src_ip":"192.0.2.1"}"#, "suricata/dns/dns"),
    (#"{"event_type":"alert","src_ip":"192.0.2.1"}"#, "suricata/ids/alert"),
    (#"{"type":"SYSCALL","msg":"audit(1767600000.1:2): x"}"#, "linux//auditd"),
    (#"{"type":"EXECVE","msg":"audit(1767600000.1:2): x"}"#, "linux/process_creation/auditd"),
    (#"{"cs-method":"GET","cs-uri-stem":"/a"}"#, "/webserver/"),
    (#"{"c-uri":"http://example.com/a","cs-method":"GET"}"#, "/proxy/"),
    (
      #"{"event":{"category":["process"],"type":["start"]},"host":{"os":{"type":"windows"}}}"#,
      "windows/process_creation/"
    ),
    (
      #"{"event":{"category":"process","type":"end"},"host":{"os":{"type":"linux"}}}"#,
      "linux/process_termination/"
    ),
    (
      #"{"event":{"category":["network","dns"],"type":"start"},"host":{"os":{"type":"macos"}}}"#,
      "macos/dns_query dns/"
    ),
    (
      #"{"event":{"category":"file","type":"deletion"},"host":{"os":{"type":"linux"}}}"#,
      "linux/file_delete/"
    ),
  ])
  func `members tell the product`(record: String, expected: String) throws {
    #expect(try source(record) == expected)
    #expect(try source(record, keepsAllFields: false) == expected)
  }

  /// Each half of what tells a product, and values that another party chose.
  @Test(arguments: [
    #"{"category":"AuditLogs"}"#, #"{"operationName":"x"}"#, #"{"event_type":"dns"}"#,
    #"{"logtype":1}"#, #"{"type":"SYSCALL"}"#, #"{"msg":"audit(1:2): x"}"#, #"{"actor":"u"}"#,
    #"{"eventSource":"amazonaws.com.example.com"}"#, #"{"apiVersion":"v1","kind":"Pod"}"#,
    #"{"user":"_path","path":"\"_path\":\"dns\""}"#, #"{"note":"eventSource: iam.amazonaws.com"}"#,
    #"{"http":{"headers":{"_path":"dns","Workload":"Exchange"}}}"#,
    #"{"event":{"category":"process","type":"start"}}"#,
  ])
  func `half a proof is none, and a value is never one`(record: String) throws {
    #expect(try source(record) == "//")
  }

  @Test func `the id of Winlogbeat's ECS fields serves too`() throws {
    let record = #"{"event":{"code":"4688"},"winlog":{"channel":"Security"}}"#
    #expect(try source(record) == "windows/process_creation/security")
  }

  @Test(arguments: [
    ##"{"Event":{"System":{"TimeCreated":{"#attributes":{"SystemTime":"2026-01-05T09:00:00.5Z"}}}}}"##,
    #"{"data":{"win":{"system":{"systemTime":"2026-01-05T09:00:00.5Z"}}}}"#,
  ])
  func `the time of a Windows event is its header's`(record: String) throws {
    let event = try Decoding().result(record)
    #expect(event.time?.hasPrefix("2026-01-05T09:00:00.5") == true)
  }

  @Test func `W3C names in JSON are those of ECS`() throws {
    let result = try Decoding().result(
      #"{"c-uri":"http://example.com/a","cs-method":"GET","sc-status":404,"c-useragent":"x"}"#)
    #expect(result["url.original"] == "http://example.com/a")
    #expect(result["http.request.method"] == "GET")
    #expect(result["http.response.status_code"] == "404")
    #expect(result["user_agent.original"] == "x")
  }
}
