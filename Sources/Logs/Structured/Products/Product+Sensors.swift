extension ProductTables {
  /// Suricata's EVE (https://docs.suricata.io/en/latest/output/eve/eve-json-format.html), also inside
  /// the records of AWS Network Firewall
  /// (https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging-contents.html).
  static let suricata: StaticString = """
    product suricata
    mark event_type, flow_id
    mark event_type, src_ip, dest_ip, proto
    mark event_type=stats, stats
    mark firewall_name, event.event_type
    mark firewall_name, event_timestamp, event
    mark rawmsg, meta_sip4
    same event, eve, suricata, rawmsg
    flag alert: event_type=alert
    flag dns: event_type=dns|mdns
    flag http: event_type=http|http2
    flag tls: event_type=tls
    flag ssh: event_type=ssh
    flag flow: event_type=flow|netflow
    flag file: event_type=fileinfo
    flag drop: event_type=drop
    flag email: event_type=smtp|imap|pop3
    flag odd: event_type=anomaly
    flag allowed: alert.action=allowed, verdict.action=pass|accept, action=allowed
    flag denied: alert.action=blocked|drop, verdict.action=drop|reject, action=blocked
    @timestamp: timestamp, event_timestamp, flow.start
    event.id: flow_id
    event.severity: alert.severity
    event.action: alert.action, verdict.action
    event.reason: anomaly.event, drop.reason
    host.name: firewall_name, host
    observer.ingress.interface.name: in_iface, iface
    observer.egress.interface.name: out_iface
    observer.ingress.vlan.id: vlan
    source.ip: src_ip, flow.src_ip
    source.port: src_port, flow.src_port
    source.mac: ether.src_mac, ether.src_macs
    source.bytes: flow.bytes_toserver, netflow.bytes
    source.packets: flow.pkts_toserver, netflow.pkts
    destination.ip: dest_ip, flow.dest_ip
    destination.port: dest_port, flow.dest_port
    destination.mac: ether.dest_mac, ether.dest_macs
    destination.bytes: flow.bytes_toclient
    destination.packets: flow.pkts_toclient
    network.transport: proto
    network.protocol: app_proto
    network.community_id: community_id
    rule.id: alert.signature_id
    rule.name: alert.signature
    rule.category: alert.category
    rule.version: alert.rev
    rule.reference: alert.references
    threat.technique.id: alert.metadata.mitre_technique_id
    threat.tactic.name: alert.metadata.mitre_tactic_name
    http.request.method: http.http_method, http.method
    http.version: http.protocol
    http.request.referrer: http.http_refer
    http.response.status_code: http.status
    http.response.body.bytes: http.length
    http.response.mime_type: http.http_content_type
    url.domain: http.hostname, http.host
    url.port: http.http_port
    url.original: http.url
    user_agent.original: http.http_user_agent
    source.forwarded: http.xff, xff
    dns.id: dns.id
    dns.type: dns.type
    dns.question.name: dns.rrname, dns.query.rrname, dns.queries.rrname
    dns.question.type: dns.rrtype, dns.query.rrtype, dns.queries.rrtype
    dns.response_code: dns.rcode
    dns.answers.data: dns.answers.rdata, dns.answer.rdata, dns.rdata
    dns.resolved_ip: dns.grouped.A, dns.grouped.AAAA
    tls.client.server_name: tls.sni, quic.sni
    tls.client.ja3: tls.ja3.hash
    tls.server.ja3s: tls.ja3s.hash
    tls.server.subject: tls.subject
    tls.server.issuer: tls.issuerdn
    tls.version: tls.version
    file.path: fileinfo.filename, files.filename, smb.filename
    file.size: fileinfo.size, files.size
    file.hash: fileinfo.md5, fileinfo.sha1, fileinfo.sha256, files.md5, files.sha256
    file.mime_type: fileinfo.mimetype
    email.from.address: smtp.mail_from, email.from
    email.to.address: smtp.rcpt_to, email.to
    email.subject: email.subject
    email.message_id: email.message_id
    user.name: ftp.user, smb.ntlmssp.user, rfb.user, krb5.cname, nfs.user
    user.domain: smb.ntlmssp.domain, krb5.realm
    user_agent.original ?ssh: ssh.client.software_version
    event.kind ?alert := alert
    event.kind ?!alert := event
    event.category := network
    event.category ?alert := intrusion_detection
    event.category ?http := web
    event.category ?file := file
    event.type ?alert := info
    event.type ?dns := protocol
    event.type ?http := access
    event.type ?http := protocol
    event.type ?tls := protocol
    event.type ?ssh := protocol
    event.type ?email := protocol
    event.type ?flow := connection
    event.type ?drop := denied
    event.type ?odd := error
    event.type ?alert ?allowed := allowed
    event.type ?denied := denied
    network.protocol ?dns := dns
    network.protocol ?http := http
    network.protocol ?tls := tls
    network.protocol ?ssh := ssh
    observer.type := ids
    """

  /// Zeek's logs as JSON (https://docs.zeek.org/en/master/script-reference/log-files.html).
  static let zeek: StaticString = """
    product zeek
    mark _path, ts
    mark ts, uid, id.orig_h
    mark ts, fuid, source
    mark ts, note, msg
    mark ts, name, notice, peer
    mark ts, seen.indicator
    mark ts, uids, server_addr
    mark ts, uids, mac, client_addr
    mark ts, fingerprint, certificate.subject
    mark ts, certificate.subject
    mark ts, host, software_type
    mark zeek.session_id
    same json
    flag tcp: trans_depth, auth_attempts, fc_request, fc_reply, established, is_webmail, rdp.cookie
    flag tcp: tree_service, share_type, argument, irc.command, cert_chain_fuids, named_pipe
    flag tcp: client_major_version, server_major_version, ssl_history, cookie
    flag udp: request_from, org_time, community, rec_time, stratum, assigned_addr, msg_types
    flag http: request_body_len, resp_mime_types
    flag dns: rcode_name, qtype_name, trans_id
    flag conn: conn_state
    flag notice: note, notice
    flag ssh: auth_attempts, auth_success
    flag tls: cert_chain_fuids, ssl_history, cert_chain_fps
    flag files: fuid
    flag smtp: helo, mailfrom
    flag login: auth_success
    flag sip: call_id
    flag ntp: stratum
    @timestamp: ts
    event.id: uid, fuid, uids
    event.outcome: auth_success, success
    event.reason: error_msg, failure_reason, msg
    source.ip: id.orig_h, src, tx_hosts, client_addr
    source.port: id.orig_p
    source.mac: orig_l2_addr, mac
    source.bytes: orig_ip_bytes, orig_bytes
    source.packets: orig_pkts
    destination.ip: id.resp_h, dst, rx_hosts, server_addr
    destination.port: id.resp_p, p
    destination.mac: resp_l2_addr
    destination.bytes: resp_ip_bytes, resp_bytes
    destination.packets: resp_pkts
    network.transport: proto, id.proto
    network.protocol ?conn: service
    network.community_id: community_id
    network.vlan.id: vlan
    rule.name: note, name
    rule.description ?notice: sub, addl
    observer.name: peer_descr, peer
    dns.id: trans_id
    dns.question.name: query
    dns.question.type: qtype_name
    dns.question.class: qclass_name
    dns.response_code: rcode_name
    dns.answers.data: answers
    dns.resolved_ip: answers
    http.request.method ?http: method
    http.version ?http: version
    http.request.referrer: referrer
    http.request.body.bytes ?http: request_body_len
    http.response.body.bytes ?http: response_body_len
    http.response.status_code ?http: status_code
    http.response.mime_type ?http: resp_mime_types
    url.original ?http: uri
    url.full ?sip: uri
    url.domain ?http: host
    user_agent.original: user_agent, client_version_string
    user_agent.original ?ssh: client
    user.name: username, user, cname, bind_dn
    user.mail ?!ssh ?!tls: client
    user.domain: domainname
    source.domain: hostname, host_name
    tls.client.server_name: server_name
    tls.version ?tls: version
    tls.cipher ?tls: cipher
    tls.server.subject: subject
    tls.server.issuer: issuer
    tls.client.subject: client_subject
    tls.client.issuer: client_issuer
    tls.client.ja3: ja3
    tls.server.ja3s: ja3s
    file.hash: md5, sha1, sha256
    file.mime_type: mime_type, file_mime_type
    file.name: filename
    file.name ?!notice: name
    file.size: total_bytes, size, file_size
    email.from.address: mailfrom, from
    email.to.address: rcptto, to
    email.subject: subject.text
    email.message_id: msg_id
    threat.indicator.name: seen.indicator
    event.kind ?notice := alert
    event.kind ?!notice := event
    event.category := network
    event.category ?http := web
    event.category ?notice := intrusion_detection
    event.category ?files := file
    event.category ?login := authentication
    event.type ?conn := connection
    event.type ?dns := protocol
    event.type ?http := access
    event.type ?notice := info
    event.type ?login := start
    network.protocol ?http := http
    network.protocol ?dns := dns
    network.protocol ?ssh := ssh
    network.protocol ?tls := tls
    network.protocol ?smtp := smtp
    network.protocol ?ntp := ntp
    network.transport ?tcp := tcp
    network.transport ?udp := udp
    observer.type := ids
    """
}
