import Detect

/// Protocols above IP, by name and by IANA number
/// (https://www.iana.org/assignments/protocol-numbers), as ECS writes them in `network.transport`.
enum Transport {
  private static let names = KeyTable(
    [
      ("tcp", Word.tcp), ("udp", .udp), ("icmp", .icmp), ("icmpv6", .ipv6ICMP),
      ("icmp6", .ipv6ICMP), ("ipv6-icmp", .ipv6ICMP), ("udplite", .udplite), ("sctp", .sctp),
      ("gre", .gre), ("esp", .esp), ("ah", .ah), ("igmp", .igmp), ("ospf", .ospf), ("pim", .pim),
      ("vrrp", .vrrp), ("carp", .carp), ("ipip", .ipip), ("l2tp", .l2tp),
    ].map { ($0.0, $0.1.rawValue) }, folds: true)

  /// The protocol that `range` names, in any case, or nil.
  static func word(named range: Range<Int>, in line: borrowing Line) -> Word? {
    let code = names.code(of: range, in: line)
    return code == 0 ? nil : Word(rawValue: code)
  }

  static func word(number: UInt64) -> Word? {
    switch number {
    case 1: .icmp
    case 2: .igmp
    case 4: .ipip
    case 6: .tcp
    case 17: .udp
    case 47: .gre
    case 50: .esp
    case 51: .ah
    case 58: .ipv6ICMP
    case 89: .ospf
    case 103: .pim
    case 112: .vrrp
    case 115: .l2tp
    case 132: .sctp
    case 136: .udplite
    default: nil
    }
  }
}

extension EventWriter {
  /// Adds the protocol that a log names or numbers. A number is kept in `network.iana_number` too;
  /// a name that is none of the known ones is kept as it stands.
  mutating func addTransport(_ range: Range<Int>, in line: borrowing Line) {
    guard keeps(.networkTransport) || keeps(.networkIANANumber) else { return }
    guard let number = line.unsigned(in: range) else {
      guard let word = Transport.word(named: range, in: line) else {
        addNonEmpty(.networkTransport, range)
        return
      }
      add(.networkTransport, word)
      return
    }
    guard number <= 255 else { return }
    addInteger(.networkIANANumber, range, in: line)
    if let word = Transport.word(number: number) {
      add(.networkTransport, word)
    } else {
      add(.networkTransport, range)
    }
  }
}
