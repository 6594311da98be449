import Detect

/// What no other decoder knows: a syslog message of any program, or text without a header.
package enum PlainText {
  package static let decoder = Decoder(name: "syslog", decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard context.hasHeader else {
      event.event.logSource = KnownLogSource.unrecognised.index
      return .event
    }
    let program = event.arenaLine(context.program)
    let isKernel = program.equals("kernel", in: program.range)
    event.event.logSource = (isKernel ? KnownLogSource.kernel : .syslog).index
    return .event
  }
}
