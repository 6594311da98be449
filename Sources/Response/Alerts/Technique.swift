/// ATT&CK techniques.
package enum Technique {
  /// `T1110` or `T1110.001`.
  package static func isIdentifier(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 5 || (bytes.count == 9 && bytes[5] == UInt8(ascii: ".")) else {
      return false
    }
    return bytes[0] == UInt8(ascii: "T")
      && (bytes[1..<5] + bytes.dropFirst(6)).allSatisfy { $0 &- 0x30 < 10 }
  }

  /// The name of a technique that firewall and host logs speak of often; of a sub-technique, both
  /// names with a colon. Nil for the others.
  package static func name(of identifier: String) -> String? {
    if let name = names[identifier] { return name }
    guard let dot = identifier.firstIndex(of: ".") else { return nil }
    return names[String(identifier[..<dot])]
  }

  private static let names: [String: String] = [
    "T1003": "OS Credential Dumping",
    "T1005": "Data from Local System",
    "T1016": "System Network Configuration Discovery",
    "T1018": "Remote System Discovery",
    "T1021": "Remote Services",
    "T1021.001": "Remote Services: Remote Desktop Protocol",
    "T1021.002": "Remote Services: SMB/Windows Admin Shares",
    "T1021.004": "Remote Services: SSH",
    "T1027": "Obfuscated Files or Information",
    "T1033": "System Owner/User Discovery",
    "T1036": "Masquerading",
    "T1041": "Exfiltration Over C2 Channel",
    "T1046": "Network Service Discovery",
    "T1048": "Exfiltration Over Alternative Protocol",
    "T1053": "Scheduled Task/Job",
    "T1053.003": "Scheduled Task/Job: Cron",
    "T1055": "Process Injection",
    "T1057": "Process Discovery",
    "T1059": "Command and Scripting Interpreter",
    "T1059.001": "Command and Scripting Interpreter: PowerShell",
    "T1059.004": "Command and Scripting Interpreter: Unix Shell",
    "T1068": "Exploitation for Privilege Escalation",
    "T1070": "Indicator Removal",
    "T1070.002": "Indicator Removal: Clear Linux or Mac System Logs",
    "T1071": "Application Layer Protocol",
    "T1071.001": "Application Layer Protocol: Web Protocols",
    "T1071.004": "Application Layer Protocol: DNS",
    "T1078": "Valid Accounts",
    "T1078.003": "Valid Accounts: Local Accounts",
    "T1082": "System Information Discovery",
    "T1083": "File and Directory Discovery",
    "T1087": "Account Discovery",
    "T1090": "Proxy",
    "T1090.003": "Proxy: Multi-hop Proxy",
    "T1095": "Non-Application Layer Protocol",
    "T1098": "Account Manipulation",
    "T1098.004": "Account Manipulation: SSH Authorized Keys",
    "T1105": "Ingress Tool Transfer",
    "T1110": "Brute Force",
    "T1110.001": "Brute Force: Password Guessing",
    "T1110.002": "Brute Force: Password Cracking",
    "T1110.003": "Brute Force: Password Spraying",
    "T1110.004": "Brute Force: Credential Stuffing",
    "T1133": "External Remote Services",
    "T1136": "Create Account",
    "T1136.001": "Create Account: Local Account",
    "T1190": "Exploit Public-Facing Application",
    "T1203": "Exploitation for Client Execution",
    "T1204": "User Execution",
    "T1210": "Exploitation of Remote Services",
    "T1486": "Data Encrypted for Impact",
    "T1490": "Inhibit System Recovery",
    "T1496": "Resource Hijacking",
    "T1498": "Network Denial of Service",
    "T1499": "Endpoint Denial of Service",
    "T1505": "Server Software Component",
    "T1505.003": "Server Software Component: Web Shell",
    "T1543": "Create or Modify System Process",
    "T1543.002": "Create or Modify System Process: Systemd Service",
    "T1548": "Abuse Elevation Control Mechanism",
    "T1548.003": "Abuse Elevation Control Mechanism: Sudo and Sudo Caching",
    "T1562": "Impair Defenses",
    "T1562.001": "Impair Defenses: Disable or Modify Tools",
    "T1562.004": "Impair Defenses: Disable or Modify System Firewall",
    "T1566": "Phishing",
    "T1568": "Dynamic Resolution",
    "T1571": "Non-Standard Port",
    "T1572": "Protocol Tunneling",
    "T1583": "Acquire Infrastructure",
    "T1595": "Active Scanning",
    "T1595.001": "Active Scanning: Scanning IP Blocks",
    "T1595.002": "Active Scanning: Vulnerability Scanning",
  ]
}
