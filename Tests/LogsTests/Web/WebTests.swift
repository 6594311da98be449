import Detect
import Logs
import Testing

/// Access and error logs of web servers and proxies.
@Suite struct WebTests {
  static let access: [ServiceSample] = [
    ServiceSample(
      "198.51.100.7 - bob [05/Jan/2026:09:00:00 +0800] \"GET /a/b?c=1 HTTP/1.1\" 404 153 \"https://example.com/\" \"a \\x22q\\x22\"",
      "access",
      [
        "source.ip": "198.51.100.7", "user.name": "bob", "http.request.method": "GET",
        "url.original": "/a/b?c=1", "url.path": "/a/b", "url.query": "c=1", "http.version": "1.1",
        "http.response.status_code": "404", "http.response.body.bytes": "153",
        "http.request.referrer": "https://example.com/", "user_agent.original": "a \\x22q\\x22",
        "event.outcome": "failure",
      ]),
    ServiceSample(
      "www.example.com:443 2001:db8::7 - - [05/Jan/2026:09:00:00 +0000] \"HEAD / HTTP/2.0\" 200 - \"-\" \"ua\"",
      "access",
      [
        "source.ip": "2001:db8::7", "url.domain": "www.example.com", "destination.port": "443",
        "http.version": "2.0",
      ]),
    ServiceSample(
      "host.example.com - - [05/Jan/2026:09:00:00 +0000] \"-\" 408 -", "access",
      ["source.address": "host.example.com", "http.response.status_code": "408"]),
    ServiceSample(
      "[05/Jan/2026:09:00:00 +0000] 198.51.100.7 TLSv1.3 TLS_AES_128_GCM_SHA256 \"GET /x HTTP/1.1\" 12",
      "access",
      [
        "source.ip": "198.51.100.7", "tls.version": "TLSv1.3", "url.original": "/x",
        "http.response.body.bytes": "12",
      ]),
    ServiceSample(
      "198.51.100.7 - - [05/Jan/2026:09:00:00 +0000] \"GET /x HTTP/1.1\" 200 85 - \"Android\" 6 \"web@docker\" \"http://192.0.2.3:4140\" 13ms",
      "access",
      [
        "source.ip": "198.51.100.7", "user_agent.original": "Android",
        "destination.ip": "192.0.2.3", "destination.port": "4140",
      ]),
    ServiceSample(
      "198.51.100.7 - - [05/Jan/2026:09:00:00 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"",
      "access", ["source.ip": "198.51.100.7", "http.response.status_code": "400"]),
    ServiceSample(
      "2026-01-05 09:00:00 W3SVC1 WEB01 192.0.2.10 POST /a.aspx id=1 443 - 198.51.100.7 HTTP/1.1 Mozilla/5.0+(X) a=b https://example.com/ example.com 200 0 0 2007 581 15",
      "iis",
      [
        "source.ip": "198.51.100.7", "destination.ip": "192.0.2.10", "destination.port": "443",
        "url.path": "/a.aspx", "url.query": "id=1", "user_agent.original": "Mozilla/5.0+(X)",
        "http.response.status_code": "200", "http.response.body.bytes": "2007",
        "http.request.body.bytes": "581", "url.domain": "example.com", "host.name": "WEB01",
        "http.request.referrer": "https://example.com/",
      ]),
    ServiceSample(
      "2026-01-05 09:00:00 2001:db8::10 GET /h - 80 - 2001:db8::7%3 - 304 0 0 15", "iis",
      ["source.ip": "2001:db8::7", "http.response.status_code": "304"]),
    ServiceSample(
      "https 2026-01-05T09:00:00.809400Z app/x/490d 198.51.100.7:44750 - -1 -1 -1 404 - 203 167 \"GET https://example.com:443/.env HTTP/1.1\" \"curl\" ECDHE TLSv1.2 - \"Root=1\"",
      "aws_elb",
      [
        "source.ip": "198.51.100.7", "source.port": "44750", "url.path": "/.env",
        "http.request.body.bytes": "203", "http.response.body.bytes": "167",
      ]),
    ServiceSample(
      "2026-01-05\t09:00:00\tX\t703\t198.51.100.7\tGET\td.example.com\t/t\t400\t-\tcurl\tq=1\t-\tError\tid\texample.com\thttps\t62\t0.1\t-\tTLSv1.3\tC\tError\tHTTP/2.0\t-",
      "aws_cloudfront",
      [
        "source.ip": "198.51.100.7", "url.path": "/t", "url.query": "q=1", "http.version": "2.0",
        "http.response.status_code": "400",
      ]),
    ServiceSample(
      "\(String(repeating: "0a", count: 32)) bucket [05/Jan/2026:09:00:00 +0000] 198.51.100.7 - 44EE REST.GET.OBJECT key \"GET /bucket/key HTTP/1.1\" 403 AccessDenied 142 - 17 - \"-\" \"curl\" -",
      "aws_s3_access",
      [
        "source.ip": "198.51.100.7", "event.action": "REST.GET.OBJECT",
        "http.response.status_code": "403", "http.response.body.bytes": "142",
      ]),
    ServiceSample(
      "[2026-01-05T09:00:00.931Z] \"GET /s HTTP/1.1\" 200 - 3 89 5 4 \"192.0.2.9, 198.51.100.7\" \"curl\" \"c2\" \"example.com:8000\" \"192.0.2.3:80\"",
      "envoy",
      [
        "source.ip": "198.51.100.7", "http.request.body.bytes": "3",
        "http.response.body.bytes": "89", "url.domain": "example.com",
        "destination.ip": "192.0.2.3",
      ]),
  ]

  static let others: [ServiceSample] = [
    ServiceSample(
      "Jan  5 09:00:00 lb haproxy[331]: 198.51.100.7:51515 [05/Jan/2026:09:00:00.364] fe~ be/srv 0/0/0/4/4 200 200 - - ---- 1/1/0/0/0 0/0 {a|b} \"GET /?a=1 HTTP/1.1\"",
      "haproxy",
      [
        "source.ip": "198.51.100.7", "source.port": "51515", "url.original": "/?a=1",
        "http.response.status_code": "200", "observer.ingress.interface.name": "fe",
      ]),
    ServiceSample(
      "198.51.100.7:4 [05/Jan/2026:09:00:00.364] t bt/s2 1/-1/3004 0 SC 1/1/0/0/3 0/0", "haproxy",
      ["source.ip": "198.51.100.7", "event.category": "network"]),
    ServiceSample(
      "198.51.100.7:4 [05/Jan/2026:09:00:00.364] f/1: SSL handshake failure", "haproxy",
      ["source.ip": "198.51.100.7", "event.reason": "SSL handshake failure"]),
    ServiceSample(
      "Jan  5 09:00:00 lb haproxy[331]: Connect from 198.51.100.7:51515 to 192.0.2.10:80 (www/HTTP)",
      "haproxy",
      [
        "source.ip": "198.51.100.7", "source.port": "51515", "destination.ip": "192.0.2.10",
        "destination.port": "80", "observer.ingress.interface.name": "www",
        "event.category": "network",
      ]),
    ServiceSample(
      "1767574800.541      7 198.51.100.7 TCP_DENIED/403 3479 GET http://bad.example.com/x? - HIER_NONE/- text/html",
      "squid",
      [
        "source.ip": "198.51.100.7", "event.action": "TCP_DENIED", "event.type": "denied",
        "url.domain": "bad.example.com", "http.response.status_code": "403",
      ]),
    ServiceSample(
      "2026/01/05 09:00:00 [error] 42#42: *7 user \"bob\": password mismatch, client: 198.51.100.7, server: example.com, request: \"GET /a HTTP/1.1\", host: \"example.com\"",
      "nginx_error",
      [
        "source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "failure",
        "url.original": "/a", "url.domain": "example.com", "process.pid": "42",
      ]),
    ServiceSample(
      "2026/01/05 09:00:00 [error] 42#42: *7 limiting requests, excess: 20.5 by zone \"z\", client: 198.51.100.7, server: example.com, request: \"GET / HTTP/1.1\", host: \"example.com\"",
      "nginx_error", ["event.type": "denied", "event.action": "limit"]),
    ServiceSample(
      "[Mon Jan 05 09:00:00.123456 2026] [auth_basic:error] [pid 42:tid 140] [client 2001:db8:1:2:3:4:5:7:51515] AH01617: user bob: authentication failure for \"/x\": Password Mismatch, referer: https://example.com/",
      "apache_error",
      [
        "source.ip": "2001:db8:1:2:3:4:5:7", "source.port": "51515", "user.name": "bob",
        "event.outcome": "failure", "event.code": "AH01617",
        "http.request.referrer": "https://example.com/",
      ]),
    ServiceSample(
      "[Mon Jan 05 09:00:00 2026] [error] [client 198.51.100.7] File does not exist: /var/www/x",
      "apache_error", ["source.ip": "198.51.100.7", "file.path": "/var/www/x"]),
    ServiceSample(
      "[error] [client 198.51.100.7] File does not exist: /var/www/x", "apache_error",
      ["source.ip": "198.51.100.7", "file.path": "/var/www/x"]),
    ServiceSample(
      "Jan  5 09:00:00 h1 app: [error] [client 198.51.100.7] File does not exist: /var/www/x",
      "syslog", [:]),
    ServiceSample(
      "[Mon Jan 05 09:00:00.123456 2026] [auth_basic:error] [pid 1:tid 2] [remote 198.51.100.7:35924] AH01618: user ann not found: /admin",
      "apache_error",
      ["source.ip": "198.51.100.7", "user.name": "ann", "event.outcome": "failure"]),
    ServiceSample(
      "[Mon Jan 05 09:00:00 2026] [:error] [pid 4] [client 198.51.100.7:5] [client 198.51.100.7] ModSecurity: Access denied with code 403 (phase 2). Matched [file \"/f\"] [line \"1\"] [id \"930100\"] [msg \"Path\"] [hostname \"example.com\"] [uri \"/a\"] [unique_id \"x\"]",
      "apache_error",
      ["source.ip": "198.51.100.7", "rule.id": "930100", "event.type": "denied", "url.path": "/a"]),
  ]

  @Test(arguments: access + others)
  func `web servers say who asked for what`(sample: ServiceSample) throws { try sample.check() }
}
