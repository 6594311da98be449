import Detect

// What phrases say, in fields.

extension EventWriter {
  /// Adds the kind of program, which is no word of the lexicon.
  mutating func addService(_ name: StaticString) {
    let start = storePosition
    // SAFETY: a static string of UTF-8 holds as many bytes as it says.
    for index in 0..<name.utf8CodeUnitCount {
      guard unsafe storeByte(name.utf8Start[index]) else { return }
    }
    addNonEmpty(.serviceType, start..<storePosition)
  }

  mutating func addMeaning(of meaning: Phrase.Meaning) {
    switch meaning {
    case .loginFailed: addAuthentication(.start, .loginFailed, .failure)
    case .login: addAuthentication(.start, .login, .success)
    case .denied: addMeaning(.network, .denied, .deny)
    case .probe: addMeaning(.network, .info, .probe)
    case .mailDenied: addMeaning(.email, .denied, .reject)
    case .connected: addMeaning(.network, .connection, .connectionStarted)
    case .ended: addMeaning(.network, .end, .connectionFinished)
    case .web:
      add(.eventCategory, .web)
      add(.eventType, .access)
    case .query:
      add(.eventCategory, .network)
      add(.eventType, .protocol)
      add(.networkProtocol, .dns)
    case .blocked: addMeaning(.intrusionDetection, .denied, .block)
    case .info: break
    }
  }

  /// Adds one end of a connection.
  ///
  /// - Parameter isAddress: Whether the text was found to be an address; else it may be a name.
  mutating func addEnd(
    _ end: PhraseHole, _ parts: (address: Range<Int>, port: Range<Int>), isAddress: Bool,
    in line: borrowing Line
  ) {
    let isSource = end == .source
    let text = parts.address
    addPort(isSource ? .sourcePort : .destinationPort, parts.port, in: line)
    guard !text.isEmpty, !line.equals("-", in: text) else { return }
    if !addAddress(isSource ? .sourceIP : .destinationIP, text, in: line), !isAddress {
      add(isSource ? .sourceAddress : .destinationAddress, text)
    }
  }

  mutating func add(_ hole: PhraseHole, _ text: Range<Int>, in line: borrowing Line) {
    guard !text.isEmpty, !line.isPlaceholder(text) else { return }
    switch hole {
    case .source, .destination: break
    case .port: addPort(.sourcePort, text, in: line)
    case .dport: addPort(.destinationPort, text, in: line)
    case .pid: addInteger(.processPid, text, in: line)
    case .url: addURL(text, in: line)
    case .status: addStatus(text, in: line)
    case .bytes: addInteger(.httpResponseBodyBytes, text, in: line)
    case .sent: addInteger(.httpRequestBodyBytes, text, in: line)
    case .received: addInteger(.sourceBytes, text, in: line)
    case .replied: addInteger(.destinationBytes, text, in: line)
    case .qname: addQuestion(text, in: line)
    case .transport: addTransportWord(text, in: line)
    default: if let field = hole.field { add(field, text) }
    }
  }

  /// Adds a status and the outcome that it means.
  mutating func addStatus(_ text: Range<Int>, in line: borrowing Line) {
    guard text.count == 3, let status = line.unsigned(in: text) else { return }
    append(
      FieldID(.httpResponseStatusCode), .integer, text, value: UInt32(truncatingIfNeeded: status))
    if status >= 100 { add(.eventOutcome, status < 400 ? .success : .failure) }
  }

  /// Adds a name that was asked for, without the point at its end.
  mutating func addQuestion(_ text: Range<Int>, in line: borrowing Line) {
    let isRooted = text.count > 1 && line[text.upperBound &- 1] == UInt8(ascii: ".")
    add(.dnsQuestionName, text.lowerBound..<text.upperBound &- (isRooted ? 1 : 0))
  }

  private mutating func addTransportWord(_ text: Range<Int>, in line: borrowing Line) {
    if line.equalsFolded("udp", in: text) {
      add(.networkTransport, .udp)
    } else if line.equalsFolded("tcp", in: text) || line.equalsFolded("tls", in: text) {
      add(.networkTransport, .tcp)
    }
  }
}

extension PhraseHole {
  /// The field of text that is taken as it stands.
  var field: Field? {
    switch self {
    case .user: .userName
    case .domain: .userDomain
    case .name: .sourceDomain
    case .reason: .eventReason
    case .path: .urlPath
    case .file: .filePath
    case .rule: .ruleName
    case .level: .logLevel
    case .logger: .logLogger
    case .process: .processName
    case .method: .httpRequestMethod
    case .version: .httpVersion
    case .agent: .userAgentOriginal
    case .referrer: .httpRequestReferrer
    case .site: .urlDomain
    case .qtype: .dnsQuestionType
    case .qclass: .dnsQuestionClass
    case .rcode: .dnsResponseCode
    case .sender: .emailFromAddress
    case .recipient: .emailToAddress
    case .message: .emailMessageID
    case .interface: .observerIngressInterfaceName
    case .session: .eventID
    default: nil
    }
  }
}

extension Line {
  /// Whether the text stands for none: `-`, `N/A`, `(null)`.
  func isPlaceholder(_ text: Range<Int>) -> Bool {
    switch text.count {
    case 1: self[text.lowerBound] == UInt8(ascii: "-")
    case 3: equals("N/A", in: text)
    case 6: equals("(null)", in: text)
    default: false
    }
  }
}
