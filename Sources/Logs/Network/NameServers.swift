import Detect

/// Name servers whose messages are short: dnsmasq, unbound, CoreDNS, NSD.
///
/// A name that is asked for is the client's word, but none of them lets a blank into it; CoreDNS
/// and unbound write the address first, dnsmasq last.
/// https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html,
/// https://nlnetlabs.nl/documentation/unbound/unbound.conf/, https://coredns.io/plugins/log/
package enum NameServer {
  package static let decoder = Decoder(
    name: "dns", programs: ["dnsmasq", "unbound", "nsd", "coredns"],
    recognises: { body, _ in body.hasNameServerWord }, readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.nameServer.index
      let isMessage = phrases.decode(body, context.clock, &event)
      return isMessage || !context.program.isEmpty ? .event : .notMine
    })

  static let phrases = PhraseSet(dnsmasq + unbound + coredns)

  private static let dnsmasq: [Phrase] = [
    Phrase(.query, "dnsmasq", "query[<qtype:w>] <qname:w> from <ip>"),
    Phrase(.query, "dnsmasq", "<n> <ip>/<port> query[<qtype:w>] <qname:w> from <w>"),
    Phrase(.info, "dnsmasq", "forwarded <qname:w> to <dip>"),
    Phrase(.info, "dnsmasq", "<|reply|cached|config|> <qname:w> is <rcode:w>"),
  ]

  private static let unbound: [Phrase] =
    ["", "[<w>] ", "[<time>] unbound[<pid>:<n>] "].flatMap(unbound(after:))
    + ["", "info: ", "[<time>] nsd[<pid>]: info: "].map(nsd(after:))

  private static func unbound(after head: String) -> [Phrase] {
    [
      Phrase(.query, "unbound", head, "<|info|query|reply|>: <ip> <qname:w> <qtype:w> IN"),
      Phrase(
        .query, "unbound", head, "<|info|query|reply|>: <ip> <qname:w> <qtype:w> IN <rcode:w> <*>"),
      Phrase(
        .denied, "unbound", head,
        "info: rpz: applied [<rule>] <w> <reason:w> <ip>@<port> <qname:w> <qtype:w> IN"),
      Phrase(
        .denied, "unbound", head,
        "info: <w> <reason:w> <ip>@<port> <qname:w> <qtype:w> IN"),
    ]
  }

  private static func nsd(after head: String) -> Phrase {
    Phrase(
      .denied, "nsd", head, "axfr for <|zone ||><qname:w> from <|client ||><ip> refused, <*>")
  }

  private static let coredns: [Phrase] = ["", "<time> "].flatMap(coredns(after:))

  private static func coredns(after head: String) -> [Phrase] {
    [
      Phrase(
        .query, "coredns", head,
        "[INFO] <ip> - <n> \"<qtype:w> <qclass:w> <qname:w> <transport:w> <received> <w> <w>\" <rcode:w> <w> <replied> <w><*>"
      ),
      Phrase(
        .info, "coredns", head, "[ERROR] plugin/errors: <rcode:w> <qname:w> <qtype:w>: <reason>"),
    ]
  }
}

extension Line {
  /// What begins the message of a name server without a program's name.
  var hasNameServerWord: Bool {
    guard count > 24 else { return false }
    if has("[INFO] ", at: start) || has("[ERROR] plugin", at: start) { return true }
    // `2026-01-05T09:00:00.123Z [INFO] …` of CoreDNS, `[1767574800] unbound[…`.
    if self[start &+ 10] == UInt8(ascii: "T") { return has("Z [", at: start &+ 23) }
    return has("] unbound[", at: start &+ 11) || has("] nsd[", at: start &+ 11)
  }
}
