/// A value that decoders give to fields although it stands nowhere in the record, such as the
/// `denied` of `event.type`.
///
/// The text of all words stands at the start of every block's buffer, so that a field span can
/// point at a word as it points at text of the record.
@usableFromInline package enum Word: UInt8, CaseIterable, Sendable {
  // event.kind, event.category, event.type
  case event, alert, metric, state, signal
  case api, authentication, configuration, database, email, file, host, iam, intrusionDetection
  case malware, network, process, session, threat, vulnerability, web
  case access, admin, allowed, change, connection, creation, deletion, denied, end, error, group
  case indicator, info, installation, `protocol`, start, user
  // event.outcome
  case success, failure, unknown
  // network.*
  case tcp, udp, icmp, ipv6ICMP, igmp, esp, ah, gre, sctp, ospf, pim, vrrp, ipip, l2tp, udplite,
    carp, arp
  case ipv4, ipv6
  case inbound, outbound, `internal`, external, ingress, egress
  case http, https, dns, ssh, dhcp, smtp, ftp, telnet, tls, imap, pop3, ldap, smb, rdp, ntp, snmp,
    radius
  // event.action
  case drop, reject, accept, pass, block, deny, allow, log, limit, monitor
  case sshLogin, sshInvalidUser, sshDisconnect, sshProbe, sshConnection, login, logout, logoff,
    loginFailed
  case sessionOpened, sessionClosed, userAdded, userDeleted, userChanged
  case groupAdded, groupDeleted, groupChanged, passwordChanged, commandExecuted
  case connectionStarted, connectionFinished, translationCreated, translationDeleted
  case configurationChanged, logCleared, serviceStarted, serviceStopped, repeated
  // event.severity names, observer.*
  case emergency, critical, warning, notice, informational, debug, high, medium, low
  case firewall, ids, proxy, vpn, router, waf
  case netgate, opnsense, pfsense, cisco, asa, ftd, fortinet, fortigate, netfilter, ufw, firewalld
  case ubiquiti, unifi, mikrotik, paloAlto, panos, checkPoint, juniper, srx, sonicWall, sophos
  case watchGuard, linux, windows, openSSH, postfix, dovecot, nginx, apache
  case root, probe
  case `true`, `false`

  /// The text that rules see and output shows.
  package var text: String {
    switch self {
    case .intrusionDetection: "intrusion_detection"
    case .ipv6ICMP: "ipv6-icmp"
    case .sshLogin: "ssh_login"
    case .sshDisconnect: "ssh_disconnect"
    case .sshProbe: "ssh_probe"
    case .sshInvalidUser: "ssh_invalid_user"
    case .sshConnection: "ssh_connection"
    case .loginFailed: "login-failed"
    case .sessionOpened: "session-opened"
    case .sessionClosed: "session-closed"
    case .userAdded: "added-user-account"
    case .userDeleted: "deleted-user-account"
    case .userChanged: "modified-user-account"
    case .groupAdded: "added-group-account"
    case .groupDeleted: "deleted-group-account"
    case .groupChanged: "modified-group-account"
    case .passwordChanged: "changed-password"
    case .commandExecuted: "executed-command"
    case .connectionStarted: "connection-started"
    case .connectionFinished: "connection-finished"
    case .translationCreated: "nat-created"
    case .translationDeleted: "nat-deleted"
    case .configurationChanged: "configuration-changed"
    case .logCleared: "log-cleared"
    case .serviceStarted: "service-started"
    case .serviceStopped: "service-stopped"
    case .cisco: "Cisco"
    case .fortinet: "Fortinet"
    case .ubiquiti: "Ubiquiti"
    case .mikrotik: "MikroTik"
    case .paloAlto: "Palo Alto Networks"
    case .checkPoint: "Check Point"
    case .juniper: "Juniper"
    case .sonicWall: "SonicWall"
    case .sophos: "Sophos"
    case .watchGuard: "WatchGuard"
    case .openSSH: "OpenSSH"
    default: String(describing: self)
    }
  }
}

/// The text of every ``Word``, as it stands at the start of each block's buffer.
@safe @usableFromInline package enum Lexicon {
  /// Bytes reserved at the start of a buffer; a multiple of 64.
  package static let byteCount = 4096

  @usableFromInline struct Entry: Sendable {
    @usableFromInline let offset: UInt32
    @usableFromInline let length: UInt32
  }

  /// Where each word stands, by raw value.
  @usableFromInline static let entries: [Entry] = {
    var offset = 0
    let entries = Word.allCases.map { word in
      let length = word.text.utf8.count
      defer { offset += length }
      return Entry(offset: UInt32(offset), length: UInt32(length))
    }
    precondition(offset <= byteCount, "the lexicon outgrew its place")
    return entries
  }()

  /// The same, never freed, for a look-up without bounds checks and reference counts.
  // SAFETY: written once, before anybody can read it, and never after.
  nonisolated(unsafe) static let immortalEntries: UnsafePointer<Entry> = {
    let copy = UnsafeMutablePointer<Entry>.allocate(capacity: entries.count)
    // SAFETY: the memory was just allocated for as many entries.
    for (index, entry) in entries.enumerated() { unsafe (copy + index).initialize(to: entry) }
    return unsafe UnsafePointer(copy)
  }()

  /// The words' texts where ``entries`` say; made once, since every block begins with them.
  private static let text: [UInt8] = {
    var text = [UInt8](repeating: 0, count: byteCount)
    for word in Word.allCases {
      let offset = Int(entries[Int(word.rawValue)].offset)
      for (index, byte) in word.text.utf8.enumerated() { text[offset + index] = byte }
    }
    return text
  }()

  /// Copies the text to the start of a buffer of at least ``byteCount`` bytes.
  static func write(to base: UnsafeMutablePointer<UInt8>) {
    unsafe text.withUnsafeBufferPointer { text in
      guard let first = text.baseAddress else { return }
      // SAFETY: the caller has room for them.
      unsafe base.update(from: first, count: text.count)
    }
  }
}
