import Detect
import Response
import Testing

/// The lists for proxies, resolvers, iptables and spreadsheets.
@Suite struct ConsumerListTests {
  private static let book = mixed()

  private static func mixed() -> DecisionBook {
    var book = DecisionBook.blocking([
      ("203.0.113.7", 100), ("198.51.100.0/25", 200), ("2001:db8::7", 300),
      ("2001:db8:1::/48", 400),
    ])
    for name in ["www.bad.example", "bad.example"] {
      _ = book.add(
        .block, .domain(name), origin: .feed, cause: Sample.cause(), atSeconds: 0,
        durationSeconds: 500, neverBlock: NeverBlock([]))
    }
    return book
  }

  private static func text(
    _ format: BlockListFormat, _ book: DecisionBook = mixed(), at seconds: Int64 = 0
  ) -> String {
    String(decoding: book.render(format, atSeconds: seconds), as: UTF8.self)
  }

  private static func short(_ target: String) -> String {
    let all = book.decisions(atSeconds: 0)
    return all.first { $0.target.description == target }?.id.short ?? ""
  }

  @Test func `lists of one family hold that family`() throws {
    #expect(ConsumerListTests.text(.plainIPv4) == "198.51.100.0/25\n203.0.113.7\n")
    #expect(ConsumerListTests.text(.plainIPv6) == "2001:db8::7\n2001:db8:1::/48\n")
    let options = try #require(BlockListOptions(name: "edge", placeholder: true))
    let empty = DecisionBook()
    let placeholders = [BlockListFormat.plainIPv4, .plainIPv6].map {
      String(decoding: empty.render($0, atSeconds: 0, options: options), as: UTF8.self)
    }
    #expect(placeholders == ["192.0.2.255\n", "2001:db8::ffff\n"])
  }

  @Test func `iptables gets one chain a family`() {
    let end = "-m comment --comment \"T1110 SSH brute force #"
    let four = ConsumerListTests.text(.iptables).split(separator: "\n").map(String.init)
    #expect(four.first == "*filter" && four.last == "COMMIT" && four.count == 5)
    #expect(four[1] == ":detectd - [0:0]")
    #expect(four[2].hasPrefix("-A detectd -s 198.51.100.0/25 \(end)"))
    #expect(four[2].hasSuffix("\" -j DROP"))
    let six = ConsumerListTests.text(.ip6tables)
    #expect(six.contains("-A detectd -s 2001:db8::7 \(end)") && !six.contains("203.0.113.7"))
  }

  @Test func `proxies get an address and why`() {
    let why = "T1110 SSH brute force #\(ConsumerListTests.short("203.0.113.7"))"
    #expect(ConsumerListTests.text(.nginx).contains("\n203.0.113.7 1; # \(why)\n"))
    #expect(ConsumerListTests.text(.haproxyMap).contains("\n203.0.113.7 \(why)\n"))
  }

  @Test func `resolvers get domains and their subdomains`() {
    #expect(
      ConsumerListTests.text(.unbound) == """
        local-zone: "bad.example." always_nxdomain
        local-zone: "www.bad.example." always_nxdomain

        """)
    #expect(ConsumerListTests.text(.dnsmasq) == "local=/bad.example/\nlocal=/www.bad.example/\n")
    #expect(ConsumerListTests.text(.hosts).hasPrefix("0.0.0.0 bad.example\n:: bad.example\n"))
    #expect(ConsumerListTests.text(.unbound, at: 500) == "")
  }

  @Test func `a policy zone has domains and canonical addresses`() {
    #expect(
      ConsumerListTests.text(.rpz, at: 1) == """
        $TTL 60
        @ SOA localhost. hostmaster.localhost. 1 300 60 86400 60
        @ NS localhost.
        bad.example CNAME .
        *.bad.example CNAME .
        www.bad.example CNAME .
        *.www.bad.example CNAME .
        25.0.100.51.198.rpz-ip CNAME .
        32.7.113.0.203.rpz-ip CNAME .
        128.7.zz.db8.2001.rpz-ip CNAME .
        48.zz.1.db8.2001.rpz-ip CNAME .

        """)
  }

  @Test func `a policy zone splits a whole family and leaves out what would break it`() {
    var book = DecisionBook()
    let label = String(repeating: "a", count: 60)
    let name = "\(label).\(label).\(label).example"
    for target in [Sample.target("0.0.0.0/0"), .domain(name)] {
      _ = book.add(
        .block, target, origin: .operator, cause: Sample.cause(), atSeconds: 0,
        durationSeconds: 9, neverBlock: NeverBlock([], minimumIPv4Length: 0))
    }
    let zone = ConsumerListTests.text(.rpz, book)
    #expect(zone.contains("; too long for a zone: \(name)\n"))
    #expect(zone.contains("\n1.0.0.0.0.rpz-ip CNAME .\n1.0.0.0.128.rpz-ip CNAME .\n"))
  }

  @Test func `a table quotes what it must and never holds a formula`() {
    var book = DecisionBook()
    _ = book.add(
      .block, Sample.target("203.0.113.7"), origin: .operator,
      cause: Sample.cause("=cmd()", name: "a \"b\", c"), atSeconds: 0, durationSeconds: 60,
      neverBlock: NeverBlock([]))
    let lines = ConsumerListTests.text(.csv, book).split(separator: "\r\n").map(String.init)
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("target,scope,created,expires,level,confidence,origin,rule.id,"))
    #expect(
      lines[1].hasPrefix(
        "203.0.113.7,address,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,high,,operator,"
          + "\"'=cmd()\",\"a \"\"b\"\", c\",T1110,"))
  }

  @Test func `no text of a rule leaves its place in a line`() {
    var book = DecisionBook()
    _ = book.add(
      .block, Sample.target("203.0.113.7"), origin: .operator,
      cause: Sample.cause(name: "x\" -j ACCEPT\n-A INPUT; 198.51.100.1 {"), atSeconds: 0,
      durationSeconds: 60, neverBlock: NeverBlock([]))
    for (format, lines) in [(BlockListFormat.iptables, 4), (.nginx, 1), (.haproxyMap, 1)] {
      let text = ConsumerListTests.text(format, book)
      #expect(text.split(separator: "\n").count == lines)
      #expect(text.count { $0 == "\"" } == (format == .iptables ? 2 : 0))
      #expect(text.count { $0 == ";" } == (format == .nginx ? 1 : 0))
    }
  }

  /// Each program checks its file; a comment on the right says what it is given.
  static let checks: [(BlockListFormat, program: String, script: String)] = [
    (.iptables, "iptables-restore", "unshare -n iptables-restore --noflush --test list"),
    (.ip6tables, "ip6tables-restore", "unshare -n ip6tables-restore --noflush --test list"),
    (
      .nginx, "nginx",
      "echo \"pid $PWD/pid; error_log stderr; events {} http { geo \\$b { default 0; "
        + "include $PWD/list; } }\" > conf; nginx -t -c $PWD/conf"
    ),
    (
      .haproxyMap, "haproxy",
      "printf 'defaults\\n timeout connect 1s\\n timeout client 1s\\n timeout server 1s\\n"
        + "frontend f\\n bind 127.0.0.1:8\\n mode http\\n http-request deny if { "
        + "src,map_ip(list) -m found }\\n' > conf; haproxy -c -f conf"
    ),
    (
      .haproxyACL, "haproxy",
      "printf 'defaults\\n timeout connect 1s\\n timeout client 1s\\n timeout server 1s\\n"
        + "frontend f\\n bind 127.0.0.1:8\\n mode http\\n http-request deny if { "
        + "src -f list }\\n' > conf; haproxy -c -f conf"
    ),
    (
      .squid, "squid",
      "printf 'acl blocked src \"%s/list\"\\nhttp_access deny blocked\\nhttp_port 3128\\n' "
        + "$PWD > conf; squid -k parse -f conf 2>&1 | tee out; ! grep -iE 'error|fatal|warning' out"
    ),
    (.rpz, "named-checkzone", "named-checkzone rpz.example list"),
    (
      .unbound, "unbound-checkconf",
      "(echo 'server: chroot: \"\"'; cat list) > conf; unbound-checkconf conf"
    ),
    (.dnsmasq, "dnsmasq", "dnsmasq --test -C list"),
  ]

  @Test(arguments: checks.map(\.0))
  func `the program takes its file`(format: BlockListFormat) throws {
    let check = try #require(ConsumerListTests.checks.first { $0.0 == format })
    guard Shell.programs([check.program]) else { try Test.cancel("needs \(check.program)") }
    if check.script.hasPrefix("unshare"), !Shell.canUseKernel {
      try Test.cancel("needs a network of its own")
    }
    var options = BlockListOptions()
    options.comments = true
    let list = ConsumerListTests.book.render(format, atSeconds: 0, options: options)
    let outcome = try Shell.run(check.script, files: ["list": list])
    #expect(outcome.status == 0, "\(check.program): \(outcome.output)")
  }
}
