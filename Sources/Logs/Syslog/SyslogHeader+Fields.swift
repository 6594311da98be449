import Detect

extension SyslogHeader {
  /// Writes what the header says into the event under way; all but the message.
  func write(_ line: borrowing Line, to event: inout EventWriter) {
    guard isPresent else { return }
    if let time { event.setTime(time) }
    event.event.repetitions = repetitions
    if priority >= 0 { writePriority(to: &event) }
    event.addNonEmpty(.hostName, host)
    event.addNonEmpty(.processName, program)
    if !processID.isEmpty, event.keeps(.processPid) || event.keeps(.logSyslogProcid) {
      if let number = line.unsigned(in: processID) {
        event.add(FieldID(.processPid), Number(number), processID)
      } else {
        event.add(.logSyslogProcid, processID)
      }
    }
    guard !version.isEmpty else { return }
    event.addInteger(.logSyslogVersion, version, in: line)
    event.addNonEmpty(.logSyslogMsgid, messageID)
    event.addNonEmpty(.logSyslogStructuredData, structuredData)
  }

  private func writePriority(to event: inout EventWriter) {
    event.append(FieldID(.logSyslogPriority), .integer, priorityText, value: UInt32(priority))
    event.addNumber(.logSyslogFacilityCode, UInt8(truncatingIfNeeded: priority >> 3))
    event.addNumber(.logSyslogSeverityCode, UInt8(truncatingIfNeeded: priority & 7))
  }
}

extension EventWriter {
  /// Adds a number of 0 to 99 that stands nowhere in the record.
  mutating func addNumber(_ field: Field, _ value: UInt8) {
    guard keeps(field) else { return }
    let start = storePosition
    if value >= 10 { guard storeByte(0x30 &+ value / 10) else { return } }
    guard storeByte(0x30 &+ value % 10) else { return }
    append(FieldID(field), .integer, start..<storePosition, value: UInt32(value))
  }
}
