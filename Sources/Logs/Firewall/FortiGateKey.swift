import Detect

/// The keys that mean something to detectd.
enum FortiGateKey: UInt8 {
  // Those that several values decide together, kept until the end.
  case date = 1
  case time, zone, eventTime, timestamp, type, subtype, action, status, result
  case utmAction, source, destination, remote, local, remotePort, localPort, client, ui, user
  case otherUser, sent, received, sentPackets, receivedPackets, url, host, reason, message
  case direction, role, configuration
  // Those that are one field.
  case deviceName, device, code, level, sourcePort, destinationPort, ingress, egress, transport
  case policy, policyID, policyName, service, application, category, sourceNAT, sourceNATPort
  case destinationNAT, destinationNATPort, sourceMAC, destinationMAC, sourceCountry
  case destinationCountry, sourceName, destinationName, destinationUser, group, attack, virus
  case description, risk, agent, method, referer, fileName, fileSize, fileType, hash, query
  case queryType, queryClass, queryID, resolved, duration, policyType, profile, sender, recipient
  case subject, certificate, certificateIssuer, forwarded, reference
  case severity, requestBytes, responseBytes, statusCode

  static let table = KeyTable(
    [
      ("date", Self.date), ("time", .time), ("tz", .zone), ("eventtime", .eventTime),
      ("timestamp", .timestamp), ("type", .type), ("subtype", .subtype), ("action", .action),
      ("status", .status), ("authmsg", .result), ("result", .result), ("utmaction", .utmAction),
      ("srcip", .source), ("dstip", .destination), ("remip", .remote), ("locip", .local),
      ("remote_ip", .client), ("remport", .remotePort), ("remote_port", .remotePort),
      ("locport", .localPort), ("ip", .client), ("userip", .client), ("ui", .ui),
      ("user", .user), ("unauthuser", .otherUser), ("xauthuser", .otherUser),
      ("sentbyte", .sent), ("rcvdbyte", .received), ("sentpkt", .sentPackets),
      ("rcvdpkt", .receivedPackets), ("url", .url), ("hostname", .host), ("reason", .reason),
      ("msg", .message), ("direction", .direction), ("dir", .direction), ("role", .role),
      ("cfgpath", .configuration),
      ("devname", .deviceName), ("devid", .device), ("device_id", .device), ("logid", .code),
      ("log_id", .code), ("level", .level), ("pri", .level), ("srcport", .sourcePort),
      ("dstport", .destinationPort), ("srcintf", .ingress), ("dstintf", .egress),
      ("proto", .transport), ("poluuid", .policy), ("policyid", .policyID),
      ("policyname", .policyName), ("service", .service), ("app", .application),
      ("appcat", .category), ("catdesc", .category), ("transip", .sourceNAT),
      ("transport", .sourceNATPort), ("tranip", .destinationNAT),
      ("tranport", .destinationNATPort), ("srcmac", .sourceMAC), ("mac", .sourceMAC),
      ("dstmac", .destinationMAC), ("srccountry", .sourceCountry),
      ("dstcountry", .destinationCountry), ("srcname", .sourceName),
      ("dstname", .destinationName), ("dstuser", .destinationUser), ("group", .group),
      ("attack", .attack), ("virus", .virus), ("logdesc", .description), ("desc", .description),
      ("crscore", .risk), ("agent", .agent), ("httpmethod", .method), ("referralurl", .referer),
      ("filename", .fileName), ("filesize", .fileSize), ("filetype", .fileType),
      ("filehash", .hash), ("analyticscksum", .hash), ("qname", .query), ("qtype", .queryType),
      ("qclass", .queryClass), ("xid", .queryID), ("ipaddr", .resolved),
      ("duration", .duration), ("policytype", .policyType), ("applist", .profile),
      ("profile", .profile), ("from", .sender), ("to", .recipient), ("recipient", .recipient),
      ("subject", .subject), ("scertcname", .certificate), ("scertissuer", .certificateIssuer),
      ("forwardedfor", .forwarded), ("ref", .reference),
      ("severity", .severity), ("reqlength", .requestBytes), ("resplength", .responseBytes),
      ("statuscode", .statusCode),
    ].map { ($0.0, $0.1.rawValue) })
}
