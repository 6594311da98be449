import Detect
import Logs
import Testing

@Suite struct PAMTests {
  static let failure =
    "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "

  @Test(arguments: ["sshd[1]", "sshd-session[1]", "anything", "CRON[7]", "sudo"])
  func `speaks under any program's name`(tag: String) throws {
    let result = try Decoding().result(
      "Jan  5 09:00:00 h \(tag): \(PAMTests.failure)rhost=198.51.100.7  user=root")
    #expect(result.dataset == "pam")
    #expect(result["event.action"] == "login-failed")
    #expect(result["event.outcome"] == "failure")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["user.name"] == "root")
    #expect(result.source.services.first == "sshd")
  }

  /// Before 1.0 the module stood in parentheses after the program.
  @Test func `may stand behind the program's name`() throws {
    let opened = try Decoding().result(
      "Jan  5 09:00:00 h su(pam_unix)[14]: session opened for user ann by (uid=0)")
    #expect(opened.dataset == "pam")
    #expect(opened["user.name"] == "ann")
    let failed = try Decoding().result(
      "Jan  5 09:00:00 h sshd(pam_unix)[14]: authentication failure; logname= uid=0 euid=0 "
        + "tty=ssh ruser= rhost=192.0.2.7  user=ann")
    #expect(failed["source.ip"] == "192.0.2.7")
    #expect(failed["event.outcome"] == "failure")
    #expect(failed.source.services.contains("sshd"))
    let bare = try Decoding().result(
      "Jan  5 09:00:00 h sshd[14]: (pam_unix) authentication failure; logname= uid=0 euid=0 "
        + "tty=ssh ruser= rhost=192.0.2.7  user=ann")
    #expect(bare.dataset == "pam" && bare["event.outcome"] == "failure")
    #expect(bare["source.ip"] == "192.0.2.7" && bare["user.name"] == "ann")
  }

  @Test func `may be the tag itself`() throws {
    let result = try Decoding().result(
      "Jan  5 09:00:00 h pam_unix(su:session): session closed for user root")
    #expect(result.dataset == "pam")
    #expect(result["event.action"] == "session-closed")
    #expect(result["user.name"] == "root")
  }

  /// Services and the log source's first service.
  @Test(arguments: [
    ("sshd", "sshd"), ("sudo", "sudo"), ("su-l", "su"), ("cron", "cron"), ("login", "login"),
    ("smtp", "auth"),
  ])
  func `belongs to its service`(service: String, name: String) throws {
    let result = try Decoding().result(
      "Jan  5 09:00:00 h x: pam_unix(\(service):auth): check pass; user unknown")
    #expect(result.source.services.first == name)
    #expect(result["event.outcome"] == "failure")
  }

  @Test(
    arguments: [
      ("session opened for user root by bob(uid=1000)", "bob", "1000", "root"),
      ("session opened for user root(uid=0) by bob(uid=1000)", "bob", "1000", "root"),
      ("session opened for user bob(uid=1000) by (uid=0)", "bob", "1000", nil),
      ("session opened for user bob by (uid=0)", "bob", "0", nil),
      ("session closed for user bob", "bob", nil, nil),
      ("password changed for bob", "bob", nil, nil),
      ("auth could not identify password for [bob]", "bob", nil, nil),
      ("Consecutive login failures for user bob account temporarily locked", "bob", nil, nil),
      ("requirement \"uid >= 1000\" not met by user \"bob\"", "bob", nil, nil),
      ("user bob (1000) tally 5, deny 4", "bob", nil, nil),
      ("received for user bob: 7 (Authentication failure)", "bob", nil, nil),
      ("account bob has expired (account expired)", "bob", nil, nil),
      ("something else", nil, nil, nil),
    ] as [(String, String?, String?, String?)])
  func `reads users`(text: String, user: String?, id: String?, effective: String?) throws {
    let result = try Decoding().result("Jan  5 09:00:00 h x: pam_mod(login:auth): \(text)")
    #expect(result["user.name"] == user)
    #expect(result["user.id"] == id)
    #expect(result["user.effective.name"] == effective)
  }

  @Test func `a host before the remote user is no host`() throws {
    let result = try Decoding().result(
      "<38>Jan  5 09:00:00 h sshd: pam_unix(sshd:auth): authentication failure; rhost=192.0.2.9 "
        + "uid=0 ruser=a")
    #expect(result["source.ip"] == nil)
  }

  /// What stands behind `ruser=`, and the address that may come of it.
  @Test(
    arguments: [
      ("rhost=198.51.100.7  user=x rhost=192.0.2.10", "198.51.100.7"),
      ("rhost=198.51.100.7 user=x rhost=192.0.2.10  user=y", "198.51.100.7"),
      ("rhost=198.51.100.7", "198.51.100.7"), ("rhost=  user=x", nil),
      ("rhost=host.example.com", nil),
    ] as [(String, String?)])
  func `takes the host that PAM wrote`(tail: String, address: String?) throws {
    let result = try Decoding().result("Jan  5 09:00:00 h sshd[1]: \(PAMTests.failure)\(tail)")
    #expect(result.all("source.ip") == (address.map { [$0] } ?? []))
  }

  @Test func `takes no host when the remote user's name imitates one`() throws {
    let text = "pam_unix(rlogin:auth): authentication failure; logname= uid=0 euid=0 tty=x "
    let forged = try Decoding().result(
      "Jan  5 09:00:00 h x: \(text)ruser=a rhost=192.0.2.10 rhost=198.51.100.7  user=root")
    #expect(forged["source.ip"] == nil)
    let honest = try Decoding().result(
      "Jan  5 09:00:00 h x: \(text)ruser=a rhost=198.51.100.7  user=root")
    #expect(honest["source.ip"] == "198.51.100.7")
  }

  @Test(arguments: [
    "pam_", "pam_unix", "pam_unix(", "pam_unix(a", "pam_unix(a:b)", "pam_x y(a:b): z",
  ])
  func `leaves what only begins like it`(text: String) throws {
    let result = try Decoding().result("Jan  5 09:00:00 h app: \(text)")
    #expect(result.dataset == "syslog")
    #expect(result["message"] == text)
  }
}
