package import Detect

/// What a decoder made of a record (or of its part after the header).
package enum DecodeResult: Sendable {
  /// An event; fields were written.
  case event
  /// Another decoder's: nothing was written, or the caller rewinds.
  case notMine
  /// This decoder's format, broken. What could be read was written; the event is marked.
  case malformed
}

/// Turns records of one format into events.
///
/// `decode` reads only inside `body`, writes fields in any order, and takes an address that could
/// come to be blocked only from where the daemon or device itself writes it.
package struct Decoder: Sendable {
  package typealias Decode =
    @Sendable (borrowing Line, borrowing DecodeContext, inout EventWriter) -> DecodeResult
  package typealias Recognise = @Sendable (borrowing Line, borrowing DecodeContext) -> Bool

  /// The name in `event.dataset` and `--format`.
  package let name: String
  /// Program names (syslog tags) whose messages it takes.
  package let programs: [String]
  /// A cheap look at a body whose program name says nothing: could it be this format?
  package let recognises: Recognise
  /// Whether the program writes files of its own without a syslog header, so that a record may be
  /// its whole.
  package let readsWhole: Bool
  /// Decodes the part after the header, or the whole record when there is none.
  package let decode: Decode

  package init(
    name: String, programs: [String] = [], recognises: @escaping Recognise = { _, _ in false },
    readsWhole: Bool = false, decode: @escaping Decode
  ) {
    self.name = name
    self.programs = programs
    self.recognises = recognises
    self.readsWhole = readsWhole
    self.decode = decode
  }
}

/// What a decoder may know beside the record.
package struct DecodeContext: ~Copyable {
  /// How times without a year or a zone are read.
  package let clock: TimeReference
  /// Whether a syslog header was read and has set the event's time.
  package var hasHeader = false
  /// The program name in the header, or an empty range. Offsets are of the same block.
  package var program: Range<Int> = 0..<0
  /// Whether the program is a task of a Cisco controller, whose messages are IOS's.
  package var isController = false
  /// Of an RFC 5424 header with structured data, or with what looks like it: the part of the record
  /// from the message's identifier on. Empty otherwise.
  package var data: Range<Int> = 0..<0
  /// How deep records are nested in records (a line in JSON in syslog); at most 2.
  package var depth = 0

  package init(clock: TimeReference) { self.clock = clock }
}
