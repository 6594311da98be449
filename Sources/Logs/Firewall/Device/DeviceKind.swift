import Detect

/// What kind of event a device's record is, for `event.category` and `event.type`.
enum DeviceKind {
  /// A packet or a session that was seen; `start` and `end` of one.
  case traffic, start, end
  /// What an inspection found.
  case intrusion, malware, web, dns, email, utm
  case login, logout, sessionStart, sessionEnd, session
  case configuration, process, iam, notice
}

extension DeviceRecord {
  /// Writes category, type, verdict or outcome, the verb and the reason.
  ///
  /// - Parameter verb: The verb of the verdict; it goes to `event.action`.
  func addKind(
    _ kind: DeviceKind, verdict: Verdict, outcome: Word? = nil, verb: Range<Int>,
    _ writer: inout EventWriter
  ) {
    writer.addKind(kind)
    if kind.isJudged, !isContradictory { writer.addVerdict(verdict) }
    if !kind.isJudged, !isContradictory, let outcome { writer.add(.eventOutcome, outcome) }
    writer.addNonEmpty(.eventAction, verb)
    writer.addNonEmpty(.eventReason, has(.reason) ? self[.reason] : self[.message])
  }

  /// Says whether a login or another act of a person succeeded, from the text of its status.
  static func outcome(_ text: Range<Int>, in line: borrowing Line) -> Word? {
    func begins(_ word: StaticString) -> Bool {
      let count = word.utf8CodeUnitCount
      return text.count >= count
        && line.equalsFolded(word, in: text.lowerBound..<text.lowerBound + count)
    }
    guard let first = text.first else { return nil }
    switch line[first] | 0x20 {
    case UInt8(ascii: "s"): return begins("succe") ? .success : nil
    case UInt8(ascii: "o"): return text.count == 2 && begins("ok") ? .success : nil
    case UInt8(ascii: "a"):
      return begins("accept") || begins("allow") || begins("authenticated") ? .success : nil
    case UInt8(ascii: "p"): return begins("pass") || begins("permit") ? .success : nil
    case UInt8(ascii: "c"): return begins("complet") ? .success : nil
    case UInt8(ascii: "f"): return begins("fail") ? .failure : nil
    case UInt8(ascii: "d"): return begins("den") ? .failure : nil
    case UInt8(ascii: "e"): return begins("error") ? .failure : nil
    case UInt8(ascii: "r"): return begins("reject") || begins("refuse") ? .failure : nil
    case UInt8(ascii: "i"): return begins("invalid") || begins("incorrect") ? .failure : nil
    case UInt8(ascii: "b"): return begins("bad") || begins("block") ? .failure : nil
    default: return nil
    }
  }
}

extension DeviceKind {
  /// Whether a verdict says what became of it, and not an outcome.
  var isJudged: Bool {
    switch self {
    case .traffic, .start, .end, .intrusion, .malware, .web, .dns, .email, .utm: true
    default: false
    }
  }
}

extension EventWriter {
  /// Adds `event.category` and `event.type` of a kind.
  mutating func addKind(_ kind: DeviceKind) {
    switch kind {
    case .traffic, .start, .end:
      add(.eventCategory, .network)
      add(.eventType, .connection)
      if kind == .start { add(.eventType, .start) }
      if kind == .end { add(.eventType, .end) }
    case .intrusion, .malware, .web, .email, .utm, .dns:
      switch kind {
      case .intrusion: add(.eventCategory, .intrusionDetection)
      case .malware: add(.eventCategory, .malware)
      case .web: add(.eventCategory, .web)
      case .email: add(.eventCategory, .email)
      default: break
      }
      if kind != .email { add(.eventCategory, .network) }
      add(.eventType, kind == .web ? .access : kind == .dns ? .protocol : .info)
    case .login, .logout:
      add(.eventCategory, .authentication)
      add(.eventType, kind == .login ? .start : .end)
    case .session, .sessionStart, .sessionEnd:
      add(.eventCategory, .session)
      add(.eventType, kind == .session ? .info : kind == .sessionStart ? .start : .end)
    case .configuration:
      add(.eventCategory, .configuration)
      add(.eventType, .change)
    case .process:
      add(.eventCategory, .process)
      add(.eventType, .info)
    case .iam:
      add(.eventCategory, .iam)
      add(.eventType, .change)
    case .notice:
      add(.eventCategory, .host)
      add(.eventType, .info)
    }
  }
}
