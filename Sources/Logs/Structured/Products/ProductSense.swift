import Detect

/// What becomes of a value: one field, or the fields that its text holds.
///
/// A field knows how its values are written, so that tables name fields alone: an address goes to
/// `source.ip` and a name in its place to `source.address`, a path gives `file.path` and
/// `file.name`, a URL its parts.
enum ProductSense: Sendable, Equatable {
  case text(Field)
  /// Small letters: `TCP` is tcp.
  case lower(Field)
  case integer(Field)
  /// A whole number, also of text with a fraction of zeros.
  case port(Field)
  case address(Field)
  /// Addresses between commas; of a list by proxies all are kept.
  case addresses(Field)
  /// An end of a connection: an address, one with a port, or a name.
  case source, destination
  case mac(Field)
  case transport, url, question, time, status, version, outcome, verdict
  /// `METHOD URL HTTP/1.1`.
  case request
  /// `DOMAIN\user`.
  case account
  /// `user@domain`, in parts.
  case mail
  /// A path and the name at its end.
  case path(Field, Field)
  /// One hash, told by its digits; or `MD5=…,SHA256=…`.
  case hash(ProductHashes)
  /// A flow of Azure's network logs, columns between commas.
  case flowTuple
  /// What the older logs of Azure Firewall say in a sentence.
  case firewallSentence
  /// The name at the end of a path of resources.
  case lastName(Field)

  /// The names that are no fields.
  private static let others: [Substring: ProductSense] = [
    "user.mail": .mail, "http.request.line": .request, "event.verdict": .verdict,
    "file.hash": .hash(.file), "process.hash": .hash(.process),
    "process.parent.hash": .hash(.parent), "dll.hash": .hash(.file),
    "source.forwarded": .addresses(.sourceIP), "azure.flow": .flowTuple,
    "azure.firewall": .firewallSentence, "host.resource": .lastName(.hostName),
  ]

  /// The fields by their names.
  static let fields = Dictionary(
    uniqueKeysWithValues: Field.allCases.map { ($0.rawValue[...], $0) })

  /// What the table's name of a target means; nil when there is no such field.
  init?(named name: Substring) {
    if let other = ProductSense.others[name] {
      self = other
      return
    }
    guard let field = ProductSense.fields[name] else { return nil }
    self.init(field)
  }

  private init(_ field: Field) {
    switch field {
    case .timestamp: self = .time
    case .sourceIP: self = .source
    case .destinationIP: self = .destination
    case .sourceMAC, .destinationMAC, .hostMAC: self = .mac(field)
    case .sourcePort, .destinationPort, .sourceNATPort, .destinationNATPort, .clientPort,
      .serverPort, .urlPort:
      self = .port(field)
    case .networkTransport: self = .transport
    case .networkProtocol, .networkApplication, .networkDirection, .networkType:
      self = .lower(field)
    case .urlOriginal: self = .url
    case .dnsQuestionName: self = .question
    case .httpResponseStatusCode: self = .status
    case .httpVersion: self = .version
    case .eventOutcome: self = .outcome
    case .userName: self = .account
    case .filePath: self = .path(.filePath, .fileName)
    case .processExecutable: self = .path(.processExecutable, .processName)
    case .processParentExecutable: self = .path(.processParentExecutable, .processParentName)
    case .relatedIP, .hostIP, .observerIP, .dnsResolvedIP: self = .addresses(field)
    default:
      switch field.type {
      case .address: self = .address(field)
      case .integer: self = .integer(field)
      case .text: self = .text(field)
      }
    }
  }

  /// Whether every value counts, not only the first.
  var isList: Bool {
    switch self {
    case .address, .addresses, .hash: true
    case .text(let field):
      switch field {
      case .dnsAnswersData, .dnsAnswersType, .emailToAddress, .relatedUser, .relatedHosts,
        .threatTechniqueID, .threatTacticName, .tags, .userRoles, .processArgs:
        true
      default: false
      }
    default: false
    }
  }
}

/// Whose hash it is.
enum ProductHashes: Sendable {
  case file, process, parent

  func field(ofDigits count: Int) -> Field? {
    switch (self, count) {
    case (.file, 32): .fileHashMD5
    case (.file, 40): .fileHashSHA1
    case (.file, 64): .fileHashSHA256
    case (.process, 32): .processHashMD5
    case (.process, 40): .processHashSHA1
    case (.process, 64): .processHashSHA256
    default: nil
    }
  }
}
