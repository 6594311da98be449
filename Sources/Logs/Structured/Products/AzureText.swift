import Detect

// What Azure's network logs hold as text inside JSON.

extension EventWriter {
  /// Adds a flow tuple of version 1 or 2 of the logs of network security groups
  /// (`time,from,to,port,port,T|U,I|O,A|D[,state,packets,bytes,packets,bytes]`), or of the flow logs
  /// of virtual networks, where the protocol is a number and the state says what became of it
  /// (https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview,
  /// https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview).
  mutating func addFlowTuple(_ value: Range<Int>, in line: borrowing Line) {
    var columns: [13 of Range<Int>] = .init(repeating: 0..<0)
    var count = 0
    var start = value.lowerBound
    while start <= value.upperBound, count < 13 {
      let end = line.find(UInt8(ascii: ","), in: start ..| value.upperBound)
      columns[count] = start ..| end
      count &+= 1
      start = end &+ 1
    }
    guard count >= 8, line.address(in: columns[1]) != nil, line.address(in: columns[2]) != nil
    else { return }
    if let time = line.part(columns[0]).epochTime(at: columns[0].lowerBound) { setTime(time.time) }
    addAddress(.sourceIP, columns[1], in: line)
    addAddress(.destinationIP, columns[2], in: line)
    addPort(.sourcePort, columns[3], in: line)
    addPort(.destinationPort, columns[4], in: line)
    let isNumber = line.unsigned(in: columns[5]) != nil
    if isNumber {
      addTransport(columns[5], in: line)
    } else {
      add(.networkTransport, line.equals("U", in: columns[5]) ? .udp : .tcp)
    }
    add(.networkDirection, line.equals("O", in: columns[6]) ? .outbound : .inbound)
    addDecision(columns[7], in: line)
    // Version 4 has whether it was encrypted in between.
    let first = 9
    guard count >= first &+ 4 else { return }
    addInteger(.sourcePackets, columns[first], in: line)
    addInteger(.sourceBytes, columns[first &+ 1], in: line)
    addInteger(.destinationPackets, columns[first &+ 2], in: line)
    addInteger(.destinationBytes, columns[first &+ 3], in: line)
    addSum(.networkPackets, columns[first], columns[first &+ 2], in: line)
    addSum(.networkBytes, columns[first &+ 1], columns[first &+ 3], in: line)
  }

  /// `A` and `D` of the groups; `D` of virtual networks, whose other states are of flows that went
  /// on.
  private mutating func addDecision(_ text: Range<Int>, in line: borrowing Line) {
    if line.equals("D", in: text) {
      add(.eventType, .denied)
    } else if text.count == 1 {
      add(.eventType, .allowed)
    }
  }

  /// Adds what a sentence of Azure Firewall says: `TCP request from ADDRESS:PORT to ADDRESS:PORT.
  /// Action: Deny. …`, `HTTPS request from ADDRESS:PORT to NAME:PORT. …`, `… was DNAT'ed to
  /// ADDRESS:PORT`, `DNS Request: ADDRESS:PORT - ID TYPE IN NAME udp …`
  /// (https://learn.microsoft.com/azure/firewall/diagnostic-logs). Names stand before the words that
  /// are looked for only where the firewall has them end.
  mutating func addFirewallSentence(_ value: Range<Int>, in line: borrowing Line) {
    if let start = line.after("DNS Request: ", at: value.lowerBound), start <= value.upperBound {
      addNameRequest(start ..| value.upperBound, in: line)
      return
    }
    let space = line.find(0x20, in: value)
    let protocolName = value.lowerBound ..| space
    guard line.has(" request from ", at: space) else { return }
    let source = line.word(from: space &+ 14, in: value)
    addFirewallEnd(.sourceIP, .sourceAddress, .sourcePort, source, in: line)
    if let word = Transport.word(named: protocolName, in: line) {
      add(.networkTransport, word)
    } else {
      add(.networkTransport, .tcp)
      addMadeLower(.networkProtocol, protocolName, in: line)
    }
    guard line.has(" to ", at: source.upperBound) else { return }
    let destination = line.word(from: source.upperBound &+ 4, in: value)
    addFirewallEnd(.destinationIP, .destinationDomain, .destinationPort, destination, in: line)
    addFirewallAction(destination.upperBound ..| value.upperBound, in: line)
  }

  private mutating func addFirewallAction(_ rest: Range<Int>, in line: borrowing Line) {
    if let mark = line.find(" was DNAT'ed to ", in: rest) {
      let target = line.lastWord(from: mark &+ 16, in: rest)
      if let end = line.splitEnd(target) {
        addAddress(.destinationNATIP, end.address, in: line)
        addPort(.destinationNATPort, end.port, in: line)
      }
      add(.eventType, .allowed)
    }
    guard let mark = line.find("Action: ", in: rest) else { return }
    let action = line.lastWord(from: mark &+ 8, in: rest)
    add(.eventAction, action)
    addVerdict(Verdict(verb: action, in: line))
  }

  private mutating func addNameRequest(_ text: Range<Int>, in line: borrowing Line) {
    let source = line.word(from: text.lowerBound, in: text)
    addFirewallEnd(.sourceIP, .sourceAddress, .sourcePort, source, in: line)
    add(.networkProtocol, .dns)
    guard line.has(" - ", at: source.upperBound) else { return }
    let number = line.word(from: source.upperBound &+ 3, in: text)
    let type = line.word(from: number.upperBound &+ 1, in: text)
    let kind = line.word(from: type.upperBound &+ 1, in: text)
    let name = line.word(from: kind.upperBound &+ 1, in: text)
    let transport = line.word(from: name.upperBound &+ 1, in: text)
    let size = line.word(from: transport.upperBound &+ 1, in: text)
    addNonEmpty(.dnsID, number)
    addNonEmpty(.dnsQuestionType, type)
    addNonEmpty(.dnsQuestionClass, kind)
    if !name.isEmpty { addQuestion(name, in: line) }
    if let word = Transport.word(named: transport, in: line) { add(.networkTransport, word) }
    addInteger(.sourceBytes, size, in: line)
    let dnssec = line.word(from: size.upperBound &+ 1, in: text)
    let buffer = line.word(from: dnssec.upperBound &+ 1, in: text)
    let code = line.word(from: buffer.upperBound &+ 1, in: text)
    addNonEmpty(.dnsResponseCode, code)
    let flags = line.word(from: code.upperBound &+ 1, in: text)
    let answer = line.word(from: flags.upperBound &+ 1, in: text)
    if line.unsigned(in: answer) != nil { addInteger(.destinationBytes, answer, in: line) }
  }

  /// `ADDRESS:PORT`, `NAME:PORT`, perhaps with the point that ends the sentence.
  private mutating func addFirewallEnd(
    _ field: Field, _ other: Field, _ portField: Field, _ word: Range<Int>, in line: borrowing Line
  ) {
    guard !word.isEmpty else { return }
    let isLast = line[word.upperBound &- 1] == UInt8(ascii: ".")
    let text = word.lowerBound..<word.upperBound &- (isLast ? 1 : 0)
    if addAddress(field, text, in: line) { return }
    if let end = line.splitEnd(text) {
      addAddress(field, end.address, in: line)
      addPort(portField, end.port, in: line)
      return
    }
    guard let colon = line.findLast(UInt8(ascii: ":"), in: text) else {
      addNonEmpty(other, text)
      return
    }
    addNonEmpty(other, text.lowerBound..<colon)
    addPort(portField, colon &+ 1 ..| text.upperBound, in: line)
  }

  /// Adds a word in small letters.
  private mutating func addMadeLower(
    _ field: Field, _ text: Range<Int>, in line: borrowing Line
  ) {
    let start = storePosition
    for index in text {
      let byte = line[index]
      guard storeByte(byte &- 0x41 < 26 ? byte | 0x20 : byte) else { return }
    }
    addNonEmpty(field, start..<storePosition)
  }
}

extension Line {
  /// The text from `offset` to the next blank.
  fileprivate func word(from offset: Int, in range: Range<Int>) -> Range<Int> {
    let start = min(max(offset, range.lowerBound), range.upperBound)
    return start..<find(0x20, in: start..<range.upperBound)
  }

  /// The same without the point that ends a sentence.
  fileprivate func lastWord(from offset: Int, in range: Range<Int>) -> Range<Int> {
    let word = word(from: offset, in: range)
    let isLast = !word.isEmpty && self[word.upperBound &- 1] == UInt8(ascii: ".")
    return word.lowerBound..<word.upperBound &- (isLast ? 1 : 0)
  }
}
