import Detect

/// Who made the device behind a CEF or LEEF record, where rules may ask for it.
enum Maker: UInt8 {
  case other = 1, fortinet, paloAlto, checkPoint, sonicWall, cisco, juniper, sophos, watchGuard
  case ubiquiti, citrix, f5, barracuda, trendMicro, forcepoint, imperva, trellix, zscaler, mcAfee
  case microsoft

  private static let table = KeyTable(
    [
      ("fortinet", Self.fortinet), ("palo alto networks", .paloAlto), ("check point", .checkPoint),
      ("checkpoint", .checkPoint), ("sonicwall", .sonicWall), ("cisco", .cisco),
      ("juniper networks", .juniper), ("juniper", .juniper), ("sophos", .sophos),
      ("watchguard", .watchGuard), ("ubiquiti", .ubiquiti), ("citrix", .citrix), ("f5", .f5),
      ("barracuda", .barracuda), ("barracuda networks", .barracuda), ("trend micro", .trendMicro),
      ("trendmicro", .trendMicro), ("forcepoint", .forcepoint), ("imperva inc.", .imperva),
      ("incapsula", .imperva), ("trellix", .trellix), ("fireeye", .trellix), ("zscaler", .zscaler),
      ("mcafee", .mcAfee), ("microsoft", .microsoft),
    ].map { ($0.0, $0.1.rawValue) }, folds: true)

  init(vendor: Range<Int>, product: Range<Int>, in line: borrowing Line) {
    self = Maker(rawValue: Maker.table.code(of: vendor, in: line)) ?? .other
  }

  /// The log source of an event.
  func source(of kind: DeviceKind) -> KnownLogSource {
    switch self {
    case .fortinet:
      switch kind {
      case .login, .logout: .fortigateAuthentication
      case .malware: .fortigateVirus
      case .intrusion: .fortigateIPS
      case .web: .fortigateWebFilter
      case .dns: .fortigateDNS
      case .traffic: .fortigateTraffic
      default: .fortigate
      }
    case .paloAlto: PANOS.source(of: kind)
    case .checkPoint: kind == .login ? .checkPointAuthentication : .checkPoint
    case .sonicWall: kind == .login ? .sonicWallAuthentication : .sonicWall
    case .juniper: kind == .login ? .juniperAuthentication : .juniper
    case .sophos: .sophos
    case .watchGuard: kind == .login ? .watchGuardAuthentication : .watchGuard
    case .ubiquiti: .unifi
    case .citrix: .citrix
    case .f5: .f5
    case .barracuda: .barracuda
    case .zscaler: kind == .web ? .zscalerWeb : .zscalerFirewall
    case .forcepoint: .forcepoint
    case .other, .cisco, .trendMicro, .imperva, .trellix, .mcAfee, .microsoft:
      kind.isJudged ? .securityProduct : .cef
    }
  }
}
