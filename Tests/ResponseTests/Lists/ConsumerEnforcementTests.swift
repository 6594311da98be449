import Response
import Testing

/// Proxies, resolvers and iptables run with a rendered list: who is listed is refused, the
/// neighbour is not.
@Suite(
  .serialized,
  .enabled(
    if: Shell.canUseKernel && Shell.programs(["curl", "od", "awk"]),
    "needs root, curl, unshare and a kernel that lets networks be made"))
struct ConsumerEnforcementTests {
  private static func book() -> DecisionBook {
    var book = DecisionBook.blocking([("203.0.113.7", 60), ("2001:db8::7", 60)])
    _ = book.add(
      .block, .domain("bad.example"), origin: .feed, cause: Sample.cause(), atSeconds: 0,
      durationSeconds: 60, neverBlock: NeverBlock([]))
    return book
  }

  /// A host with the addresses of its clients. Its processes end with the script.
  private static let prelude = #"""
    mount -t tmpfs tmpfs /dev/shm
    ip link set lo up
    for a in 192.0.2.1 203.0.113.7 203.0.113.8; do ip addr add $a/32 dev lo; done
    for a in 2001:db8::1 2001:db8::7 2001:db8::8; do ip addr add $a/128 dev lo nodad; done
    # answers PORT: what each client is told; a proxy is asked for a port where nobody listens.
    answers() {
      for i in $(seq 100); do (: > /dev/tcp/192.0.2.1/$1) 2> /dev/null && break; sleep 0.1; done
      for a in 203.0.113.7 203.0.113.8 2001:db8::7 2001:db8::8; do
        case $a in *:*) to='[2001:db8::1]';; *) to=192.0.2.1;; esac
        case $1 in
          3128) way="-x http://$to:3128 http://192.0.2.1:9/";;
          *) way="http://$to:$1/";;
        esac
        echo "$a $(curl -s -o /dev/null -m 5 -w '%{http_code}' --interface $a $way)"
      done
    }
    # rcode NAME: the code of the answer, and how many records it has. 3: there is no such name.
    rcode() {
      local labels= label
      for label in ${1//./ }; do labels+=$(printf '\\x%02x%s' ${#label} "$label"); done
      exec 3<> /dev/udp/192.0.2.1/5300
      printf "\x12\x34\x01\0\0\x01\0\0\0\0\0\0$labels\0\0\x01\0\x01" >&3
      timeout -s KILL 1 head -c 12 <&3 2> /dev/null | od -An -tu1 | awk '{ print $4 % 16, $8 }'
      exec 3>&-
    }
    rcodes() {
      for i in $(seq 50); do [ "$(rcode good.example)" ] && break; sleep 0.1; done
      for name in "$@"; do echo "$name $(rcode $name)"; done
    }

    """#

  private struct Consumer {
    let format: BlockListFormat
    let program: String
    let package: String
    /// Starts the program with `list`, and asks it as the clients would.
    let script: String
    let expected: [String]
  }

  private static func clients(_ listed: String, _ others: String) -> [String] {
    [
      "203.0.113.7 \(listed)", "203.0.113.8 \(others)", "2001:db8::7 \(listed)",
      "2001:db8::8 \(others)",
    ]
  }

  private static let names = ["bad.example 3 0", "www.bad.example 3 0", "good.example 0 1"]

  private static func haproxy(_ format: BlockListFormat, _ condition: String) -> Consumer {
    Consumer(
      format: format, program: "haproxy", package: "haproxy",
      script: """
        printf '%s\\n' defaults ' mode http' ' timeout connect 1s' ' timeout client 1s' \
          ' timeout server 1s' 'frontend f' ' bind 192.0.2.1:8080' ' bind [2001:db8::1]:8080' \
          ' http-request deny if { \(condition) }' ' http-request return status 200' > conf
        haproxy -db -f conf > log 2>&1 &
        answers 8080
        """,
      expected: clients("403", "200"))
  }

  private static let consumers: [Consumer] = [
    haproxy(.haproxyACL, "src -f list"),
    haproxy(.haproxyMap, "src,map_ip(list) -m found"),
    Consumer(
      format: .nginx, program: "nginx", package: "nginx-light",
      script: #"""
        echo "daemon off; pid $PWD/pid; error_log stderr; events {}
          http { access_log off; client_body_temp_path $PWD/temp;
            geo \$blocked { default 0; include $PWD/list; }
            server { listen 192.0.2.1:8080; listen [2001:db8::1]:8080;
              if (\$blocked) { return 403; } return 200 ok; } }" > conf
        nginx -e stderr -c $PWD/conf > log 2>&1 &
        answers 8080
        """#,
      expected: clients("403", "200")),
    Consumer(
      format: .squid, program: "squid", package: "squid",
      script: #"""
        touch cache.log; chmod 666 cache.log; chmod 755 .
        printf '%s\n' "acl blocked src \"$PWD/list\"" 'http_access deny blocked' \
          'http_access allow all' 'http_port 192.0.2.1:3128' 'http_port [2001:db8::1]:3128' \
          'pid_filename none' 'access_log none' "cache_log $PWD/cache.log" \
          'cache_store_log none' 'dns_nameservers 192.0.2.1' 'pinger_enable off' \
          'visible_hostname proxy.example' 'coredump_dir /' > conf
        squid -N -f $PWD/conf > log 2>&1 &
        answers 3128
        """#,
      expected: clients("403", "503")),
    Consumer(
      format: .rpz, program: "named", package: "bind9",
      script: #"""
        echo "options { directory \"$PWD\"; listen-on port 5300 { 192.0.2.1; };
            listen-on-v6 { none; }; pid-file \"$PWD/pid\"; session-keyfile \"$PWD/key\";
            managed-keys-directory \"$PWD\"; dnssec-validation no; allow-query { any; };
            response-policy { zone \"rpz\"; } qname-wait-recurse no; };
          controls {}; zone \"rpz\" { type primary; file \"$PWD/list\"; };
          zone \"example\" { type primary; file \"$PWD/zone\"; };" > conf
        printf '%s\n' '$TTL 60' '@ SOA ns host 1 300 60 86400 60' '@ NS ns' 'ns A 192.0.2.1' \
          'bad A 192.0.2.9' 'www.bad A 192.0.2.9' 'good A 192.0.2.9' 'leads-there A 203.0.113.7' \
          'leads-elsewhere A 203.0.113.8' > zone
        named -g -c conf > log 2>&1 &
        rcodes bad.example www.bad.example good.example leads-there.example \
          leads-elsewhere.example
        """#,
      expected: names + ["leads-there.example 3 0", "leads-elsewhere.example 0 1"]),
    Consumer(
      format: .unbound, program: "unbound", package: "unbound",
      script: #"""
        echo "server:
          interface: 192.0.2.1@5300
          access-control: 0.0.0.0/0 allow
          do-daemonize: no
          username: \"\"
          chroot: \"\"
          directory: \"$PWD\"
          pidfile: \"$PWD/pid\"
          use-syslog: no
          local-data: \"good.example. A 192.0.2.9\"
          include: \"$PWD/list\"
        remote-control:
          control-enable: no" > conf
        unbound -c conf > log 2>&1 &
        rcodes bad.example www.bad.example good.example
        """#,
      expected: names),
    Consumer(
      format: .dnsmasq, program: "dnsmasq", package: "dnsmasq-base",
      script: #"""
        dnsmasq -k -p 5300 -R -h -C list --address=/good.example/192.0.2.9 -x $PWD/pid -u root \
          > log 2>&1 &
        rcodes bad.example www.bad.example good.example
        """#,
      expected: names),
    Consumer(
      format: .iptables, program: "iptables-restore", package: "iptables",
      script: #"""
        iptables-restore --noflush list && iptables-restore --noflush list
        iptables -I INPUT -j detectd
        for a in 203.0.113.7 203.0.113.8; do
          curl -s -m 1 --interface $a http://192.0.2.1:9/; echo "$a $?"
        done
        """#,
      // curl's own numbers: no answer, and a refusal.
      expected: ["203.0.113.7 28", "203.0.113.8 7"]),
  ]

  static let formats = consumers.map(\.format)

  @Test(arguments: formats)
  func `the consumer refuses who is listed and serves the neighbour`(
    format: BlockListFormat
  ) throws {
    let consumer = try #require(Self.consumers.first { $0.format == format })
    guard Shell.canHave(consumer.program, package: consumer.package) else {
      try Test.cancel("needs \(consumer.program); \(Shell.installHint)")
    }
    var options = BlockListOptions()
    options.comments = true
    let outcome = try Shell.run(
      "timeout -s KILL 40 unshare -n -m -p -f --kill-child bash ./script; status=$?\n"
        + "[ -f log ] && sed 's/^/log: /' log; exit $status",
      files: [
        "script": Array((Self.prelude + consumer.script).utf8),
        "list": Self.book().render(format, atSeconds: 0, options: options),
      ])
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.filter { !$0.hasPrefix("log: ") } == consumer.expected, "\(outcome.output)")
  }
}
