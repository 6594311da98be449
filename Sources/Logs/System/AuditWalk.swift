import Detect

/// Walks the `key=value` pairs of an audit record, and its bare words (`avc:  denied  { read }`).
///
/// The kernel quotes text that holds nothing special, and writes other text as capital hexadecimal
/// digits, so that a quoted value ends at the next quote. What user space adds stands in
/// `msg='…'`, whose pairs are walked like the others; old versions put them between parentheses and
/// commas. auditd's `ENRICHED` format appends pairs in capitals after a group separator (0x1D),
/// which some relays drop: `res=successAUID="root"`.
struct AuditWalk {
  private var position: Int
  private(set) var key: Range<Int>
  private(set) var value: Range<Int>
  /// Whether the value stood in quotes, and is thus no hexadecimal text.
  private(set) var isQuoted = false

  init(from position: Int) {
    self.position = position
    key = position..<position
    value = position..<position
  }

  /// Whether the step found a bare word, which then is the value.
  var isWord: Bool { key.isEmpty }

  /// Goes to the next pair or word, or returns false at the end of the line.
  ///
  /// - Complexity: O(length of the pair).
  mutating func next(in line: borrowing Line) -> Bool {
    while position < line.end, AuditWalk.separates(line[position]) { position &+= 1 }
    guard position < line.end else { return false }
    let start = position
    var end = start
    while end < line.end, AuditWalk.isKeyByte(line[end]) { end &+= 1 }
    isQuoted = false
    if end > start, end < line.end, line[end] == UInt8(ascii: "=") {
      key = start..<end
      readValue(from: end &+ 1, in: line)
      return true
    }
    while end < line.end, line[end] > 0x20, end == start || !AuditWalk.separates(line[end]) {
      end &+= 1
    }
    key = start..<start
    value = start..<end
    position = end
    return true
  }

  private mutating func readValue(from offset: Int, in line: borrowing Line) {
    var start = offset
    // AppArmor writes `subj==unconfined`.
    if start < line.end, line[start] == UInt8(ascii: "=") { start &+= 1 }
    guard start < line.end else {
      value = start..<start
      position = start
      return
    }
    let quote = line[start]
    if quote == UInt8(ascii: "'") {
      // What user space wrote: its pairs are the next ones.
      value = start &+ 1..<start &+ 1
      position = start &+ 1
    } else if quote == UInt8(ascii: "\"") {
      let end = line.find(quote, from: start &+ 1)
      value = start &+ 1..<end
      position = min(end &+ 1, line.end)
      isQuoted = true
    } else {
      readBare(from: start, in: line)
    }
  }

  private mutating func readBare(from start: Int, in line: borrowing Line) {
    var end = start
    while end < line.end, line[end] > 0x20 { end &+= 1 }
    let glued = AuditWalk.enrichment(in: start..<end, line)
    if let glued { end = glued }
    position = end
    let opens = line[start] == UInt8(ascii: "(")
    while end > start, AuditWalk.trails(line[end &- 1], opens: opens) { end &-= 1 }
    value = start..<end
  }

  /// Where a pair of the enriched format begins that lost the byte before it.
  private static func enrichment(in range: Range<Int>, _ line: borrowing Line) -> Int? {
    let equals = line.find(UInt8(ascii: "="), in: range)
    guard equals < range.upperBound else { return nil }
    var start = equals
    while start > range.lowerBound, line[start &- 1] &- 0x41 < 26 { start &-= 1 }
    // Capital digits of a value before it may look like letters of the key.
    while start < equals {
      if AuditKey(start..<equals, line)?.isEnriched == true { return start }
      start &+= 1
    }
    return nil
  }

  private static func trails(_ byte: UInt8, opens: Bool) -> Bool {
    byte == UInt8(ascii: "'") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: ")") && !opens
  }

  /// Blanks, the group separator, and what stands around pairs.
  private static func separates(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "'") || byte == UInt8(ascii: ",")
      || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5f || byte == 0x2d
      || byte == 0x5b || byte == 0x5d
  }
}

/// The keys of audit records that mean something here
/// (https://github.com/linux-audit/audit-documentation/blob/main/specs/fields/field-dictionary.csv).
enum AuditKey: UInt8, CaseIterable {
  case pid = 1, ppid, uid, auid, euid, gid, comm, exe, cwd, name, path, proctitle, acct, addr
  case hostname, terminal, tty, res, result, success, unit, cmd, key, syscall, arch, saddr, data
  case laddr, lport, rport, daddr, sport, dport, proto, apparmor, profile, dir, vm, cmdline, ocomm
  case newGroup, oldGroup, grp
  // The enriched format's, with names for numbers.
  case userName, auditUserName, effectiveUserName, groupName, syscallName, socketAddress
  case otherEnriched

  private static let table = KeyTable(
    [
      ("pid", Self.pid), ("ppid", .ppid), ("uid", .uid), ("auid", .auid), ("euid", .euid),
      ("gid", .gid), ("comm", .comm), ("exe", .exe), ("cwd", .cwd), ("name", .name),
      ("path", .path), ("proctitle", .proctitle), ("acct", .acct), ("addr", .addr),
      ("hostname", .hostname), ("terminal", .terminal), ("tty", .tty), ("res", .res),
      ("result", .result), ("success", .success), ("unit", .unit), ("cmd", .cmd), ("key", .key),
      ("syscall", .syscall), ("arch", .arch), ("saddr", .saddr), ("data", .data),
      ("laddr", .laddr), ("lport", .lport), ("rport", .rport), ("daddr", .daddr),
      ("sport", .sport), ("dport", .dport), ("proto", .proto), ("apparmor", .apparmor),
      ("profile", .profile), ("dir", .dir), ("vm", .vm), ("cmdline", .cmdline),
      ("ocomm", .ocomm), ("new_group", .newGroup), ("old_group", .oldGroup), ("grp", .grp),
      ("UID", .userName), ("AUID", .auditUserName), ("EUID", .effectiveUserName),
      ("GID", .groupName), ("SYSCALL", .syscallName), ("SADDR", .socketAddress),
      ("ARCH", .otherEnriched), ("SUID", .otherEnriched), ("FSUID", .otherEnriched),
      ("EGID", .otherEnriched), ("SGID", .otherEnriched), ("FSGID", .otherEnriched),
      ("OUID", .otherEnriched), ("OGID", .otherEnriched), ("OAUID", .otherEnriched),
      ("SAUID", .otherEnriched), ("ID", .otherEnriched), ("INODE_UID", .otherEnriched),
      ("INODE_GID", .otherEnriched), ("OLD-AUID", .otherEnriched), ("FP", .otherEnriched),
      ("FI", .otherEnriched),
    ].map { ($0.0, $0.1.rawValue) })

  /// The key in `range`, or nil when it means nothing here.
  init?(_ range: Range<Int>, _ line: borrowing Line) {
    self.init(rawValue: AuditKey.table.code(of: range, in: line))
  }

  /// Whether the kernel writes its values as hexadecimal text where they hold anything special.
  var mayBeEncoded: Bool {
    switch self {
    case .comm, .exe, .cwd, .name, .path, .proctitle, .acct, .cmd, .key, .data, .dir, .vm,
      .cmdline, .ocomm, .newGroup, .oldGroup, .grp, .profile, .unit:
      true
    default: false
    }
  }

  var isEnriched: Bool { rawValue >= AuditKey.userName.rawValue }
}
