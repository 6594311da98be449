/// The table of all decoders. ``Event/decoder`` is a place in it, and shape checks are made in its
/// order: the more particular a shape, the earlier its decoder.
package enum Decoders {
  package static let all: [Decoder] =
    [PlainText.decoder, JSONRecord.decoder, PAM.decoder] + hosts + systems + firewalls + others
    + services

  /// Places that recognition names by itself.
  static let plain = 0
  static let json = 1
  static let pam = 2

  /// Logins and accounts of hosts (Auth/): known by the program alone, never by a shape.
  private static let hosts: [Decoder] = [
    SSHD.decoder, Sudo.decoder, SwitchUser.decoder, Login.decoder, Logind.decoder,
    Accounts.decoder, Cron.decoder,
  ]

  /// What operating systems (System/) and sensors (Sensors/) record.
  private static let systems: [Decoder] = [
    Audit.decoder, WindowsXML.decoder, Snare.decoder, Snort.decoder, Zeek.decoder,
    MicrosoftDHCP.decoder,
  ]

  /// Packet filters and firewalls (Firewall/).
  private static let firewalls: [Decoder] = [
    FortiGate.decoder, CiscoASA.decoder, Netfilter.decoder, Filterlog.decoder, PANOS.decoder,
    CEF.decoder, LEEF.decoder, CheckPoint.decoder, JuniperSRX.decoder, SonicWall.decoder,
    SophosXG.decoder, SophosUTM.decoder, WatchGuard.decoder, MikroTik.decoder, Stormshield.decoder,
    Meraki.decoder, VPCFlow.decoder, WindowsFirewall.decoder,
  ]

  /// Routers and gateways (Syslog/, Appliances/).
  private static let others: [Decoder] = [
    CiscoIOS.decoder, NetScaler.decoder, CiscoISE.decoder, PulseSecure.decoder, Keycloak.decoder,
  ]

  /// Servers (Web/, Mail/, Network/, Services/).
  private static let services: [Decoder] = [
    Squid.decoder, HAProxy.decoder, NginxError.decoder, ApacheError.decoder, Envoy.decoder,
    StorageAccess.decoder, LoadBalancer.decoder, CloudFront.decoder, IIS.decoder,
    WireGuard.decoder, Postfix.decoder, Dovecot.decoder, Exim.decoder, Sendmail.decoder,
    MailAccess.decoder, BIND.decoder, NameServer.decoder, FileTransfer.decoder,
    PrivateNetwork.decoder, Voice.decoder, MySQL.decoder, PostgreSQL.decoder,
    Applications.decoder, AccessLog.decoder,
  ]

  /// The places of those that read records without a syslog header.
  static let wholes: [Int] = all.indices.filter { all[$0].readsWhole }
  /// The places of those that read structured data.
  static let structured = [place(of: "juniper_srx"), place(of: "checkpoint")]

  private static func place(of name: String) -> Int {
    all.firstIndex { $0.name == name } ?? plain
  }

  /// The places of those that are tried by shape.
  static let shapes = authentication.upperBound..<all.count
  /// The places of those of Auth/.
  static let authentication = 3..<3 + hosts.count

  /// What `--format` may name.
  package static let names: [String] = all.map(\.name)
}
