import Detect
import Logs
import Testing

@Suite struct AuditTests {
  static let cases: [(record: String, expected: [String: String])] = [
    (
      "node=web1 type=SYSCALL msg=audit(1767574800.123:42): arch=c000003e syscall=59 success=yes "
        + "exit=0 a0=55d0 a1=5a ppid=390 pid=391 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=1 "
        + #"comm="modprobe" exe="/usr/bin/kmod" key="modules""#,
      [
        "type": "SYSCALL", "a0": "55d0", "SYSCALL": "execve", "key": "modules",
        "host.name": "web1", "event.sequence": "42", "event.outcome": "success",
        "event.action": "syscall", "process.pid": "391", "process.parent.pid": "390",
        "process.name": "modprobe", "process.executable": "/usr/bin/kmod", "user.id": "0",
        "user.effective.id": "0", "process.tty.name": "pts0",
      ]
    ),
    (
      "type=EXECVE msg=audit(1767574800.123:42): argc=3 a0=\"sh\" a1=\"-c\" "
        + "a2=6563686F20222F657463222024484F4D45",
      [
        "a0": "sh", "a2": "echo \"/etc\" $HOME",
        "process.command_line": "sh -c echo \"/etc\" $HOME", "process.executable": "sh",
        "event.type": "start",
      ]
    ),
    (
      #"type=EXECVE msg=audit(1767574800.123:42): argc=2 a0="cat" a1_len=4 a1[0]="ab" a1[1]="cd""#,
      ["process.command_line": "cat abcd", "a1": "abcd"]
    ),
    (
      "type=PROCTITLE msg=audit(1767574800.123:42): "
        + "proctitle=6375726C002D7300687474703A2F2F6578616D706C652E636F6D",
      ["process.title": "curl -s http://example.com"]
    ),
    (
      "type=USER_LOGIN msg=audit(1767574800.000:7): pid=200 uid=0 auid=4294967295 ses=4294967295 "
        + "msg='op=login acct=28696E76616C6964207573657229 exe=\"/usr/sbin/sshd\" hostname=? "
        + "addr=198.51.100.7 terminal=ssh res=failed'",
      [
        "event.outcome": "failure", "source.ip": "198.51.100.7", "user.id": "0",
        "event.category": "authentication", "event.action": "user_login",
        "process.executable": "/usr/sbin/sshd", "acct": "(invalid user)",
      ]
    ),
    (
      "type=USER_AUTH msg=audit(1767574800.000:7): pid=1 uid=0 auid=700 ses=1 msg='op=PAM:auth "
        + "acct=\"root\" exe=\"/bin/su\" hostname=? addr=? terminal=pts/0 res=success'"
        + "\u{1d}UID=\"root\" AUID=\"bob\"",
      ["user.name": "root", "user.id": "700", "event.outcome": "success", "AUID": "bob"]
    ),
    (
      "type=SERVICE_START msg=audit(1767574800.000:7): pid=1 uid=0 auid=4294967295 msg='unit=cron "
        + "comm=\"systemd\" exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? "
        + "res=successUID=\"root\" AUID=\"unset\"",
      [
        "service.name": "cron", "event.outcome": "success", "user.name": "root",
        "event.type": "start",
      ]
    ),
    (
      "type=AVC msg=audit(1767574800.000:7): avc:  denied  { read } for  pid=603 "
        + "comm=\"nginx\" name=\"shadow\" dev=\"dm-0\" scontext=u:r:t:s0 tclass=file permissive=0",
      ["event.outcome": "failure", "process.name": "nginx", "file.path": "shadow"]
    ),
    (
      "type=USER_LOGIN msg=audit(1767574800.0:7): user pid=1 uid=0 auid=4294967295 "
        + "msg='acct=\"root\": exe=\"/usr/sbin/sshd\" (hostname=gw, addr=198.51.100.7, "
        + "terminal=sshd res=failed)'",
      [
        "user.name": "root", "source.ip": "198.51.100.7", "event.outcome": "failure",
        "source.domain": "gw",
      ]
    ),
    (
      "type=ADD_USER msg=audit(1767574800.0:7): pid=5 uid=0 auid=1000 ses=1 msg='op=adding user "
        + "acct=\"eve\" id=1001 exe=\"/usr/sbin/useradd\" hostname=h addr=? terminal=pts/0 "
        + "res=success'\u{1d}UID=\"root\" AUID=\"bob\"",
      [
        "event.category": "iam", "event.type": "creation", "user.target.name": "eve",
        "user.name": "bob", "user.id": "1000",
      ]
    ),
    (
      "type=CRYPTO_KEY_USER msg=audit(1767574800.0:7): pid=1 uid=0 auid=700 msg='op=destroy "
        + "kind=session fp=? rport=58994 laddr=192.0.2.10 lport=22  exe=\"/usr/sbin/sshd\" "
        + "hostname=? addr=198.51.100.7 terminal=? res=success'",
      [
        "source.ip": "198.51.100.7", "source.port": "58994", "destination.ip": "192.0.2.10",
        "destination.port": "22", "user.id": "0",
      ]
    ),
    (
      "type=SOCKADDR msg=audit(1767574800.0:7): saddr=020001BBC63364070000000000000000",
      ["related.ip": "198.51.100.7"]
    ),
    (
      "type=NETFILTER_CFG msg=audit(1767574800.0:7): table=filter family=2 entries=4",
      ["event.category": "configuration", "table": "filter"]
    ),
    (
      "Jan  5 09:00:00 h kernel: [   12.5] audit: type=1400 audit(1767574800.123:42): "
        + "apparmor=\"DENIED\" operation=\"open\" profile=\"p\" name=\"/etc/x\" pid=9 comm=\"m\"",
      ["type": "AVC", "event.outcome": "failure", "file.path": "/etc/x"]
    ),
    (
      "Jan  5 09:00:00 h audispd: node=db1 type=USER_CMD msg=audit(1767574800.1:4): pid=7 uid=1000 "
        + "auid=1000 ses=2 msg='cwd=\"/root\" cmd=6C73202D6C exe=\"/usr/bin/sudo\" "
        + "terminal=pts/1 res=success'",
      ["process.command_line": "ls -l", "process.working_directory": "/root"]
    ),
    (
      "Jan  5 09:00:00 h audit[1]: USER_END pid=7 uid=0 auid=1000 ses=2 msg='op=PAM:session_close "
        + "acct=\"bob\" exe=\"/usr/bin/login\" hostname=? addr=? terminal=tty1 res=success'",
      ["event.category": "session", "event.type": "end", "user.name": "bob", "type": "USER_END"]
    ),
  ]

  @Test(arguments: cases.indices)
  func `a record gives its own fields and those of ECS`(index: Int) throws {
    let (record, expected) = Self.cases[index]
    let result = try Decoding().result(record)
    #expect(result.dataset == "auditd", "\(record)")
    for (name, value) in expected {
      #expect(result.all(name).contains(value), "\(name): \(result.all(name)) in \(record)")
    }
  }

  @Test func `several records are one event`() throws {
    let result = try Decoding().result(
      "type=SYSCALL msg=audit(1767574800.123:42): arch=c000003e syscall=59 success=yes ppid=1 "
        + "pid=2 auid=1000 uid=33 euid=33 comm=\"sh\" exe=\"/usr/bin/dash\" key=(null)\n"
        + "type=EXECVE msg=audit(1767574800.123:42): argc=2 a0=\"sh\" a1=\"-i\"\n"
        + "type=CWD msg=audit(1767574800.123:42): cwd=\"/var/www\"\n"
        + "type=PATH msg=audit(1767574800.123:42): item=0 name=\"/bin/sh\" nametype=NORMAL")
    #expect(result["process.command_line"] == "sh -i")
    #expect(result.all("process.executable") == ["/usr/bin/dash"])
    #expect(result["process.working_directory"] == "/var/www")
    #expect(result["file.path"] == "/bin/sh")
    #expect(result.all("type") == ["SYSCALL", "EXECVE", "CWD", "PATH"])
    #expect(result.source.categories == ["process_creation"])
    #expect(result.source.services == ["auditd"])
  }

  @Test func `a connection's peer is the destination, an accepted one's the source`() throws {
    let socket =
      "\ntype=SOCKADDR msg=audit(1767574800.1:4): saddr=0A0001BB0000000020010DB8"
      + "000000000000000000000BAD00000000"
    let head = "type=SYSCALL msg=audit(1767574800.1:4): arch=c000003e syscall="
    let connect = try Decoding().result(head + "42 success=yes" + socket)
    #expect(connect["destination.ip"] == "2001:db8::bad")
    #expect(connect["destination.port"] == "443")
    #expect(
      try Decoding().result(head + "288 success=yes" + socket)["source.ip"] == "2001:db8::bad")
  }

  @Test func `the time is the kernel's`() throws {
    let result = try Decoding().result("type=EOE msg=audit(1767574800.123:42): ")
    #expect(result.time == "2026-01-05T01:00:00.123Z")
  }

  /// What a user types, what a process calls itself, what a name server answers.
  @Test(arguments: [
    "acct=783D6120616464723D3230332E302E3131332E3636 exe=\"/x\" hostname=? addr=198.51.100.7 res=failed'",
    "acct=\"x\" exe=\"/x addr=203.0.113.66 res=success\" hostname=? addr=198.51.100.7 res=failed'",
    "acct=\"x' addr=203.0.113.66\" exe=\"/x\" hostname=? addr=198.51.100.7 res=failed'",
  ])
  func `text of others is no key`(tail: String) throws {
    let result = try Decoding().result(
      "type=USER_AUTH msg=audit(1767574800.0:7): pid=1 uid=0 auid=700 msg='op=PAM:auth " + tail)
    #expect(result.all("source.ip") == ["198.51.100.7"])
    #expect(result.all("event.outcome") == ["failure"])
  }

  @Test(arguments: [
    "hostname=x addr=203.0.113.66 addr=198.51.100.7 res=failed'",
    "hostname=x' res=success addr=198.51.100.7 res=failed'",
  ])
  func `a record that contradicts itself blames nobody`(tail: String) throws {
    let result = try Decoding().result(
      "type=USER_AUTH msg=audit(1767574800.0:7): pid=1 uid=0 msg='op=PAM:auth acct=\"x\" " + tail)
    #expect(result.all("source.ip").isEmpty)
    #expect(result.all("event.outcome").isEmpty)
    #expect(result.event.flags.contains(.malformed))
  }

  @Test(arguments: [
    "Jan  5 09:00:00 web1 app[1]: got type=USER_AUTH msg=audit(1767574800.0:7): addr=203.0.113.66",
    "type=USER_AUTH from somebody addr=203.0.113.66 res=success",
    "Jan  5 09:00:00 web1 app[1]: USER_AUTH pid=1 msg='addr=203.0.113.66 res=failed'",
  ])
  func `text in another program's message is no record`(line: String) throws {
    let result = try Decoding().result(line)
    #expect(result.all("source.ip").isEmpty)
    #expect(result.dataset != "auditd")
  }
}
