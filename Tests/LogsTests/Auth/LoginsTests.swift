import Detect
import Logs
import Testing

/// sudo, su, login, systemd-logind, the shadow tools and cron: a tag and message, and the fields.
@Suite struct LoginsTests {
  struct Row: CustomTestStringConvertible {
    var tag: String
    var message: String
    var fields: KeyValuePairs<String, String>
    var testDescription: String { "\(tag): \(message)" }
  }

  static let sudo = [
    Row(
      tag: "sudo",
      message: "   bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id -u",
      fields: [
        "user.name": "bob", "user.effective.name": "root", "process.tty.name": "pts/0",
        "process.working_directory": "/home/bob", "process.command_line": "/usr/bin/id -u",
        "event.action": "executed-command", "event.outcome": "success",
      ]),
    Row(
      tag: "sudo",
      message:
        "bob : TTY=unknown ; PWD=/ ; USER=root ; GROUP=adm ; ENV=A=1 ; COMMAND=/bin/sh -c a ; USER=x",
      fields: [
        "user.effective.name": "root", "group.name": "adm",
        "process.command_line": "/bin/sh -c a ; USER=x",
      ]),
    Row(
      tag: "sudo",
      message:
        "bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
      fields: [
        "event.reason": "3 incorrect password attempts", "event.outcome": "failure",
        "process.command_line": "/bin/ls", "user.name": "bob",
      ]),
    Row(
      tag: "sudo",
      message: "bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
      fields: ["event.reason": "user NOT in sudoers", "event.outcome": "failure"]),
    Row(
      tag: "sudo",
      message: "bob : a password is required ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=x",
      fields: ["event.reason": "a password is required"]),
    Row(
      tag: "sudo", message: "bob : (command continued) 'x'",
      fields: ["process.command_line": "'x'", "user.name": "bob"]),
  ]

  static let logins = [
    Row(
      tag: "su[1]", message: "(to root) bob on pts/0",
      fields: [
        "user.name": "bob", "user.effective.name": "root", "event.outcome": "success",
        "process.tty.name": "pts/0",
      ]),
    Row(
      tag: "su", message: "FAILED SU (to root) bob on pts/0",
      fields: ["user.name": "bob", "user.effective.name": "root", "event.outcome": "failure"]),
    Row(
      tag: "su", message: "Successful su for root by bob",
      fields: ["user.name": "bob", "user.effective.name": "root", "event.outcome": "success"]),
    Row(
      tag: "su", message: "- /dev/pts/0 bob:root",
      fields: ["user.name": "bob", "user.effective.name": "root", "event.outcome": "failure"]),
    Row(
      tag: "su", message: "+ pts/0 bob-root",
      fields: ["user.name": "bob", "user.effective.name": "root", "event.outcome": "success"]),
    Row(
      tag: "login[1]", message: "FAILED LOGIN (1) on '/dev/tty1' FOR 'bob', Authentication failure",
      fields: [
        "user.name": "bob", "event.outcome": "failure", "event.reason": "Authentication failure",
      ]),
    Row(
      tag: "login",
      message:
        "FAILED LOGIN (1) on '/dev/pts/1' from '198.51.100.7' FOR 'bob', Authentication failure",
      fields: ["user.name": "bob", "source.ip": "198.51.100.7"]),
    Row(
      tag: "login", message: "FAILED LOGIN 2 FROM (null) FOR bob, User not known",
      fields: ["user.name": "bob", "event.outcome": "failure"]),
    Row(
      tag: "login", message: "LOGIN ON tty1 BY bob FROM 198.51.100.7",
      fields: ["user.name": "bob", "source.ip": "198.51.100.7", "event.outcome": "success"]),
    Row(
      tag: "login", message: "ROOT LOGIN ON tty1",
      fields: ["user.name": "root", "event.outcome": "success"]),
    Row(
      tag: "systemd-logind[1]", message: "New session 3 of user bob.",
      fields: ["user.name": "bob", "event.action": "session-opened"]),
    Row(
      tag: "systemd-logind[1]",
      message: "New session '3' of user 'bob' with class 'user' and type 'tty'.",
      fields: ["user.name": "bob", "event.action": "session-opened"]),
    Row(
      tag: "systemd-logind[1]", message: "Session 3 logged out. Waiting for processes to exit.",
      fields: ["event.action": "session-closed"]),
    Row(
      tag: "systemd-logind[1]", message: "Removed session 3.",
      fields: ["event.action": "session-closed"]),
  ]

  static let accounts = [
    Row(
      tag: "useradd[1]",
      message:
        "new user: name=x, UID=1001, GID=1002, home=/home/x, shell=/bin/bash, from=/dev/pts/0",
      fields: [
        "user.name": "x", "user.id": "1001", "group.id": "1002",
        "event.action": "added-user-account", "event.category": "iam",
      ]),
    Row(
      tag: "groupadd", message: "new group: name=x, GID=1001",
      fields: ["group.name": "x", "group.id": "1001", "event.action": "added-group-account"]),
    Row(
      tag: "groupadd", message: "group added to /etc/gshadow: name=x", fields: ["group.name": "x"]),
    Row(
      tag: "usermod", message: "add 'x' to shadow group 'sudo'",
      fields: ["user.name": "x", "group.name": "sudo", "event.action": "modified-user-account"]),
    Row(
      tag: "usermod", message: "change user 'x' password", fields: ["user.name": "x"]),
    Row(
      tag: "userdel", message: "delete user 'x'",
      fields: ["user.name": "x", "event.action": "deleted-user-account"]),
    Row(
      tag: "userdel", message: "removed group 'x' owned by 'x'",
      fields: ["group.name": "x", "event.action": "deleted-group-account"]),
    Row(
      tag: "gpasswd", message: "user x added by root to group wheel",
      fields: ["user.name": "x", "group.name": "wheel"]),
    Row(
      tag: "passwd", message: "password for 'x' changed by 'root'",
      fields: ["user.name": "x", "event.action": "changed-password"]),
    Row(
      tag: "passwd[1]", message: "pam_unix(passwd:chauthtok): password changed for x",
      fields: ["user.name": "x", "event.action": "changed-password"]),
    Row(
      tag: "CRON[1]", message: "(root) CMD (   /bin/x y)",
      fields: ["user.name": "root", "process.command_line": "/bin/x y"]),
    Row(
      tag: "crontab[1]", message: "(bob) REPLACE (bob)",
      fields: ["user.name": "bob", "event.action": "configuration-changed"]),
  ]

  @Test(arguments: sudo + logins + accounts)
  func `reads a message`(row: Row) throws {
    let result = try Decoding().result("Jan  5 09:00:00 h \(row.tag): \(row.message)")
    for (name, value) in row.fields { #expect(result[name] == value) }
  }

  @Test(arguments: [
    "sudo: a b : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=x", "sudo: unable to resolve host h",
    "su: x", "login: x", "login: FAILED LOGIN ", "useradd: new user: ", "useradd: delete user ",
    "usermod: add '", "CRON: (", "CRON: (x) CMD (", "systemd-logind: New session ", "su: (to ",
    "login: ROOT LOGIN  on ", "gpasswd: user ", "su: - ", "sudo:  : x",
  ])
  func `lets other messages pass`(message: String) throws {
    let result = try Decoding().result("Jan  5 09:00:00 h \(message)")
    #expect(!result.event.flags.contains(.unrecognised))
    #expect(result["message"] != nil)
  }

  /// The name comes after the host, and must not become it.
  @Test func `takes no host from a login's user name`() throws {
    let result = try Decoding().result(
      "Jan  5 09:00:00 h login: FAILED LOGIN (1) on '/dev/tty1' FOR 'x from 192.0.2.10 FOR y', z")
    #expect(result["source.ip"] == nil)
  }
}
