package import Detect

extension RecordDecoder {
  /// Which decoder a record went to and why, in a line for people: `sshd: RFC 3164 header; program
  /// 'sshd'`. Allocates.
  ///
  /// - Parameter event: What ``decode(_:isCut:into:)`` made of the record.
  package func explanation(of event: Event, _ record: borrowing Line) -> String {
    let text = record.part(record.textRange)
    let header = SyslogHeader(text, clock)
    let start = text.afterBlanks(text.start)
    let isObject = start < text.end && text[start] == UInt8(ascii: "{")
    let reasons = [
      isObject ? "JSON object" : RecordDecoder.kind(of: header),
      named != nil
        ? "format named by the user" : reason(event, header, text, isObject: isObject),
    ]
    return
      "\(RecordDecoder.dataset(of: event, datasets: datasets)): \(reasons.joined(separator: "; "))"
  }

  private static func kind(of header: borrowing SyslogHeader) -> String {
    if !header.isPresent { return "no header" }
    if !header.version.isEmpty { return "RFC 5424 header" }
    return header.time == nil ? "priority without a time" : "RFC 3164 header"
  }

  private func reason(
    _ event: Event, _ header: borrowing SyslogHeader, _ text: borrowing Line, isObject: Bool
  ) -> String {
    let place = Int(event.decoder)
    let program = text.string(in: header.program.isEmpty ? text.start..<text.start : header.program)
    if place >= Decoders.all.count {
      let own = custom.decoders[place - Decoders.all.count]
      let byProgram = !own.programs.isEmpty && !program.isEmpty
      return "a decoder of your own, by " + (byProgram ? "program '\(program)'" : "shape")
    }
    if isObject { return place == Decoders.json ? "its own members" : "the log line it wraps" }
    if place == Decoders.plain {
      return program.isEmpty
        ? "no decoder has its shape" : "no decoder has program '\(program)' or its shape"
    }
    if place == Decoders.pam { return "begins with a PAM module" }
    let isProgram =
      !header.program.isEmpty && programs.decoder(of: header.program, in: text) == place
    return isProgram ? "program '\(program)'" : "shape of the message"
  }
}
