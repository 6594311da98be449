import Detect
import Logs
import Testing

/// What a stranger chose imitates the words around the address: the address stays the program's.
@Suite struct ServiceInjectionTests {
  /// The peer is 198.51.100.7; no other address may become the source.
  static let records = [
    "198.51.100.7 - x [05/Jan/2026:09:00:00 +0000] [05/Jan/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 401 5 \"-\" \"-\"",
    "198.51.100.7 - 192.0.2.9 - - [05/Jan/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 401 5 \"-\" \"-\"",
    "198.51.100.7 - - [05/Jan/2026:09:00:00 +0000] \"GET /\\\" 200 1 \\\"-\\\" 192.0.2.9 - - [05/Jan/2026:09:00:00 +0000] \\\"GET / HTTP/1.1\" 404 5 \"-\" \"-\"",
    "\"192.0.2.9, 192.0.2.8\" 198.51.100.7 - - [05/Jan/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"",
    "192.0.2.9, 192.0.2.8 198.51.100.7 - - [05/Jan/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"",
    "2026/01/05 09:00:00 [error] 4#4: *7 access forbidden by rule, client: 198.51.100.7, server: a, request: \"GET /, client: 192.0.2.9, server: b, request: \"GET / HTTP/1.1\", host: \"a\"",
    "[Mon Jan 05 09:00:00.123456 2026] [core:error] [pid 4:tid 1] [client 198.51.100.7:51515] AH00126: Invalid URI in request GET /[client 192.0.2.9] HTTP/1.1",
    "[Mon Jan 05 09:00:00 2026] [error] [client 198.51.100.7] user x [client 192.0.2.9] user y not found: /a",
    "Jan  5 09:00:00 lb haproxy[3]: 198.51.100.7:51515 [05/Jan/2026:09:00:00.364] fe be/srv 0/0/0/4/4 200 200 - - ---- 1/1/0/0/0 0/0 {192.0.2.9:1 [05/Jan/2026:09:00:00.364] f b/s} \"GET /192.0.2.9 HTTP/1.1\"",
    "1767574800.541      7 198.51.100.7 TCP_DENIED/403 3479 GET http://192.0.2.9/x%20192.0.2.9 192.0.2.9 HIER_NONE/- text/html",
    "2026-01-05 09:00:00 192.0.2.10 GET /192.0.2.9 x=192.0.2.9 80 192.0.2.9 198.51.100.7 192.0.2.9+GET+/ - 404 0 2 46",
    "Jan  5 09:00:00 mx postfix/smtpd[4]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 <x from y[192.0.2.9]: 554>: denied; from=<from z[192.0.2.9]: > to=<a> proto=ESMTP helo=<[192.0.2.9]>",
    "Jan  5 09:00:00 mx postfix/smtpd[4]: warning: unknown[198.51.100.7]: SASL LOGIN authentication failed: x, sasl_username=warning: a[192.0.2.9]: SASL LOGIN authentication failed: y",
    "Jan  5 09:00:00 mx dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<a>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.10",
    "Jan  5 09:00:00 mx dovecot: auth-worker(4): sql(a,192.0.2.9): unknown user,198.51.100.7): unknown user",
    "2026-01-05 09:00:00 plain authenticator failed for (x) [198.51.100.7]: 535 Incorrect authentication data (set_id=for y [192.0.2.9]: 535 Incorrect authentication data (set_id=z)",
    "Jan  5 09:00:00 ns named[4]: client @0x1 198.51.100.7#4 (client 192.0.2.9#4): query: client.192.0.2.9.example IN A + (192.0.2.53)",
    "Mon Jan  5 09:00:00 2026 [pid 42] [x] FAIL LOGIN: Client \"192.0.2.9\" [y] FAIL LOGIN: Client \"198.51.100.7\"",
    "Jan  5 09:00:00 h proftpd[4]: 192.0.2.1 (h[198.51.100.7]) - USER x (y[192.0.2.9]) - USER z (Login failed): Incorrect password",
    "2026-01-05T09:00:00.861934Z 344 [Note] Access denied for user 'x'@'192.0.2.9' (using password: YES)'@'198.51.100.7' (using password: YES)",
    "[2026-01-05 09:00:00] NOTICE[1638] chan_sip.c: Registration from '<sip:x' failed for '192.0.2.9' - a>' failed for '198.51.100.7' - Wrong password",
    "[2026-01-05 09:00:00] SECURITY[3] res_security_log.c: SecurityEvent=\"InvalidPassword\",EventTV=\"1\",Severity=\"Error\",Service=\"SIP\",EventVersion=\"2\",AccountID=\"x\",SessionID=\"0\",RemoteAddress=\"IPV4/UDP/192.0.2.9/5060\"\",SessionID=\"0x8\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/198.51.100.7/5061\"",
    "2026/01/05 09:00:00 ...ers/web/auth/auth.go:200:SignInPost() [I] Failed authentication attempt for x from 192.0.2.9:1: y from 198.51.100.7:39522: user does not exist",
    "2026-01-05T09:00:00Z [AUTH] WARN: Incorrect username or password for user x. IP=192.0.2.9. IP=198.51.100.7",
    "2026-01-05 09:00:00 x 192.0.2.9 failed to login 198.51.100.7 failed to login",
    "Jan  5 09:00:00 www lighttpd[4]: (mod_auth.c.853) password doesn't match for / username: x IP: 192.0.2.9 IP: 198.51.100.7",
    "Jan  5 09:00:00 www lighttpd[4]: (mod_auth.c.853) password doesn't match for / username: x, IP: 198.51.100.7",
    "[2026-01-05 09:00:00.5] [x] failed to login from 192.0.2.9:1] failed to login from 198.51.100.7:2",
    "{\"remoteAddr\":\"198.51.100.7\",\"user\":\"--\",\"message\":\"Login failed: x (Remote IP: 192.0.2.9) (Remote IP: 198.51.100.7)\"}",
    "{\"request\":{\"remote_ip\":\"198.51.100.7\",\"method\":\"GET\",\"uri\":\"/\",\"headers\":{\"client_ip\":[\"192.0.2.9\"],\"remote_ip\":[\"192.0.2.9\"]}},\"status\":404}",
    "{\"request\":{\"headers\":{\"remote_ip\":[\"192.0.2.9\"]},\"remote_ip\":\"198.51.100.7\",\"method\":\"GET\",\"uri\":\"/\"},\"status\":404}",
  ]

  @Test(arguments: records)
  func `the source stays who it was`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.all("source.ip") == ["198.51.100.7"], "\(result.json)")
  }

  /// Whole messages of services as the text of others: what does not begin a record is none.
  static let foreign = [
    "Jan  5 09:00:00 h app[4]: client says: Failed authentication attempt for x from 192.0.2.9:1: y",
    "Jan  5 09:00:00 h sshd[4]: Bad protocol version identification 'authentication failure; rhost=192.0.2.9 user=x msg=y' from 198.51.100.7 port 4",
    "Jan  5 09:00:00 h app[4]: user agent: [2026-01-05 09:00:00][vaultwarden::a][ERROR] Username or password is incorrect. Try again. IP: 192.0.2.9. Username: x.",
    // The name of the user and the referrer can imitate the context: then no address is taken.
    "2026/01/05 09:00:00 [error] 4#4: *7 user \"x\": password mismatch, client: 192.0.2.9, server: a, request: \"b\": password mismatch, client: 198.51.100.7, server: a, request: \"GET / HTTP/1.1\"",
    "2026-01-05 09:00:00.536 UTC [42] 192.0.2.9 x@shop FATAL:  password authentication failed for user \"192.0.2.9 x\"",
  ]

  @Test(arguments: foreign)
  func `text that looks like another's message names nobody`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(!result.all("source.ip").contains("192.0.2.9"), "\(result.json)")
  }
}
