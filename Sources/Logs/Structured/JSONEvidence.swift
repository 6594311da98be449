internal import Detect

/// What the members of a JSON record say of the product that wrote it, gathered while the record is
/// read; at its end it gives the log source.
///
/// Only names that stand in the record and a few constant values count. A value that another
/// party chose (a user name, a path) is never read as evidence, nor text inside it.
struct JSONEvidence {
  /// What a member is evidence of.
  enum Role: UInt8 {
    case none
    /// The name alone says something: ``Marks``.
    case mark
    // Windows events.
    case channel, provider, eventID, eventCode, registryChange
    // ECS.
    case category, type, dataset, module, system
    // Others.
    case zeekPath, suricata, eventSource, azureCategory, workload, googleType, googleService
    case kubernetes, auditType, auditMessage

    var needsValue: Bool { rawValue > Role.mark.rawValue }
  }

  /// Names that were met, and constant values.
  struct Marks: OptionSet {
    let rawValue: UInt32

    static let operation = Marks(rawValue: 1 << 0)
    static let addressOfFlow = Marks(rawValue: 1 << 1)
    static let start = Marks(rawValue: 1 << 2)
    static let end = Marks(rawValue: 1 << 3)
    static let deletion = Marks(rawValue: 1 << 4)
    static let auditType = Marks(rawValue: 1 << 5)
    static let auditMessage = Marks(rawValue: 1 << 6)
    static let auditExecution = Marks(rawValue: 1 << 7)
    static let document = Marks(rawValue: 1 << 8)
    static let actor = Marks(rawValue: 1 << 9)
    static let logType = Marks(rawValue: 1 << 10)
    static let node = Marks(rawValue: 1 << 11)
    static let legacyEventType = Marks(rawValue: 1 << 12)
    static let oneLogin = Marks(rawValue: 1 << 13)
    static let account = Marks(rawValue: 1 << 14)
    static let webMethod = Marks(rawValue: 1 << 15)
    static let serverStem = Marks(rawValue: 1 << 16)
    static let proxyAddress = Marks(rawValue: 1 << 17)
    static let riskEvent = Marks(rawValue: 1 << 18)
    static let bitbucket = Marks(rawValue: 1 << 19)
  }

  var marks: Marks = []
  private var windows = WindowsMarks()
  var system: EndpointLog.System?
  var endpoint: EndpointLog?
  /// What one value says by itself, as a place in ``JSONLogSource/all``; the first counts.
  var product: Int?
  /// What holds only beside a mark, as an Azure category beside an operation.
  var azure: JSONLogSource?
  var suricata: JSONLogSource?

  /// Takes the value of a member that is evidence; `line` covers all of the block's text.
  mutating func take(_ role: Role, _ text: Range<Int>, _ line: borrowing Line) {
    switch role {
    case .none, .mark: break
    case .channel, .provider, .eventID, .eventCode, .registryChange:
      windows.take(role, text, line)
    default: takeProduct(role, text, line)
    }
  }

  /// The log source, as a place in ``KnownLogSource/all``; `line` covers all of the block's text.
  func logSource(_ line: borrowing Line) -> UInt16 {
    if let source = windows.logSource(line) { return source }
    guard let place = productPlace else { return KnownLogSource.json.index }
    return UInt16(truncatingIfNeeded: KnownLogSource.jsonStart + place)
  }

  private var productPlace: Int? {
    if let product { return product }
    if let source = markedSource { return source.rawValue }
    if let system { return (endpoint ?? .other).settled(by: marks).place(on: system) }
    return nil
  }

  private var markedSource: JSONLogSource? {
    if let azure, marks.contains(.operation) { return azure }
    if let suricata, marks.contains(.addressOfFlow) { return suricata }
    if marks.contains(.legacyEventType) { return .okta }
    if marks.contains(.riskEvent) { return .azureRisk }
    if marks.contains([.oneLogin, .account]) { return .oneLogin }
    if marks.contains([.logType, .node]) { return .openCanary }
    if marks.contains([.document, .actor]) { return .github }
    if marks.contains(.bitbucket) { return .bitbucket }
    if marks.contains([.auditType, .auditMessage]) {
      return marks.contains(.auditExecution) ? .auditdExecution : .auditd
    }
    if marks.contains(.proxyAddress) { return .proxy }
    return marks.contains([.webMethod, .serverStem]) ? .webserver : nil
  }
}

extension EndpointLog {
  /// The end or the deletion of what began or was there.
  fileprivate func settled(by marks: JSONEvidence.Marks) -> EndpointLog {
    switch self {
    case .processStart where marks.contains(.end) && !marks.contains(.start): .processEnd
    case .processStart where !marks.contains(.start): .other
    case .file where marks.contains(.deletion): .fileDeletion
    case .registry where marks.contains(.deletion): .registryDeletion
    default: self
    }
  }
}
