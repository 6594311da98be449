internal import Detect

/// The names of https://sigmahq.io/sigma-specification/specification/sigma-appendix-taxonomy.html
/// and of the devices themselves. Earlier tables win.
extension Taxonomy {
  static let all =
    [
      fortigate, firewall, web, dns, authentication, auditd, defender,
    ] + endpoint

  private static let connection: [String: [String]] = [
    "src_ip": ["source.ip"], "dst_ip": ["destination.ip"],
    "src_port": ["source.port"], "dst_port": ["destination.port"],
    "src_host": ["source.domain"], "dst_host": ["destination.domain"],
    "src_mac": ["source.mac"], "dst_mac": ["destination.mac"],
  ]

  private static let firewall = Taxonomy(
    sources: [
      LogSourceSelector(category: "firewall"), LogSourceSelector(service: "asa"),
      LogSourceSelector(service: "ftd"),
      LogSourceSelector(product: "fortigate"), LogSourceSelector(product: "paloalto"),
      LogSourceSelector(product: "pfsense"), LogSourceSelector(product: "opnsense"),
      LogSourceSelector(service: "iptables"), LogSourceSelector(service: "ufw"),
      LogSourceSelector(service: "nftables"), LogSourceSelector(service: "firewalld"),
    ],
    names: connection.merging([
      "action": ["event.action"], "direction": ["network.direction"],
      "protocol": ["network.transport"], "proto": ["network.transport"],
      "transport": ["network.transport"], "ip_protocol": ["network.iana_number"],
      "application": ["network.application"], "app": ["network.application"],
      "username": ["user.name", "source.user.name"], "user": ["user.name", "source.user.name"],
      "src_interface": ["observer.ingress.interface.name"],
      "dst_interface": ["observer.egress.interface.name"],
      "in_interface": ["observer.ingress.interface.name"],
      "out_interface": ["observer.egress.interface.name"],
      "src_zone": ["observer.ingress.zone"], "dst_zone": ["observer.egress.zone"],
      "bytes": ["network.bytes"], "bytes_out": ["source.bytes"],
      "bytes_in": ["destination.bytes"], "rule": ["rule.name"], "rule_id": ["rule.id"],
      "device": ["observer.name"], "hostname": ["observer.name", "host.name"],
      "message_id": ["event.code"], "src_nat_ip": ["source.nat.ip"],
      "dst_nat_ip": ["destination.nat.ip"],
    ]) { first, _ in first })

  /// FortiOS log field names (Fortinet, "FortiOS Log Message Reference").
  private static let fortigate = Taxonomy(
    sources: [LogSourceSelector(product: "fortigate"), LogSourceSelector(product: "fortios")],
    names: [
      "srcip": ["source.ip"], "dstip": ["destination.ip"],
      "srcport": ["source.port"], "dstport": ["destination.port"],
      "srcmac": ["source.mac"], "dstmac": ["destination.mac"],
      "transip": ["source.nat.ip"], "tranip": ["destination.nat.ip"],
      "srcintf": ["observer.ingress.interface.name"],
      "dstintf": ["observer.egress.interface.name"],
      "srccountry": ["source.geo.country_name"],
      "dstcountry": ["destination.geo.country_name"],
      "policyid": ["rule.id"], "policyname": ["rule.name"], "poluuid": ["rule.uuid"],
      "proto": ["network.iana_number"], "service": ["network.protocol"],
      "app": ["network.application"], "sentbyte": ["source.bytes"],
      "rcvdbyte": ["destination.bytes"], "sentpkt": ["source.packets"],
      "rcvdpkt": ["destination.packets"], "user": ["user.name", "source.user.name"],
      "remip": ["source.ip"], "logid": ["event.code"], "logdesc": ["rule.description"],
      "msg": ["message"], "reason": ["event.reason"], "severity": ["event.severity", "severity"],
      "level": ["log.level"], "devname": ["observer.name"],
      "devid": ["observer.serial_number"], "hostname": ["url.domain", "destination.domain"],
      "url": ["url.original", "url.path"], "qname": ["dns.question.name"],
      "qtype": ["dns.question.type"], "agent": ["user_agent.original"],
      "filename": ["file.name"], "group": ["user.group.name"],
      // Without an ECS name, so they keep their own.
      "type": ["type"], "subtype": ["subtype"], "status": ["status"], "ui": ["ui"],
      "method": ["method"], "vd": ["vd"], "attack": ["attack"], "attackid": ["attackid"],
      "cfgpath": ["cfgpath"], "cfgattr": ["cfgattr"], "cfgobj": ["cfgobj"],
      "tunneltype": ["tunneltype"],
    ])

  /// Web servers in the names of the W3C extended log format, and proxies.
  private static let web = Taxonomy(
    sources: [
      LogSourceSelector(category: "webserver"), LogSourceSelector(category: "proxy"),
      LogSourceSelector(product: "apache"), LogSourceSelector(product: "nginx"),
      LogSourceSelector(service: "apache"), LogSourceSelector(service: "nginx"),
    ],
    names: connection.merging([
      "c-ip": ["source.ip"], "c-port": ["source.port"], "s-ip": ["destination.ip"],
      "s-port": ["destination.port", "url.port"], "s-computername": ["host.name"],
      "c-uri": ["url.original", "url.full"], "cs-uri": ["url.original", "url.full"],
      "c-uri-query": ["url.query", "url.original"],
      // Published rules use it for paths too.
      "cs-uri-query": ["url.query", "url.original"],
      "c-uri-stem": ["url.path"], "cs-uri-stem": ["url.path"],
      "c-uri-extension": ["url.extension"], "cs-uri-extension": ["url.extension"],
      "c-useragent": ["user_agent.original"], "cs-user-agent": ["user_agent.original"],
      "cs-method": ["http.request.method"], "c-method": ["http.request.method"],
      "cs-host": ["url.domain", "destination.domain"],
      "r-dns": ["url.domain", "destination.domain"],
      "cs-referer": ["http.request.referrer"], "cs-referrer": ["http.request.referrer"],
      "cs-version": ["http.version"], "cs-username": ["user.name"],
      "cs-bytes": ["http.request.bytes", "source.bytes"],
      "sc-bytes": ["http.response.bytes", "destination.bytes"],
      "sc-status": ["http.response.status_code"],
      "cs-content-type": ["http.request.mime_type"],
      "sc-content-type": ["http.response.mime_type"],
      "cs-cookie": ["http.request.cookies"], "time-taken": ["event.duration"],
      "action": ["event.action"],
    ]) { first, _ in first })

  private static let dns = Taxonomy(
    sources: [LogSourceSelector(category: "dns"), LogSourceSelector(product: "dns")],
    names: connection.merging([
      "query": ["dns.question.name"], "record_type": ["dns.question.type"],
      "query_type": ["dns.question.type"], "query_class": ["dns.question.class"],
      "answer": ["dns.answers.data", "dns.resolved_ip"],
      "answer_type": ["dns.answers.type"], "rcode": ["dns.response_code"],
      "ttl": ["dns.answers.ttl"], "parent_domain": ["dns.question.registered_domain"],
      "query_etld_plus_one": ["dns.question.registered_domain"],
      "query_length": ["dns.question.length"], "c-ip": ["source.ip"],
      "action": ["event.action"],
    ]) { first, _ in first })

  /// sshd, PAM, sudo, su and their like, in the words of their messages.
  private static let authentication = Taxonomy(
    sources: [
      LogSourceSelector(category: "authentication"),
      LogSourceSelector(product: "linux", service: "auth"),
      LogSourceSelector(product: "linux", service: "sshd"),
      LogSourceSelector(product: "linux", service: "sudo"),
      LogSourceSelector(product: "linux", service: "su"),
      LogSourceSelector(product: "linux", service: "pam"),
      LogSourceSelector(product: "linux", service: "syslog"),
      LogSourceSelector(product: "linux", service: "cron"),
      LogSourceSelector(product: "linux", service: "vsftpd"),
    ],
    names: connection.merging([
      "user": ["user.name"], "username": ["user.name"], "USER": ["user.effective.name"],
      "COMMAND": ["process.command_line"], "PWD": ["process.working_directory"],
      "TTY": ["process.tty.name"], "rhost": ["source.ip", "source.address"],
      "program": ["process.name"], "process": ["process.name"], "pid": ["process.pid"],
      "host": ["host.name"], "hostname": ["host.name"], "outcome": ["event.outcome"],
      "action": ["event.action"], "msg": ["message"],
    ]) { first, _ in first })

  /// Names of audit records (https://github.com/linux-audit/audit-documentation). The records keep
  /// most of them; the few that ECS has are read from both.
  private static let auditd = Taxonomy(
    sources: [LogSourceSelector(product: "linux", service: "auditd")],
    names: [
      "exe": ["process.executable", "exe"], "comm": ["process.name", "comm"],
      "pid": ["process.pid", "pid"], "ppid": ["process.parent.pid", "ppid"],
      "uid": ["user.id", "uid"], "euid": ["user.effective.id", "euid"],
      "cwd": ["process.working_directory", "cwd"], "proctitle": ["process.title", "proctitle"],
      "name": ["file.path", "name"], "addr": ["source.ip", "addr"], "type": ["type"],
      "SYSCALL": ["SYSCALL"], "syscall": ["syscall"], "key": ["key"], "acct": ["acct"],
      "nametype": ["nametype"], "unit": ["unit"], "auid": ["auid"], "success": ["success"],
      "res": ["res"], "a0": ["a0"], "a1": ["a1"], "a2": ["a2"], "a3": ["a3"], "a4": ["a4"],
      "a5": ["a5"], "a6": ["a6"], "a7": ["a7"], "a8": ["a8"], "a9": ["a9"],
    ])

  /// Windows Defender's values have spaces in their names, which rules write otherwise.
  private static let defender = Taxonomy(
    sources: [LogSourceSelector(product: "windows", service: "windefend")],
    names: [
      "ThreatName": ["ThreatName", "Threat Name"], "Threat_Name": ["Threat_Name", "Threat Name"],
      "ProcessName": ["ProcessName", "Process Name"],
      "FeatureName": ["FeatureName", "Feature Name"],
      "Feature_Name": ["Feature_Name", "Feature Name"],
      "SourceName": ["Source Name", "winlog.provider_name"],
      "Path": ["Path"], "Reason": ["Reason"], "Value": ["Value"],
      "NewValue": ["NewValue", "New Value"],
      "OldValue": ["OldValue", "Old Value"], "EventID": ["winlog.event_id"],
      "Channel": ["winlog.channel"], "Provider_Name": ["winlog.provider_name"],
      "User": ["User"], "Message": ["message"],
    ])
}
