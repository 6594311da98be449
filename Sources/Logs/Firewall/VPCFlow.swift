import Detect

/// AWS VPC flow logs: columns between blanks, 14 of them by default.
///
/// Fields: "Amazon VPC User Guide, Flow log records". A custom format may put them in any order; the
/// order is then read off the values: addresses stand in pairs, then ports, protocol and counts.
package enum VPCFlow {
  package static let decoder = Decoder(
    name: "aws_vpcflow",
    recognises: { body, context in context.program.isEmpty && isFlow(body) }, decode: decode)

  /// The columns of one record.
  struct Columns {
    var values: [40 of Range<Int>] = .init(repeating: 0..<0)
    var count = 0

    init(_ body: borrowing Line) {
      var next = body.afterBlanks(body.start)
      while next < body.end, count < 40 {
        let end = body.find(0x20, from: next)
        values[count] = next..<end
        count &+= 1
        next = body.afterBlanks(end)
      }
    }

    subscript(place: Int) -> Range<Int> { place >= 0 && place < count ? values[place] : 0..<0 }
  }

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard isFlow(body) else { return .notMine }
    let columns = Columns(body)
    var record = DeviceRecord()
    writer.event.logSource = KnownLogSource.awsVPCFlow.index
    if isDefault(columns, body) {
      readDefault(columns, &record, body, &writer)
    } else if !readCustom(columns, &record, body, &writer) {
      return .notMine
    }
    finish(&record, body, context, &writer)
    return .event
  }

  /// Begins with a digit, and has an interface's name and a status.
  private static func isFlow(_ body: borrowing Line) -> Bool {
    guard body.count >= 40, body[body.start] &- 0x30 < 10 else { return false }
    guard body.find(" eni-", in: body.start..<min(body.end, body.start &+ 160)) != nil else {
      return body.has(" OK", at: body.end &- 3) && body[body.start &+ 1] == 0x20
        && (body.find(" ACCEPT ", in: body.range) != nil
          || body.find(" REJECT ", in: body.range) != nil)
    }
    return true
  }

  /// `version account interface source destination …`.
  private static func isDefault(_ columns: Columns, _ body: borrowing Line) -> Bool {
    guard columns.count >= 14, columns[0].count == 1 else { return false }
    let status = columns[13]
    return body.equals("OK", in: status) || body.equals("NODATA", in: status)
      || body.equals("SKIPDATA", in: status)
  }

  private static func readDefault(
    _ columns: Columns, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    for place in 0..<columns.count {
      record.take(map[place], code: place, columns[place], in: body, &writer)
    }
  }

  /// What stands in the columns of the default format, and of version 5 after it.
  private static let map = ColumnMap([
    (1, .text(.cloudAccountID)), (2, .keep(.ingress)), (3, .keep(.source)),
    (4, .keep(.destination)),
    (5, .keep(.sourcePort)), (6, .keep(.destinationPort)), (7, .keep(.transport)),
    (8, .keep(.sentPackets)), (9, .keep(.sent)), (10, .keep(.date)), (11, .keep(.stamp)),
    (12, .keep(.action)), (13, .keep(.status)),
  ])
}

extension VPCFlow {
  /// Reads a record of any order by its values; false when it has no pair of addresses.
  private static func readCustom(
    _ columns: Columns, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) -> Bool {
    var pair = 0
    while pair &+ 1 < columns.count,
      body.address(in: columns[pair]) == nil || body.address(in: columns[pair &+ 1]) == nil
    {
      pair &+= 1
    }
    guard pair &+ 1 < columns.count else { return false }
    record[.source] = columns[pair]
    record[.destination] = columns[pair &+ 1]
    var next = pair &+ 2
    if isPort(columns[next], body), isPort(columns[next &+ 1], body) {
      record[.sourcePort] = columns[next]
      record[.destinationPort] = columns[next &+ 1]
      next &+= 2
    }
    if body.address(in: columns[next]) != nil, body.address(in: columns[next &+ 1]) != nil {
      // The addresses of the packet itself, where a gateway stands between.
      next &+= 2
    }
    if let number = body.unsigned(in: columns[next]), number <= 255 {
      record[.transport] = columns[next]
      next &+= 1
      readCounts(columns[next], columns[next &+ 1], &record, body)
    }
    for place in 0..<columns.count {
      let value = columns[place]
      if body.equals("ACCEPT", in: value) || body.equals("REJECT", in: value) {
        record[.action] = value
      } else if body.has("eni-", at: value.lowerBound) {
        record[.ingress] = value
      } else if value.count == 12, body.unsigned(in: value) != nil {
        writer.add(.cloudAccountID, value)
      } else if value.count == 10, let time = body.unsigned(in: value), time > 1_000_000_000 {
        // The later of two is the end.
        record[.stamp] = value
      }
    }
    return true
  }

  /// A packet has twenty bytes at least, so the larger number counts bytes.
  private static func readCounts(
    _ first: Range<Int>, _ second: Range<Int>, _ record: inout DeviceRecord, _ body: borrowing Line
  ) {
    guard let a = body.unsigned(in: first), let b = body.unsigned(in: second) else { return }
    record[.sent] = a > b ? first : second
    record[.sentPackets] = a > b ? second : first
  }

  private static func isPort(_ value: Range<Int>, _ body: borrowing Line) -> Bool {
    value.count <= 5 && body.unsigned(in: value).map { $0 <= 65535 } ?? false
  }

  static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    if line.equals("0", in: record[.sourcePort]), line.equals("0", in: record[.destinationPort]) {
      record[.sourcePort] = 0..<0
      record[.destinationPort] = 0..<0
    }
    record.addEnds(line, &writer)
    record.addVolume(line, &writer)
    writer.addNonEmpty(.observerIngressInterfaceName, record[.ingress])
    let action = record[.action]
    record.addKind(.traffic, verdict: Verdict(verb: action, in: line), verb: action, &writer)
    record.addTime(line, context, &writer)
  }
}
