import Detect

/// What kind of thing an audit record reports, from its type.
enum AuditKind: UInt8 {
  /// Somebody proves to be somebody; leaves; is let in, or gets credentials, on the way.
  case login = 1, logout, credential
  case sessionStart, sessionEnd
  /// An account or a group was made, changed or removed.
  case accountAdded, accountRemoved, accountChanged
  /// A command of sudo's; a program that was run; a call of the kernel.
  case command, execution, call
  case serviceStarted, serviceStopped
  case configuration
  /// A policy (SELinux, AppArmor, seccomp) denied or granted something.
  case denial
  case cryptography, packet, socket, path, title, anomaly

  private static let table = KeyTable(
    [
      ("USER_LOGIN", Self.login), ("USER_AUTH", .login), ("USER_ERR", .login),
      ("GRP_AUTH", .login), ("ANOM_LOGIN_FAILURES", .login), ("ANOM_LOGIN_LOCATION", .login),
      ("ANOM_LOGIN_TIME", .login), ("ANOM_LOGIN_ACCT", .login), ("ANOM_LOGIN_SESSIONS", .login),
      ("USER_LOGOUT", .logout), ("USER_ACCT", .credential), ("CRED_ACQ", .credential),
      ("CRED_DISP", .credential), ("CRED_REFR", .credential), ("LOGIN", .credential),
      ("USER_CHAUTHTOK", .credential), ("CHUSER_ID", .credential), ("CHGRP_ID", .credential),
      ("USER_START", .sessionStart), ("USER_END", .sessionEnd),
      ("ADD_USER", .accountAdded), ("ADD_GROUP", .accountAdded), ("DEL_USER", .accountRemoved),
      ("DEL_GROUP", .accountRemoved), ("USER_MGMT", .accountChanged),
      ("GRP_MGMT", .accountChanged), ("GRP_CHAUTHTOK", .accountChanged),
      ("ACCT_LOCK", .accountChanged), ("ACCT_UNLOCK", .accountChanged),
      ("ROLE_ASSIGN", .accountChanged), ("ROLE_REMOVE", .accountChanged),
      ("ROLE_MODIFY", .accountChanged), ("USER_CMD", .command), ("EXECVE", .execution),
      ("SYSCALL", .call), ("SERVICE_START", .serviceStarted), ("SERVICE_STOP", .serviceStopped),
      ("SYSTEM_BOOT", .serviceStarted), ("SYSTEM_SHUTDOWN", .serviceStopped),
      ("DAEMON_START", .serviceStarted), ("DAEMON_END", .serviceStopped),
      ("DAEMON_ABORT", .serviceStopped), ("DAEMON_CONFIG", .configuration),
      ("CONFIG_CHANGE", .configuration), ("FEATURE_CHANGE", .configuration),
      ("NETFILTER_CFG", .configuration), ("MAC_POLICY_LOAD", .configuration),
      ("MAC_STATUS", .configuration), ("MAC_CONFIG_CHANGE", .configuration),
      ("USYS_CONFIG", .configuration), ("USER_MAC_CONFIG_CHANGE", .configuration),
      ("USER_MAC_POLICY_LOAD", .configuration), ("TIME_ADJNTPVAL", .configuration),
      ("TIME_INJOFFSET", .configuration), ("BPF", .configuration), ("KERN_MODULE", .configuration),
      ("SOFTWARE_UPDATE", .configuration), ("AVC", .denial), ("USER_AVC", .denial),
      ("SELINUX_ERR", .denial), ("USER_SELINUX_ERR", .denial), ("SECCOMP", .denial),
      ("APPARMOR_DENIED", .denial), ("FANOTIFY", .denial), ("CRYPTO_KEY_USER", .cryptography),
      ("CRYPTO_SESSION", .cryptography), ("CRYPTO_LOGIN", .cryptography),
      ("CRYPTO_LOGOUT", .cryptography), ("NETFILTER_PKT", .packet), ("SOCKADDR", .socket),
      ("PATH", .path), ("CWD", .path), ("PROCTITLE", .title), ("ANOM_ABEND", .anomaly),
      ("ANOM_PROMISCUOUS", .anomaly), ("ANOM_LINK", .anomaly), ("ANOM_CREAT", .anomaly),
      ("ANOM_MK_EXEC", .anomaly), ("ANOM_ROOT_TRANS", .anomaly), ("ANOM_EXEC", .anomaly),
    ].map { ($0.0, $0.1.rawValue) })

  init?(type: Range<Int>, in line: borrowing Line) {
    self.init(rawValue: AuditKind.table.code(of: type, in: line))
  }

  /// Whether its user is the one who once logged in, and not the one whose rights a daemon has.
  var isOfPerson: Bool { rawValue <= AuditKind.accountChanged.rawValue }

  var isOfAccount: Bool {
    self == .accountAdded || self == .accountRemoved || self == .accountChanged
  }
}

/// Names of numbers: record types of the kernel's log, and calls of the kernel.
enum AuditNames {
  /// The name of a record type that the kernel's log has as a number (linux/audit.h, libaudit.h).
  static func type(_ number: UInt64) -> StaticString? {
    switch number {
    case 1100: "USER_AUTH"
    case 1101: "USER_ACCT"
    case 1102: "USER_MGMT"
    case 1103: "CRED_ACQ"
    case 1104: "CRED_DISP"
    case 1105: "USER_START"
    case 1106: "USER_END"
    case 1107: "USER_AVC"
    case 1108: "USER_CHAUTHTOK"
    case 1109: "USER_ERR"
    case 1110: "CRED_REFR"
    case 1112: "USER_LOGIN"
    case 1113: "USER_LOGOUT"
    case 1114: "ADD_USER"
    case 1115: "DEL_USER"
    case 1116: "ADD_GROUP"
    case 1117: "DEL_GROUP"
    case 1123: "USER_CMD"
    case 1130: "SERVICE_START"
    case 1131: "SERVICE_STOP"
    case 1300: "SYSCALL"
    case 1302: "PATH"
    case 1305: "CONFIG_CHANGE"
    case 1306: "SOCKADDR"
    case 1307: "CWD"
    case 1309: "EXECVE"
    case 1325: "NETFILTER_CFG"
    case 1326: "SECCOMP"
    case 1327: "PROCTITLE"
    case 1334: "BPF"
    case 1400: "AVC"
    case 1403: "MAC_POLICY_LOAD"
    case 1404: "MAC_STATUS"
    case 1700: "ANOM_PROMISCUOUS"
    case 1701: "ANOM_ABEND"
    default: nil
    }
  }

  /// The name of a call of the kernel by its number, of those that rules ask for.
  static func call(_ number: UInt64, architecture: Range<Int>, in line: borrowing Line)
    -> StaticString?
  {
    if line.equals("c000003e", in: architecture) { return find(number, in: calls64) }
    if line.equals("c00000b7", in: architecture) { return find(number, in: callsARM) }
    if line.equals("40000003", in: architecture) { return find(number, in: calls32) }
    return nil
  }

  private static func find(_ number: UInt64, in calls: [(UInt16, StaticString)]) -> StaticString? {
    var low = 0
    var high = calls.count
    while low < high {
      let middle = (low &+ high) / 2
      if UInt64(calls[middle].0) == number { return calls[middle].1 }
      if UInt64(calls[middle].0) < number { low = middle &+ 1 } else { high = middle }
    }
    return nil
  }

  /// x86-64 (arch/x86/entry/syscalls/syscall_64.tbl).
  private static let calls64: [(UInt16, StaticString)] = [
    (0, "read"), (1, "write"), (2, "open"), (3, "close"), (9, "mmap"), (10, "mprotect"),
    (16, "ioctl"), (21, "access"), (41, "socket"), (42, "connect"), (43, "accept"),
    (44, "sendto"), (45, "recvfrom"), (46, "sendmsg"), (49, "bind"), (50, "listen"),
    (54, "setsockopt"), (56, "clone"), (57, "fork"), (58, "vfork"), (59, "execve"), (60, "exit"),
    (62, "kill"), (76, "truncate"), (77, "ftruncate"), (80, "chdir"), (82, "rename"),
    (83, "mkdir"), (84, "rmdir"), (85, "creat"), (86, "link"), (87, "unlink"), (88, "symlink"),
    (90, "chmod"), (91, "fchmod"), (92, "chown"), (93, "fchown"), (94, "lchown"), (99, "sysinfo"),
    (101, "ptrace"), (103, "syslog"), (105, "setuid"), (106, "setgid"), (113, "setreuid"),
    (114, "setregid"), (117, "setresuid"), (119, "setresgid"), (126, "capset"), (132, "utime"),
    (133, "mknod"), (135, "personality"), (155, "pivot_root"), (157, "prctl"), (159, "adjtimex"),
    (161, "chroot"), (163, "acct"), (164, "settimeofday"), (165, "mount"), (166, "umount2"),
    (167, "swapon"), (168, "swapoff"), (169, "reboot"), (170, "sethostname"),
    (171, "setdomainname"), (175, "init_module"), (176, "delete_module"), (188, "setxattr"),
    (189, "lsetxattr"), (190, "fsetxattr"), (197, "removexattr"), (198, "lremovexattr"),
    (199, "fremovexattr"), (200, "tkill"), (227, "clock_settime"), (235, "utimes"),
    (246, "kexec_load"), (248, "add_key"), (249, "request_key"), (250, "keyctl"), (257, "openat"),
    (258, "mkdirat"), (259, "mknodat"), (260, "fchownat"), (261, "futimesat"), (263, "unlinkat"),
    (264, "renameat"), (265, "linkat"), (266, "symlinkat"), (268, "fchmodat"), (272, "unshare"),
    (280, "utimensat"), (288, "accept4"), (298, "perf_event_open"), (304, "open_by_handle_at"),
    (305, "clock_adjtime"), (308, "setns"), (310, "process_vm_readv"), (311, "process_vm_writev"),
    (313, "finit_module"), (316, "renameat2"), (319, "memfd_create"), (320, "kexec_file_load"),
    (321, "bpf"), (322, "execveat"), (323, "userfaultfd"), (435, "clone3"), (437, "openat2"),
  ]

  /// 64-bit ARM (include/uapi/asm-generic/unistd.h).
  private static let callsARM: [(UInt16, StaticString)] = [
    (5, "setxattr"), (33, "mknodat"), (34, "mkdirat"), (35, "unlinkat"), (36, "symlinkat"),
    (37, "linkat"), (38, "renameat"), (39, "umount2"), (40, "mount"), (41, "pivot_root"),
    (45, "truncate"), (46, "ftruncate"), (49, "chdir"), (51, "chroot"), (52, "fchmod"),
    (53, "fchmodat"), (54, "fchownat"), (55, "fchown"), (56, "openat"), (57, "close"),
    (63, "read"), (64, "write"), (88, "utimensat"), (89, "acct"), (91, "capset"),
    (92, "personality"), (93, "exit"), (97, "unshare"), (104, "kexec_load"),
    (105, "init_module"), (106, "delete_module"), (116, "syslog"), (117, "ptrace"), (129, "kill"),
    (130, "tkill"), (142, "reboot"), (143, "setregid"), (144, "setgid"), (145, "setreuid"),
    (146, "setuid"), (147, "setresuid"), (161, "sethostname"), (162, "setdomainname"),
    (167, "prctl"), (170, "settimeofday"), (171, "adjtimex"), (179, "sysinfo"), (198, "socket"),
    (200, "bind"), (201, "listen"), (202, "accept"), (203, "connect"), (206, "sendto"),
    (217, "add_key"), (218, "request_key"), (219, "keyctl"), (220, "clone"), (221, "execve"),
    (222, "mmap"), (226, "mprotect"), (241, "perf_event_open"), (242, "accept4"), (268, "setns"),
    (270, "process_vm_readv"), (271, "process_vm_writev"), (273, "finit_module"),
    (276, "renameat2"), (279, "memfd_create"), (280, "bpf"), (281, "execveat"),
    (294, "kexec_file_load"), (435, "clone3"), (437, "openat2"),
  ]

  /// 32-bit x86 (arch/x86/entry/syscalls/syscall_32.tbl).
  private static let calls32: [(UInt16, StaticString)] = [
    (5, "open"), (8, "creat"), (9, "link"), (10, "unlink"), (11, "execve"), (14, "mknod"),
    (15, "chmod"), (21, "mount"), (26, "ptrace"), (37, "kill"), (38, "rename"), (39, "mkdir"),
    (40, "rmdir"), (83, "symlink"), (88, "reboot"), (102, "socketcall"), (103, "syslog"),
    (116, "sysinfo"), (120, "clone"), (128, "init_module"), (129, "delete_module"),
    (136, "personality"), (295, "openat"), (350, "finit_module"), (356, "memfd_create"),
    (357, "bpf"), (358, "execveat"), (359, "socket"), (361, "bind"), (362, "connect"),
    (435, "clone3"), (437, "openat2"),
  ]
}
