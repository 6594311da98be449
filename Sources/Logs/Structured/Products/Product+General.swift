extension ProductTables {
  /// Names that mean the same in the JSON of nearly every program, for records of no known product.
  ///
  /// Only names at the top and in a few usual containers count: below others, strangers may have
  /// chosen the names too.
  static let general: StaticString = """
    product general
    same data, event, details, alert, log, payload, attributes, properties, detail, body, content, _source
    @timestamp: @timestamp, timestamp, time, eventTime, event_time, event_timestamp, eventTimestamp, datetime, dateTime, createdAt, created_at, creationDate, createTime, created, createdTime, createdDateTime, date, occurredAt, occurred_at, detectedAt, receivedAt, updatedAt, updated_at, update_time, modified, modifiedTime, lastUpdated, last_updated, logTime, log_time, timeStamp, TimeStamp, Timestamp, Time, DateTime, Date, timeMillis, start_time, startTime, created_time, created_time_utc, mod_time, alertTime, EventDate, record_created_at, lastUpdateTime, ts, when, unixTime, epoch, backend_last_updated, platform_score_date, date_create, TimeGenerated
    event.id: event_id, eventId, eventID
    event.action: eventName, event_name, operation
    log.level: level, severity, log_level
    host.name: hostname, host_name, hostName, computer_name, computerName, machine_name, machineName, device_name, deviceName, ComputerName, DeviceName, Hostname, HostName, host.name, host.hostname
    source.ip: src_ip, srcip, source_ip, sourceIp, sourceIP, src_addr, srcAddr, source_address, sourceAddress, srcaddr, ip_src, client_ip, clientIp, clientIP, ClientIP, ClientIp, client_address, clientAddress, remote_ip, remoteIp, remoteIP, remote_addr, remoteAddr, remoteAddress, remote_address, ip_address, ipAddress, ipaddr, request_ip, SourceIP, SourceIp, SrcIP, saddr, sourceIPAddress, src, ip, senderIpAddress, sender_ip, userIp, user_ip, User IP, IPAddress, client.ip, source.ip
    source.port: src_port, srcport, source_port, sourcePort, SourcePort, SrcPort, client_port, clientPort, sport, spt, port_src, client.port, remote_port
    source.mac: src_mac, source_mac, srcMac, sourceMac, mac_src, mac_address, macAddress
    source.nat.ip: src_nat_ip, nat_ip, natIp
    source.bytes: bytes_sent, sent_bytes, bytesSent, bytes_out, sentBytes
    source.packets: packets_sent, sent_packets, packetsSent
    destination.ip: dest_ip, dst_ip, dstip, destip, destination_ip, destinationIp, destinationIP, DestinationIP, DestinationIp, DstIP, ip_dst, dst_addr, dstAddr, dstaddr, destination_address, destinationAddress, server_ip, serverIp, server.ip, daddr, dst
    destination.port: dest_port, dst_port, dstport, destport, destination_port, destinationPort, DestinationPort, DstPort, server_port, dport, dpt, port_dst, server.port
    destination.mac: dest_mac, dst_mac, destination_mac, dstMac, mac_dst
    destination.bytes: bytes_received, received_bytes, bytesReceived, bytes_in, receivedBytes
    destination.packets: packets_received, received_packets
    network.transport: proto, ip_protocol, ip_proto, ipProtocol, transport, trans_proto, transport_protocol, protocol_name
    network.community_id: community_id
    user.name: username, user_name, display_name, userName, UserName, Username, User Name, user, userid, user.name, user.username, user.login, actor.name, actor.username, login, account_name, accountName
    user.domain: user_domain, userDomain, domain_name
    user.id: user_id, userId, UserId, actor_id, user.id
    user.email: user_email, userEmail, email, user.email, actor.email
    user_agent.original: user_agent, userAgent, useragent, UserAgent, http_user_agent, request_user_agent
    http.request.method: http_method, httpMethod, request_method, requestMethod, method, verb
    http.response.status_code: status_code, statusCode, http_status, response_code, responseCode, http_status_code, httpStatusCode, response_status
    http.request.referrer: referer, referrer, Referer, http_referer
    url.original: url, uri, request_uri, requestUri, URL, Url, request_url, requestUrl, dst_url, original_url
    url.domain: url_domain, http_host, server_name
    dns.question.name: query_name, queryName, qname, dns_query
    dns.question.type: query_type, queryType, qtype
    process.hash: process_md5, process_sha256
    process.name: process_name, processName, ProcessName
    process.executable: process_path, processPath, image_path, executable
    process.command_line: command_line, commandLine, cmdline, CommandLine, process_command_line
    process.pid: pid, process_id, processId, process_pid
    process.parent.pid: ppid, parent_pid, parentPid, parent_process_id
    file.name: file_name, fileName, filename, FileName
    file.path: file_path, filePath, FilePath, fullpath, full_path
    file.size: file_size, fileSize
    file.hash: md5, sha1, sha256, file_hash, fileHash, hash, MD5, SHA1, SHA256, file_md5, file_sha1, file_sha256
    rule.name: rule_name, ruleName, signature
    rule.id: rule_id, ruleId, signature_id
    email.subject: subject, Subject, email_subject, mail_subject
    email.from.address: sender, from_address, fromAddress, sender_address, senderAddress
    email.to.address: recipient, recipients, to_address, recipient_address, recipientAddress
    """
}
