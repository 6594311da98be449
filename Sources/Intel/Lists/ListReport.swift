/// What a list held, line by line.
package struct ListReport: Hashable, Sendable {
  /// Values that are not looked up yet.
  package enum Unsupported: String, Hashable, Sendable, CaseIterable {
    case autonomousSystem = "autonomous system"
  }

  /// Why a line is no indicator. The text goes on from the entry and says what to write instead.
  package enum Reason: Hashable, Sendable {
    case tooLong
    /// More text after a domain.
    case trailingText
    case badLength
    case rangeBackwards
    case rangeMixed
    /// A network too wide to be meant: shorter than /8 (IPv4) or /16 (IPv6).
    case tooWide
    /// A domain of one label would take all below it.
    case singleLabel
    case notAValue
    /// JSON or a row of a table that is broken or names nothing.
    case notAnEntry
  }

  package struct Rejection: Hashable, Sendable {
    /// From 1.
    package let line: Int
    package let reason: Reason
    /// The first bytes of the line.
    package let text: String
  }

  package var lines = 0
  package var blank = 0
  package var comments = 0
  /// Indicators by what they are; a range gives as many networks as it takes.
  package var addresses = 0
  package var networks = 0
  package var domains = 0
  package var urls = 0
  package var digests = 0
  package var mails = 0
  /// Networks written with host bits, which were cleared.
  package var masked = 0
  /// Addresses written with a port, which was left out.
  package var ports = 0
  /// Addresses and networks with more text after them, which was passed over.
  package var trailing = 0
  /// Names and addresses of a hosts file that are no indicators: `localhost`, the sink itself.
  package var ignored = 0
  package var unsupported: [Unsupported: Int] = [:]
  /// Entries that their feed has taken back, or does not mean for detection.
  package var idle = 0
  /// Entries with something that is not looked for, by what it is.
  package var unevaluated: [String: Int] = [:]
  package var rejected = 0
  /// The first of the rejected lines.
  package var rejections: [Rejection] = []
  /// Indicators left out because the list, or the table, was full.
  package var overLimit = 0

  package init() {}

  package var indicators: Int { addresses + networks + domains + urls + digests + mails }
}

extension ListReport.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooLong: "is longer than a line of a list may be"
    case .trailingText: "has text after the domain; put comments behind ' #'"
    case .badLength: "has no possible prefix length; write 0 to 32, or to 128 for IPv6"
    case .rangeBackwards: "ends before it begins; write the lower address first"
    case .rangeMixed: "begins and ends in different families"
    case .tooWide: "is too wide; list networks of /8 (IPv4), /16 (IPv6) or longer"
    case .singleLabel: "is a single label; a domain needs two, such as bad.example"
    case .notAnEntry: "is no JSON and no row that names an indicator"
    case .notAValue:
      """
      is no address, network, range, domain, URL, file hash or mail address; write one a line, \
      such as 203.0.113.0/24
      """
    }
  }
}

/// Why a whole list is refused.
package enum ListError: Error, Hashable, Sendable {
  /// A page of a web server instead of a list: an error page, a login.
  case webPage
}

extension ListError: CustomStringConvertible {
  package var description: String { "the indicator list is a web page" }
}
