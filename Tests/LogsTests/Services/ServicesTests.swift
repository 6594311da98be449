import Detect
import Logs
import Testing

/// A record of a service, and fields that must come out of it.
struct ServiceSample: Sendable, CustomTestStringConvertible {
  let record: String
  let dataset: String
  let fields: [String: String]

  init(_ record: String, _ dataset: String, _ fields: [String: String]) {
    self.record = record
    self.dataset = dataset
    self.fields = fields
  }

  var testDescription: String { String(record.prefix(100)) }

  func check() throws {
    let result = try Decoding().result(record)
    #expect(result.dataset == dataset)
    for (name, value) in fields {
      #expect(result.all(name).contains(value), "\(name): \(result.all(name)) in \(result.json)")
    }
  }
}

/// Logins, refusals and questions as services write them.
@Suite struct ServicesTests {
  static let mail: [ServiceSample] = [
    ServiceSample(
      "Jan  5 09:00:00 mx postfix/smtpd[42]: NOQUEUE: reject: RCPT from h.example.com[198.51.100.7]: 554 5.7.1 <a@example.com>: Relay access denied; from=<b@example.com> to=<a@example.com> proto=ESMTP helo=<x>",
      "postfix",
      [
        "source.ip": "198.51.100.7", "event.type": "denied", "event.category": "email",
        "email.from.address": "b@example.com", "email.to.address": "a@example.com",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 mx postfix/submission/smtpd[42]: warning: unknown[2001:db8::bad]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=bob@example.com",
      "postfix",
      [
        "source.ip": "2001:db8::bad", "event.outcome": "failure", "user.name": "bob@example.com",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 mx postfix/postscreen[42]: PREGREET 11 after 0.1 from [198.51.100.7]:40000: EHLO x\\r\\n",
      "postfix", ["source.ip": "198.51.100.7", "source.port": "40000", "event.action": "probe"]),
    ServiceSample(
      "Jan  5 09:00:00 mx dovecot: imap-login: Disconnected (auth failed, 3 attempts in 12 secs): user=<bob>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.10, TLS, session=<abc>",
      "dovecot",
      [
        "source.ip": "198.51.100.7", "destination.ip": "192.0.2.10", "user.name": "bob",
        "event.outcome": "failure",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 mx dovecot: imap-login: Login aborted: Connection closed: SSL_accept() failed: error:0A0000C1:SSL routines::no shared cipher (disconnected during TLS handshake) (tls_handshake_not_finished): user=<>, rip=198.51.100.7, lip=192.0.2.10, TLS handshaking, session=<abc>",
      "dovecot", ["source.ip": "198.51.100.7", "event.type": "info"]),
    ServiceSample(
      "Jan 05 09:00:00 auth: Info: ldap(bob,198.51.100.7,): invalid credentials", "dovecot",
      ["source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "failure"]),
    ServiceSample("Jan  5 09:00:00 auth: something else", "syslog", [:]),
    ServiceSample(
      "Jan  5 09:00:00 mx dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.10, mpid=4, TLS, session=<abc>",
      "dovecot", ["source.ip": "198.51.100.7", "event.outcome": "success"]),
    ServiceSample(
      "Jan  5 09:00:00 mx dovecot: auth-worker(42): conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: sql(bob,198.51.100.7,<s>): unknown user (given password: x)",
      "dovecot",
      ["source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "failure"]),
    ServiceSample(
      "2026-01-05 09:00:00 plain authenticator failed for h.example.com (x) [198.51.100.7]:5432: 535 Incorrect authentication data (set_id=bob)",
      "exim",
      [
        "source.ip": "198.51.100.7", "source.port": "5432", "user.name": "bob",
        "event.outcome": "failure",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 mx sm-mta[4]: q1: AUTH failure (LOGIN): user not found (-20) SASL(-13): x, user=bob, relay=h.example.com [198.51.100.7] (may be forged)",
      "sendmail", ["source.ip": "198.51.100.7", "user.name": "bob"]),
    ServiceSample(
      "Jan  5 09:00:00 mx imapd-ssl: LOGIN FAILED, method=PLAIN, ip=[::ffff:198.51.100.7]",
      "mail_access", ["source.ip": "198.51.100.7", "event.outcome": "failure"]),
  ]

  static let names: [ServiceSample] = [
    ServiceSample(
      "Jan  5 09:00:00 ns named[4]: infoblox-responses: 05-Jan-2026 09:00:00.046 client 198.51.100.7#57738: UDP: query: www.example.com IN A response: REFUSED -",
      "bind",
      [
        "source.ip": "198.51.100.7", "dns.question.name": "www.example.com",
        "dns.response_code": "REFUSED", "network.transport": "udp",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 ns named[4]: FORMERR resolving 'www.example.com/AAAA/IN': 203.0.113.9#53",
      "bind",
      [
        "destination.ip": "203.0.113.9", "destination.port": "53", "dns.question.type": "AAAA",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 ns named[4]: transfer of 'example.com/IN' from 203.0.113.9#53: Transfer status: success",
      "bind", ["source.ip": "203.0.113.9", "dns.question.name": "example.com"]),
    ServiceSample(
      "Jan  5 09:00:00 ns named[4]: validating www.example.com/NSEC: bad cache hit", "bind",
      ["dns.question.name": "www.example.com", "dns.question.type": "NSEC"]),
    ServiceSample(
      "Jan  5 09:00:00 ns named[4]: CEF:0|Infoblox|NIOS|8.6|RPZ-QNAME|NXDOMAIN|7|app=DNS dst=192.0.2.53 src=198.51.100.7 spt=51424",
      "cef", ["source.ip": "198.51.100.7"]),
    ServiceSample(
      "05-Jan-2026 09:00:00.123 queries: info: client @0x7f00 198.51.100.7#51515 (bad.example.com): query: bad.example.com IN A +E(0)K (192.0.2.53)",
      "bind",
      [
        "source.ip": "198.51.100.7", "source.port": "51515", "dns.question.type": "A",
        "dns.question.name": "bad.example.com", "destination.ip": "192.0.2.53",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 ns named[4]: client 198.51.100.7#4 (x): view ext: zone transfer 'example.com/AXFR/IN' denied",
      "bind",
      [
        "source.ip": "198.51.100.7", "event.type": "denied", "dns.question.name": "example.com",
        "dns.question.type": "AXFR",
      ]),
    ServiceSample(
      "Jan  5 09:00:00 gw dnsmasq[4]: 1 198.51.100.7/51515 query[A] bad.example.com from 198.51.100.7",
      "dns", ["source.ip": "198.51.100.7", "dns.question.name": "bad.example.com"]),
    ServiceSample(
      "[1767574800] unbound[42:0] info: 198.51.100.7 bad.example.com. A IN NXDOMAIN 0.000000 1 33",
      "dns",
      [
        "source.ip": "198.51.100.7", "dns.question.name": "bad.example.com",
        "dns.response_code": "NXDOMAIN",
      ]),
    ServiceSample(
      "[INFO] [2001:db8::7]:37915 - 62762 \"AAAA IN example.com. udp 29 false 512\" NOERROR qr,rd 100 0.0001s",
      "dns",
      [
        "source.ip": "2001:db8::7", "source.port": "37915", "network.transport": "udp",
        "dns.question.type": "AAAA",
      ]),
  ]

  static let logins: [ServiceSample] = [
    ServiceSample(
      "Mon Jan  5 09:00:00 2026 [pid 42] [bob] FAIL LOGIN: Client \"198.51.100.7\"", "ftp",
      ["source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "failure"]),
    ServiceSample(
      "Jan  5 09:00:00 h proftpd[4]: 192.0.2.1 (h.example.com[198.51.100.7]) - USER bob (Login failed): Incorrect password",
      "ftp", ["source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "failure"]),
    ServiceSample(
      "Jan  5 09:00:00 h pure-ftpd: (?@198.51.100.7) [WARNING] Authentication failed for user [root]",
      "ftp", ["source.ip": "198.51.100.7", "user.name": "root"]),
    ServiceSample(
      "2026-01-05T09:00:00.861934Z 344 [Note] Access denied for user 'root'@'198.51.100.7' (using password: YES)",
      "mysql", ["source.ip": "198.51.100.7", "user.name": "root", "event.outcome": "failure"]),
    ServiceSample(
      "2026-01-05 09:00:00.536 UTC [42] bob@shop FATAL:  password authentication failed for user \"bob\"",
      "postgresql", ["user.name": "bob", "process.pid": "42", "event.outcome": "failure"]),
    ServiceSample(
      "2026-01-05 09:00:00.536 UTC:198.51.100.7(5432):bob@shop:[42]:FATAL:  password authentication failed for user \"bob\"",
      "postgresql",
      ["source.ip": "198.51.100.7", "source.port": "5432", "user.name": "bob"]),
    ServiceSample(
      "2026-01-05 09:00:00.536 UTC,\"bob\",\"shop\",39,\"198.51.100.7:42340\",5f.2,2,\"authentication\",2026-01-05 09:00:00 UTC,3/12,0,FATAL,28P01,\"password authentication failed for user \"\"bob\"\"\"",
      "postgresql",
      ["source.ip": "198.51.100.7", "source.port": "42340", "event.outcome": "failure"]),
    ServiceSample(
      "2026-01-05 09:00:00 198.51.100.7:52234 TLS Error: tls-crypt unwrapping failed from [AF_INET]198.51.100.7:52234",
      "vpn", ["source.ip": "198.51.100.7", "source.port": "52234", "event.outcome": "failure"]),
    ServiceSample(
      "2026-01-05 09:00:00 bob/198.51.100.7:12399 Control Channel: TLSv1.3, cipher TLSv1.3 x, 256 bits",
      "vpn", ["source.ip": "198.51.100.7", "source.port": "12399", "user.name": "bob"]),
    ServiceSample(
      "Mon Jan  5 09:00:00 2026 us=285967 198.51.100.7:65244 TLS: Username/Password authentication succeeded for username 'bob'",
      "vpn", ["source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "success"]),
    ServiceSample(
      "Mon Jan  5 09:00:00 2026 bob/198.51.100.7:65244 SIGUSR1[soft,connection-reset] received, client-instance restarting",
      "vpn", ["source.ip": "198.51.100.7", "user.name": "bob"]),
    ServiceSample(
      "Jan  5 09:00:00 gw kernel: [82508.1] wireguard: wg0: Packet has unallowed src IP (10.0.0.3) from peer 1 (198.51.100.7:51820)",
      "wireguard", ["source.ip": "198.51.100.7", "source.port": "51820"]),
    ServiceSample(
      "[2026-01-05 09:00:00] NOTICE[1638] chan_sip.c: Registration from '<sip:301@example.com>' failed for '198.51.100.7' - No matching peer found",
      "voice", ["source.ip": "198.51.100.7", "event.outcome": "failure"]),
    ServiceSample(
      "Jan  5 09:00:00 pbx asterisk[4]: SECURITY[8]: res_security_log.c:114 in cb: SecurityEvent=\"InvalidPassword\",EventTV=\"x\",Severity=\"Error\",Service=\"PJSIP\",EventVersion=\"1\",AccountID=\"kiwi\",SessionID=\"a7\",LocalAddress=\"IPV4/TCP/192.0.2.10/5060\",RemoteAddress=\"IPV4/TCP/198.51.100.7/46417\"",
      "voice",
      ["source.ip": "198.51.100.7", "source.port": "46417", "user.name": "kiwi"]),
    ServiceSample(
      "[2026-01-05 09:00:00.593][vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. IP: 2001:db8::7. Username: bob@example.com.",
      "application",
      ["source.ip": "2001:db8::7", "user.name": "bob@example.com", "event.outcome": "failure"]),
    ServiceSample(
      "Jan  5 09:00:00 pve pvedaemon[4]: authentication failure; rhost=::ffff:198.51.100.7 user=root@pam msg=no such user ('root@pam')",
      "application", ["source.ip": "198.51.100.7", "user.name": "root@pam"]),
    ServiceSample(
      "{\"reqId\":\"U1\",\"level\":2,\"time\":\"2026-01-05T09:00:00+00:00\",\"remoteAddr\":\"198.51.100.7\",\"user\":\"--\",\"method\":\"POST\",\"url\":\"/login\",\"message\":\"Login failed: bob (Remote IP: 198.51.100.7)\"}",
      "json", ["source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "failure"]),
    ServiceSample(
      "{\"level\":\"info\",\"ts\":1767603600.5,\"msg\":\"handled request\",\"request\":{\"remote_ip\":\"198.51.100.7\",\"remote_port\":\"4\",\"proto\":\"HTTP/1.1\",\"method\":\"GET\",\"host\":\"example.com\",\"uri\":\"/a?b\",\"headers\":{\"User-Agent\":[\"curl\"]}},\"size\":7,\"status\":404}",
      "json",
      [
        "source.ip": "198.51.100.7", "http.request.method": "GET", "url.original": "/a?b",
        "user_agent.original": "curl", "http.response.status_code": "404",
        "event.outcome": "failure", "url.domain": "example.com",
      ]),
  ]

  @Test(arguments: mail + names + logins)
  func `services say who did what`(sample: ServiceSample) throws { try sample.check() }
}
