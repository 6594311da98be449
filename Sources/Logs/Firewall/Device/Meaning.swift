import Detect

/// What the value of a key, a column or a member of a device's record means.
enum Meaning: Sendable {
  /// Known, and of no use.
  case nothing
  /// Text that is one field by itself.
  case text(Field)
  /// The device's own name, which is the host's too where no header names one.
  case device
  case integer(Field)
  case port(Field)
  /// An address and nothing else.
  case address(Field)
  /// An address that something was translated to; all zeros mean that nothing was.
  case translated(Field)
  /// A port that something was translated to; 0 means that nothing was.
  case translatedPort(Field)
  case mac(Field)
  /// A hash of a file, told by the number of its digits.
  case hash
  /// How long it took: seconds (also with a fraction), milliseconds.
  case seconds, milliseconds
  /// Addresses between commas or semicolons.
  case addresses(Field)
  /// Kept until the end, because several values decide together.
  case keep(Slot)
}

/// The values that are kept until the whole record is read.
enum Slot: Int, Sendable, CaseIterable {
  // Who and where. `client` and `server` stand in where there is no source or destination.
  case source, destination, client, server, sourcePort, destinationPort
  case transport, direction, ingress, egress, interface
  // What became of it.
  case type, subtype, action, otherAction, status, reason, message, severity
  case user, otherUser
  // When. `stamp` is a whole time; `date`, `time` and `zone` are its parts.
  case stamp, date, time, zone
  // How much.
  case sent, received, sentPackets, receivedPackets, bytes, packets
  // Of the web.
  case url, path, query, host, version
  /// What one format alone needs.
  case first, second, third, fourth, fifth, sixth

  /// Whether it says who did it, who is blamed or how it ended: a device writes it once, but a name
  /// that a stranger chose may write it again.
  var isCritical: Bool {
    switch self {
    case .source, .client, .action, .status, .user, .type, .subtype: true
    default: false
    }
  }
}

/// How a value's text is written.
enum Escaping: Sendable {
  case none
  /// A backslash before a quote, a bracket, an equals sign or a backslash; `\n` and `\r`.
  case backslash
  /// Quotes written twice.
  case doubled
}
