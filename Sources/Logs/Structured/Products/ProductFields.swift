import Detect

// Values of products, as their fields write them.

extension EventWriter {
  /// Adds a value.
  ///
  /// - Parameter line: Holds it.
  mutating func add(
    _ sense: ProductSense, _ value: Range<Int>, in line: borrowing Line,
    _ context: borrowing DecodeContext
  ) {
    switch sense {
    case .text(let field): add(field, value)
    case .lower(let field): addLower(field, value, in: line)
    case .integer(let field):
      addWhole(field, line.wholePart(of: value), in: line)
    case .port(let field): addPort(field, line.wholePart(of: value), in: line)
    case .address(let field): addAddress(field, value, in: line)
    case .addresses(let field): addAddresses(field, value, in: line)
    case .source: addProductEnd(.sourceIP, .sourceAddress, .sourcePort, value, in: line)
    case .destination:
      addProductEnd(.destinationIP, .destinationAddress, .destinationPort, value, in: line)
    case .mac(let field): addAnyMAC(field, value, in: line)
    case .transport: addTransport(line.wholePart(of: value), in: line)
    case .url: addLooseURL(value, in: line)
    case .question: addQuestion(value, in: line)
    case .time: addProductTime(value, in: line, context)
    case .status: addStatus(line.wholePart(of: value), in: line)
    case .version:
      let slash = line.findLast(UInt8(ascii: "/"), in: value).map { $0 &+ 1 }
      addNonEmpty(.httpVersion, (slash ?? value.lowerBound) ..| value.upperBound)
    case .outcome: addProductOutcome(value, in: line)
    case .verdict: addVerdict(Verdict(verb: value, in: line))
    case .request: addRequest(value, in: line)
    case .account: addAccount(value, in: line)
    case .mail: addMail(value, in: line)
    case .path(let whole, let name): addPath(whole, name, value, in: line)
    case .hash(let owner): addHashes(owner, value, in: line)
    case .flowTuple: addFlowTuple(value, in: line)
    case .firewallSentence: addFirewallSentence(value, in: line)
    case .lastName(let field):
      let slash = line.findLast(UInt8(ascii: "/"), in: value).map { $0 &+ 1 }
      addNonEmpty(field, (slash ?? value.lowerBound) ..| value.upperBound)
    }
  }

  /// A whole number, in decimal or as `0x1a`.
  private mutating func addWhole(_ field: Field, _ digits: Range<Int>, in line: borrowing Line) {
    if line.unsigned(in: digits) != nil { return addInteger(field, digits, in: line) }
    guard digits.count > 2, digits.count <= 18, line.has("0x", at: digits.lowerBound) else {
      return
    }
    var number: UInt64 = 0
    for index in digits.lowerBound &+ 2..<digits.upperBound {
      guard let digit = line.hexDigit(at: index) else { return }
      number = number << 4 | UInt64(digit)
    }
    addMade(field, number)
  }

  private mutating func addLower(_ field: Field, _ value: Range<Int>, in line: borrowing Line) {
    guard keeps(field), value.count <= 64 else { return }
    var hasCapital = false
    for index in value where line[index] &- 0x41 < 26 { hasCapital = true }
    guard hasCapital else { return add(field, value) }
    let start = storePosition
    for index in value {
      let byte = line[index]
      guard storeByte(byte &- 0x41 < 26 ? byte | 0x20 : byte) else { return }
    }
    add(field, start..<storePosition)
  }

  private mutating func addAddresses(
    _ field: Field, _ value: Range<Int>, in line: borrowing Line
  ) {
    var start = value.lowerBound
    while start < value.upperBound {
      var end = start
      while end < value.upperBound, line[end] != 0x2c, line[end] != 0x3b { end &+= 1 }
      addAddress(field, line.trimmed(start..<end), in: line)
      start = end &+ 1
    }
  }

  /// An address, one with a port, or a name; of a list the first.
  private mutating func addProductEnd(
    _ field: Field, _ other: Field, _ portField: Field, _ value: Range<Int>,
    in line: borrowing Line
  ) {
    let comma = line.find(UInt8(ascii: ","), in: value)
    let text = line.trimmed(value.lowerBound..<comma)
    if let address = line.address(in: text) {
      add(field, address, text)
      if field == .sourceIP { add(.networkType, address.isIPv4 ? .ipv4 : .ipv6) }
      return
    }
    if let end = line.splitEnd(text), addAddress(field, end.address, in: line) {
      if line[end.address.upperBound] != UInt8(ascii: "/") {
        addPort(portField, end.port, in: line)
      }
      return
    }
    // A name of a host has no blanks; other text is nobody's address.
    if line.find(0x20, in: text) == text.upperBound { addNonEmpty(other, text) }
  }

  /// - Parameter isWhole: Whether nothing may stand after the time.
  mutating func addProductTime(
    _ value: Range<Int>, in line: borrowing Line, _ context: borrowing DecodeContext,
    isWhole: Bool = false
  ) {
    let text = line.part(value)
    if let found = text.epochTime(at: value.lowerBound), found.end == value.upperBound {
      setTime(found.time)
    } else if let found = text.time(at: value.lowerBound, context.clock),
      !isWhole || found.end == value.upperBound
    {
      setTime(found.time)
    }
  }

  private mutating func addProductOutcome(_ value: Range<Int>, in line: borrowing Line) {
    switch ProductWords.outcomes.code(of: value, in: line) {
    case 1: add(.eventOutcome, .success)
    case 2: add(.eventOutcome, .failure)
    default: break
    }
  }

  /// `user@domain`: name and domain, and the whole as the user's address and as the name by which
  /// the source is known.
  private mutating func addMail(_ value: Range<Int>, in line: borrowing Line) {
    guard let mark = line.findLast(UInt8(ascii: "@"), in: value), mark > value.lowerBound,
      mark &+ 1 < value.upperBound
    else {
      addAccount(value, in: line)
      return
    }
    add(.userName, value.lowerBound..<mark)
    add(.userDomain, mark &+ 1..<value.upperBound)
    add(.userEmail, value)
    add(.sourceUserName, value)
  }

  private mutating func addPath(
    _ whole: Field, _ name: Field, _ value: Range<Int>, in line: borrowing Line
  ) {
    var start = value.upperBound
    while start > value.lowerBound, line[start &- 1] != UInt8(ascii: "/"),
      line[start &- 1] != UInt8(ascii: "\\")
    {
      start &-= 1
    }
    add(whole, value)
    addNonEmpty(name, start..<value.upperBound)
  }

  private mutating func addHashes(
    _ owner: ProductHashes, _ value: Range<Int>, in line: borrowing Line
  ) {
    var start = value.lowerBound
    while start < value.upperBound {
      let end = line.find(UInt8(ascii: ","), in: start..<value.upperBound)
      let mark = line.find(UInt8(ascii: "="), in: start..<end)
      let hash = line.trimmed(mark < end ? mark &+ 1..<end : start..<end)
      if let field = owner.field(ofDigits: hash.count), line.isHex(hash) { add(field, hash) }
      start = end &+ 1
    }
  }
}

extension Line {
  fileprivate func isHex(_ range: Range<Int>) -> Bool {
    for index in range where hexDigit(at: index) == nil { return false }
    return true
  }
}

/// Words by which products say how something ended.
enum ProductWords {
  static let outcomes = KeyTable(
    [
      "success", "succeeded", "successful", "true", "ok", "passed", "allow", "allowed", "granted",
      "accept", "accepted", "permit", "0", "successfully", "login_success", "complete",
      "completed", "succeed", "s", "result_success", "approved", "success_audit", "audit_success",
      "audit success", "mfa_success", "pass", "0x0", "no error", "none", "logged in",
    ].map { ($0, 1) }
      + [
        "failure", "failed", "fail", "false", "error", "denied", "deny", "rejected", "reject",
        "unauthorized", "invalid", "block", "blocked", "partialfailure", "timeout", "unsuccessful",
        "login_failure", "f", "result_failure", "audit_failure", "audit failure", "fraud",
        "clienterror", "servererror", "interrupted", "canceled", "forbidden", "loginfailed",
      ].map { ($0, 2) }, folds: true)
}
