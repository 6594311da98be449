extension ProductTests {
  static let windows = [
    Sample(
      name: "Winlogbeat",
      record:
        #"{"@timestamp":"2026-01-05T09:00:00.5Z","winlog":{"channel":"Security","event_id":4625,"computer_name":"pc1.example.com","process":{"pid":700},"event_data":{"TargetUserName":"anna","TargetDomainName":"CORP","SubjectUserName":"PC1$","IpAddress":"198.51.100.7","IpPort":"51515","ProcessName":"C:\\Windows\\System32\\svchost.exe"}}}"#,
      fields: [
        "user.name": "anna", "user.domain": "CORP", "source.ip": "198.51.100.7",
        "source.port": "51515", "event.outcome": "failure", "event.code": "4625",
        "event.category": "authentication", "host.name": "pc1.example.com",
        "process.name": "svchost.exe", "process.pid": "700",
      ]),
    Sample(
      name: "evtx_dump",
      record:
        ##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":3,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc2","TimeCreated":{"#attributes":{"SystemTime":"2026-01-05T09:00:00.25Z"}}},"EventData":{"Image":"C:\\a\\b.exe","User":"CORP\\anna","Protocol":"tcp","Initiated":true,"SourceIp":"192.0.2.10","SourcePort":50000,"DestinationIp":"198.51.100.7","DestinationPort":443,"ProcessId":4242}}}"##,
      fields: [
        "process.executable": #"C:\a\b.exe"#, "process.name": "b.exe", "process.pid": "4242",
        "user.name": "anna", "user.domain": "CORP", "network.transport": "tcp",
        "source.ip": "192.0.2.10", "destination.port": "443", "network.direction": "egress",
        "host.name": "pc2", "event.provider": "Microsoft-Windows-Sysmon",
      ]),
    Sample(
      name: "Wazuh",
      record:
        #"{"timestamp":"2026-01-05T09:00:00.000+0000","data":{"win":{"system":{"eventID":"4688","channel":"Security","computer":"pc3","systemTime":"2026-01-05T09:00:00Z"},"eventdata":{"newProcessName":"C:\\Windows\\cmd.exe","newProcessId":"0x1a0","processId":"0x10","subjectUserName":"bob","commandLine":"cmd /c dir","parentProcessName":"C:\\Windows\\explorer.exe"}}}}"#,
      fields: [
        "process.executable": #"C:\Windows\cmd.exe"#, "process.pid": "416",
        "process.parent.pid": "16", "process.parent.name": "explorer.exe", "user.name": "bob",
        "process.command_line": "cmd /c dir", "event.category": "process",
      ]),
    Sample(
      name: "NXLog",
      record:
        #"{"EventTime":"2026-01-05T09:00:00Z","Hostname":"dc1","EventID":4720,"SourceName":"Microsoft-Windows-Security-Auditing","ProviderGuid":"{1}","Channel":"Security","SubjectUserName":"admin","SubjectDomainName":"CORP","TargetUserName":"new1","EventType":"AUDIT_SUCCESS"}"#,
      fields: [
        "user.name": "admin", "user.target.name": "new1", "event.category": "iam",
        "host.name": "dc1", "user.domain": "CORP",
      ]),
    Sample(
      name: "Sysmon's hashes",
      record:
        #"{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\x.exe","Hashes":"MD5=00112233445566778899aabbccddeeff,SHA256=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}"#,
      fields: [
        "process.hash.md5": "00112233445566778899aabbccddeeff",
        "process.hash.sha256":
          "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
      ]),
  ]

  static let sensors = [
    Sample(
      name: "EVE alert",
      record:
        #"{"timestamp":"2026-01-05T09:00:00.5+0000","flow_id":77,"in_iface":"eth0","event_type":"alert","src_ip":"198.51.100.7","src_port":40000,"dest_ip":"192.0.2.80","dest_port":80,"proto":"TCP","ether":{"src_mac":"00:00:5e:00:53:01"},"alert":{"action":"blocked","signature_id":2000001,"signature":"TEST x","severity":2},"http":{"hostname":"www.example.com","url":"/a?b=1","http_user_agent":"curl/8","http_method":"GET","status":404,"protocol":"HTTP/1.1","length":12},"flow":{"pkts_toserver":3,"pkts_toclient":2,"bytes_toserver":300,"bytes_toclient":200}}"#,
      fields: [
        "rule.id": "2000001", "rule.name": "TEST x", "event.kind": "alert",
        "event.type": "denied", "source.mac": "00-00-5E-00-53-01", "network.transport": "tcp",
        "url.path": "/a", "url.query": "b=1", "url.domain": "www.example.com",
        "http.version": "1.1", "http.response.status_code": "404", "source.bytes": "300",
        "network.bytes": "500", "network.packets": "5", "network.type": "ipv4",
      ]),
    Sample(
      name: "EVE in AWS Network Firewall",
      record:
        #"{"firewall_name":"fw1","availability_zone":"a","event_timestamp":"1767600000","event":{"timestamp":"2026-01-05T09:00:00Z","flow_id":1,"event_type":"netflow","src_ip":"192.0.2.1","src_port":1,"dest_ip":"198.51.100.7","dest_port":2,"proto":"UDP"}}"#,
      fields: ["host.name": "fw1", "source.ip": "192.0.2.1", "network.transport": "udp"]),
    Sample(
      name: "Zeek conn",
      record:
        #"{"ts":1767574800.123456,"uid":"Cab1","id.orig_h":"192.0.2.5","id.orig_p":5353,"id.resp_h":"198.51.100.7","id.resp_p":53,"proto":"udp","service":"dns","conn_state":"SF","orig_pkts":1,"orig_ip_bytes":60,"resp_pkts":1,"resp_ip_bytes":120}"#,
      fields: [
        "source.ip": "192.0.2.5", "destination.port": "53", "network.protocol": "dns",
        "source.bytes": "60", "network.bytes": "180", "network.packets": "2",
        "event.type": "connection", "event.id": "Cab1",
      ]),
    Sample(
      name: "Zeek dns, nested",
      record:
        #"{"_path":"dns","ts":"2026-01-05T09:00:00Z","uid":"C2","id":{"orig_h":"192.0.2.5","resp_h":"192.0.2.53"},"proto":"udp","query":"www.example.com","qtype_name":"A","rcode_name":"NOERROR","answers":["alias.example.com","198.51.100.7"]}"#,
      fields: [
        "dns.question.name": "www.example.com", "dns.response_code": "NOERROR",
        "dns.answers.data": "198.51.100.7", "dns.resolved_ip": "198.51.100.7",
        "source.ip": "192.0.2.5",
      ]),
    Sample(
      name: "Zeek ssh",
      record:
        #"{"ts":1767574800.5,"uid":"C3","id.orig_h":"192.0.2.5","id.resp_h":"192.0.2.6","auth_success":false,"auth_attempts":3,"client":"SSH-2.0-x"}"#,
      fields: [
        "network.transport": "tcp", "event.outcome": "failure", "network.protocol": "ssh",
        "user_agent.original": "SSH-2.0-x",
      ]),
  ]

  static let clouds = [
    Sample(
      name: "CloudTrail",
      record:
        #"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AID","userName":"anna"},"eventTime":"2026-01-05T09:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7","userAgent":"cli","errorCode":"AccessDenied","requestParameters":{"userName":"new1"},"readOnly":false,"recipientAccountId":"123"}"#,
      fields: [
        "user.name": "anna", "source.ip": "198.51.100.7", "event.outcome": "failure",
        "user.target.name": "new1", "event.category": "iam", "cloud.region": "eu-west-1",
        "cloud.account.id": "123", "user_agent.original": "cli",
      ]),
    Sample(
      name: "CloudTrail by a service",
      record:
        #"{"eventVersion":"1.08","userIdentity":{"type":"AWSService","invokedBy":"ec2.amazonaws.com"},"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","sourceIPAddress":"ec2.amazonaws.com"}"#,
      fields: ["source.address": "ec2.amazonaws.com", "event.outcome": "success"]),
    Sample(
      name: "AWS WAF",
      record:
        #"{"timestamp":1767600000123,"formatVersion":1,"webaclId":"arn:x","terminatingRuleId":"r1","action":"BLOCK","httpRequest":{"clientIp":"198.51.100.7","headers":[{"name":"Host","value":"www.example.com"},{"name":"User-Agent","value":"curl/8"},{"name":"X","value":"203.0.113.9"}],"uri":"/a","args":"b=1","httpVersion":"HTTP/2.0","httpMethod":"POST"}}"#,
      fields: [
        "source.ip": "198.51.100.7", "user_agent.original": "curl/8",
        "url.domain": "www.example.com", "event.type": "denied", "http.version": "2.0",
        "url.query": "b=1", "http.request.method": "POST",
      ]),
    Sample(
      name: "Azure sign-in",
      record:
        #"{"time":"2026-01-05T09:00:00Z","resourceId":"/tenants/1","operationName":"Sign-in activity","category":"SignInLogs","resultType":"50126","callerIpAddress":"198.51.100.7","properties":{"userPrincipalName":"anna@example.com","userId":"u1","deviceDetail":{"displayName":"pc1"}}}"#,
      fields: [
        "user.name": "anna", "user.domain": "example.com", "user.id": "u1",
        "source.ip": "198.51.100.7", "event.outcome": "failure", "host.name": "pc1",
        "event.category": "authentication",
      ]),
    Sample(
      name: "Microsoft 365, pairs",
      record:
        #"{"CreationTime":"2026-01-05T09:00:00","Operation":"UserLoginFailed","OrganizationId":"o","RecordType":15,"ResultStatus":"Failed","Workload":"AzureActiveDirectory","ClientIP":"198.51.100.7:40000","UserId":"anna@example.com","ExtendedProperties":[{"Name":"UserAgent","Value":"Mozilla"},{"Name":"ClientIP","Value":"203.0.113.9"}]}"#,
      fields: [
        "user_agent.original": "Mozilla", "source.ip": "198.51.100.7", "source.port": "40000",
        "user.id": "anna@example.com", "user.name": "anna", "event.outcome": "failure",
      ]),
    Sample(
      name: "Google Cloud firewall",
      record:
        #"{"insertId":"1","jsonPayload":{"connection":{"src_ip":"198.51.100.7","src_port":1000,"dest_ip":"192.0.2.2","dest_port":22,"protocol":6},"disposition":"DENIED","rule_details":{"reference":"network:n/firewall:f","direction":"INGRESS"}},"logName":"x","timestamp":"2026-01-05T09:00:00Z"}"#,
      fields: [
        "source.ip": "198.51.100.7", "network.transport": "tcp", "event.type": "denied",
        "rule.name": "network:n/firewall:f", "destination.port": "22",
      ]),
    Sample(
      name: "Workspace login",
      record:
        #"{"kind":"admin#reports#activity","id":{"time":"2026-01-05T09:00:00Z","applicationName":"login","uniqueQualifier":"1"},"actor":{"email":"anna@example.com"},"ipAddress":"198.51.100.7","events":[{"type":"login","name":"login_failure","parameters":[{"name":"login_failure_type","value":"x"}]}]}"#,
      fields: [
        "user.name": "anna", "event.outcome": "failure", "source.ip": "198.51.100.7",
        "event.reason": "x",
      ]),
  ]

  static let people = [
    Sample(
      name: "Okta",
      record:
        #"{"uuid":"u","published":"2026-01-05T09:00:00Z","eventType":"user.session.start","legacyEventType":"x","actor":{"id":"1","alternateId":"anna@example.com","type":"User"},"client":{"userAgent":{"rawUserAgent":"Mozilla"},"ipAddress":"198.51.100.7"},"outcome":{"result":"FAILURE","reason":"INVALID"},"target":[{"id":"2","type":"AppUser","alternateId":"no"},{"id":"3","type":"User","alternateId":"bob@example.com"}]}"#,
      fields: [
        "user.name": "anna", "user.email": "anna@example.com", "event.outcome": "failure",
        "source.user.name": "anna@example.com", "event.reason": "INVALID",
        "user.target.name": "bob@example.com", "user_agent.original": "Mozilla",
        "event.category": "authentication",
      ]),
    Sample(
      name: "Kubernetes",
      record:
        #"{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"1","verb":"get","user":{"username":"anna"},"sourceIPs":["198.51.100.7"],"userAgent":"kubectl","requestURI":"/api/v1/x?y=1","responseStatus":{"code":403},"requestReceivedTimestamp":"2026-01-05T09:00:00Z"}"#,
      fields: [
        "user.name": "anna", "source.ip": "198.51.100.7", "http.response.status_code": "403",
        "url.path": "/api/v1/x", "event.outcome": "failure",
      ]),
    Sample(
      name: "Duo",
      record:
        #"{"access_device":{"ip":"198.51.100.7"},"txid":"t","isotimestamp":"2026-01-05T09:00:00+00:00","result":"denied","reason":"user_marked_fraud","factor":"x","user":{"key":"k","name":"anna"},"event_type":"authentication"}"#,
      fields: ["user.name": "anna", "source.ip": "198.51.100.7", "event.outcome": "failure"]),
  ]

  static let hosts = [
    Sample(
      name: "CrowdStrike",
      record:
        #"{"metadata":{"customerIDString":"c","eventType":"DetectionSummaryEvent","eventCreationTime":1767600000000},"event":{"ComputerName":"pc1","UserName":"anna","DetectId":"ldt:1","DetectName":"x","CommandLine":"a.exe -b","FilePath":"\\Device\\a","FileName":"a.exe","ProcessId":42,"SHA256String":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","LocalIP":"192.0.2.5"}}"#,
      fields: [
        "host.name": "pc1", "user.name": "anna", "rule.id": "ldt:1", "process.pid": "42",
        "process.command_line": "a.exe -b", "source.ip": "192.0.2.5", "event.kind": "alert",
        "file.hash.sha256":
          "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
      ]),
    Sample(
      name: "SentinelOne Cloud Funnel, flat",
      record:
        #"{"endpoint.name":"pc1","agent.uuid":"u","src.process.name":"a.exe","src.process.image.path":"C:\\a.exe","src.process.pid":1,"src.process.parent.pid":2,"src.process.user":"CORP\\anna","dst.ip.address":"198.51.100.7","dst.port.number":443,"event.time":1767600000000}"#,
      fields: [
        "host.name": "pc1", "process.executable": #"C:\a.exe"#, "process.parent.pid": "2",
        "user.name": "anna", "user.domain": "CORP", "destination.ip": "198.51.100.7",
      ]),
    Sample(
      name: "Falco",
      record:
        #"{"hostname":"h","output":"x","priority":"Warning","rule":"r","time":"2026-01-05T09:00:00Z","output_fields":{"proc.name":"sh","proc.exepath":"/bin/sh","proc.cmdline":"sh -c x","proc.pid":9,"fd.name":"/etc/x","user.name":"root"}}"#,
      fields: [
        "rule.name": "r", "process.executable": "/bin/sh", "process.command_line": "sh -c x",
        "file.path": "/etc/x", "user.name": "root", "host.name": "h",
      ]),
    Sample(
      name: "osquery",
      record:
        #"{"name":"p","hostIdentifier":"h","unixTime":1767600000,"columns":{"path":"/usr/bin/x","pid":"7","username":"anna"},"action":"added"}"#,
      fields: ["host.name": "h", "file.name": "x", "user.name": "anna", "process.pid": "7"]),
    Sample(
      name: "Defender hunting",
      record:
        #"{"time":"2026-01-05T09:00:00Z","tenantId":"t","operationName":"Publish","category":"AdvancedHunting-DeviceNetworkEvents","properties":{"DeviceName":"pc1","ActionType":"ConnectionSuccess","LocalIP":"192.0.2.5","LocalPort":50000,"RemoteIP":"198.51.100.7","RemotePort":443,"Protocol":"Tcp","InitiatingProcessFileName":"a.exe","InitiatingProcessId":5,"InitiatingProcessAccountName":"anna","Timestamp":"2026-01-05T09:00:00Z"}}"#,
      fields: [
        "source.ip": "192.0.2.5", "destination.ip": "198.51.100.7", "network.transport": "tcp",
        "process.name": "a.exe", "process.pid": "5", "user.name": "anna", "host.name": "pc1",
      ]),
  ]

  static let edges = [
    Sample(
      name: "Cloudflare",
      record:
        #"{"ClientIP":"198.51.100.7","ClientRequestHost":"www.example.com","ClientRequestMethod":"GET","ClientRequestURI":"/a?b=1","ClientRequestProtocol":"HTTP/1.1","EdgeResponseStatus":403,"EdgeStartTimestamp":1767600000000000000,"RayID":"r","ClientRequestUserAgent":"curl/8"}"#,
      fields: [
        "source.ip": "198.51.100.7", "url.domain": "www.example.com", "url.path": "/a",
        "url.query": "b=1", "http.response.status_code": "403", "event.outcome": "failure",
        "http.version": "1.1",
      ]),
    Sample(
      name: "OCSF",
      record:
        #"{"class_uid":4001,"activity_id":1,"metadata":{"version":"1.1.0"},"time":1767600000000,"src_endpoint":{"ip":"198.51.100.7","port":1},"dst_endpoint":{"ip":"192.0.2.2","port":22},"connection_info":{"protocol_num":6},"traffic":{"bytes_in":10,"bytes_out":5,"packets_in":2,"packets_out":1},"status":"Failure"}"#,
      fields: [
        "source.ip": "198.51.100.7", "network.transport": "tcp", "network.bytes": "15",
        "network.packets": "3", "event.outcome": "failure",
      ]),
    Sample(
      name: "Azure Firewall's sentence",
      record:
        #"{"category":"AzureFirewallNetworkRule","time":"2026-01-05T09:00:00Z","resourceId":"/SUBSCRIPTIONS/1/AZUREFIREWALLS/FW1","operationName":"x","properties":{"msg":"TCP request from 192.0.2.5:51000 to 198.51.100.7:443. Action: Deny. "}}"#,
      fields: [
        "source.ip": "192.0.2.5", "source.port": "51000", "destination.ip": "198.51.100.7",
        "destination.port": "443", "event.type": "denied", "network.transport": "tcp",
        "host.name": "FW1",
      ]),
    Sample(
      name: "Azure Firewall's name",
      record:
        #"{"category":"AzureFirewallApplicationRule","time":"2026-01-05T09:00:00Z","resourceId":"/A/FW1","operationName":"x","properties":{"msg":"HTTPS request from 192.0.2.5:51000 to www.example.com:443. Action: Allow. Rule Collection: c. Rule: r"}}"#,
      fields: [
        "destination.domain": "www.example.com", "destination.port": "443",
        "network.protocol": "https", "event.type": "allowed",
      ]),
    Sample(
      name: "Azure Firewall's DNS",
      record:
        #"{"category":"AzureFirewallDnsProxy","time":"2026-01-05T09:00:00Z","resourceId":"/A/FW1","operationName":"x","properties":{"msg":"DNS Request: 192.0.2.5:51000 - 12 AAAA IN www.example.com. udp 47 false 512 NXDOMAIN qr,rd,ra 129 0.01s"}}"#,
      fields: [
        "source.ip": "192.0.2.5", "dns.question.name": "www.example.com",
        "dns.question.type": "AAAA", "dns.response_code": "NXDOMAIN", "dns.id": "12",
        "network.transport": "udp", "source.bytes": "47", "destination.bytes": "129",
      ]),
    Sample(
      name: "Azure's flow",
      record:
        #"{"records":[{"time":"2026-01-05T09:00:00Z","category":"NetworkSecurityGroupFlowEvent","macAddress":"00005E005301","properties":{"Version":2,"flows":[{"rule":"DefaultRule","flows":[{"mac":"00005E005301","flowTuples":["1767600000,192.0.2.5,198.51.100.7,44931,443,T,O,A,E,25,5000,30,7000"]}]}]}}]}"#,
      fields: [
        "source.ip": "192.0.2.5", "destination.ip": "198.51.100.7", "destination.port": "443",
        "network.transport": "tcp", "source.packets": "25", "destination.bytes": "7000",
        "network.bytes": "12000", "event.type": "allowed", "rule.name": "DefaultRule",
        "source.mac": "00-00-5E-00-53-01", "network.direction": "outbound",
      ]),
    Sample(
      name: "any program",
      record:
        #"{"createdAt":"2026-01-05T09:00:00Z","clientIp":"198.51.100.7","userName":"anna","userAgent":"x","data":{"fileName":"a.txt"}}"#,
      fields: [
        "source.ip": "198.51.100.7", "user.name": "anna", "user_agent.original": "x",
        "file.name": "a.txt",
      ]),
  ]
}
