import Detect

// What stands before `IN=`: the kernel's stamp, then text that the administrator or a product
// chose. The verdict is in it by convention only.

extension Netfilter {
  /// Adds the rule and the verdict that the prefix tells.
  static func addPrefix(
    _ range: Range<Int>, of body: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    var prefix = withoutStamps(body.trimmed(range), of: body)
    var word = VerdictWord()
    if let mark = body.find("DESCR=\"", in: prefix) {
      addNonEmptyDescription(mark + 7..<prefix.upperBound, of: body, &writer)
      prefix = body.trimmed(prefix.lowerBound..<mark)
    }
    if let last = prefix.last, body[last] == UInt8(ascii: "]"),
      let open = body.findLast(UInt8(ascii: "["), in: prefix)
    {
      prefix = open + 1..<last
      if body.has("UFW ", at: open + 1) { writer.event.logSource = KnownLogSource.ufw.index }
      word = addBracketed(prefix, of: body, &writer)
    } else if let stamp = proxmoxStamp(in: prefix, of: body) {
      word = addProxmox(prefix, stampAt: stamp, of: body, &writer)
      if !context.hasHeader { _ = writer.readTime(at: stamp, in: body, context.clock) }
    } else {
      prefix = withoutColon(prefix, of: body)
      word = VerdictWord.last(in: prefix, of: body)
      if isFirewalld(prefix, body) { writer.event.logSource = KnownLogSource.firewalld.index }
      addVerdict(word, named: prefix, &writer)
      return
    }
    addVerdict(word, named: prefix.lowerBound..<prefix.lowerBound, &writer)
  }

  /// Adds a verdict and the rule it is known by.
  static func addVerdict(
    _ word: VerdictWord, named name: Range<Int>, _ writer: inout EventWriter
  ) {
    writer.addConnection(word.verdict)
    if word.verdict != .unknown { writer.add(.eventAction, word.action) }
    writer.addNonEmpty(.ruleName, name)
  }

  /// Whether the prefix is one of those that firewalld makes by itself.
  private static func isFirewalld(_ prefix: Range<Int>, _ body: borrowing Line) -> Bool {
    let start = prefix.lowerBound
    return body.has("filter_", at: start) || body.has("FINAL_REJECT", at: start)
      || body.has("STATE_INVALID_DROP", at: start) || body.has("rpfilter_DROP", at: start)
      || body.has("RFC3964_IPv4_REJECT", at: start)
  }

  /// The prefix without the kernel's time and thread: `[  203.842973] `, `[    T1] `.
  private static func withoutStamps(_ range: Range<Int>, of body: borrowing Line) -> Range<Int> {
    var range = range
    if body.has("kernel: ", at: range.lowerBound) {
      range = body.trimmed(range.lowerBound + 7..<max(range.upperBound, range.lowerBound + 7))
    }
    while !range.isEmpty, body[range.lowerBound] == UInt8(ascii: "[") {
      let close = body.find(UInt8(ascii: "]"), in: range)
      guard close < range.upperBound,
        isStamp(body.trimmed(range.lowerBound + 1..<close), of: body)
      else { break }
      range = body.trimmed(close + 1..<range.upperBound)
    }
    return range
  }

  /// Seconds with a fraction, a thread (`T1`, `C0`), or a date as `dmesg -T` writes it.
  private static func isStamp(_ range: Range<Int>, of body: borrowing Line) -> Bool {
    guard let first = range.first else { return false }
    if range.count == 24, body[range.lowerBound + 13] == UInt8(ascii: ":") { return true }
    let isThread = body[first] == UInt8(ascii: "T") || body[first] == UInt8(ascii: "C")
    var dots = 0
    for index in range.dropFirst(isThread ? 1 : 0) {
      if body[index] == UInt8(ascii: ".") {
        dots += 1
      } else if body[index] &- 0x30 > 9 {
        return false
      }
    }
    return isThread ? range.count > 1 && dots == 0 : dots == 1
  }

  private static func withoutColon(_ range: Range<Int>, of body: borrowing Line) -> Range<Int> {
    var range = range
    while !range.isEmpty, body[range.upperBound - 1] == UInt8(ascii: ":") {
      range = body.trimmed(range.lowerBound..<range.upperBound - 1)
    }
    return range
  }

  private static func addNonEmptyDescription(
    _ range: Range<Int>, of body: borrowing Line, _ writer: inout EventWriter
  ) {
    let quote = body.findLast(UInt8(ascii: "\""), in: range) ?? range.upperBound
    writer.addNonEmpty(.ruleDescription, range.lowerBound..<quote)
  }
}

extension Netfilter {
  /// Prefixes in brackets: `UFW BLOCK` and the like, or `chain-rule-D` and `chain-D-rule`, where
  /// the letter is the verdict (VyOS, EdgeOS, UniFi). A chain `wan-lan` names the zones.
  private static func addBracketed(
    _ range: Range<Int>, of body: borrowing Line, _ writer: inout EventWriter
  ) -> VerdictWord {
    guard let last = body.findLast(UInt8(ascii: "-"), in: range),
      let middle = body.findLast(UInt8(ascii: "-"), in: range.lowerBound..<last)
    else {
      writer.addNonEmpty(.ruleName, range)
      return VerdictWord.last(in: range, of: body)
    }
    let middlePart = middle + 1..<last
    let lastPart = last + 1..<range.upperBound
    let chain = range.lowerBound..<middle
    writer.addNonEmpty(.ruleName, range)
    if let word = verdict(letter: lastPart, of: body) {
      writer.addNonEmpty(.ruleRuleset, chain)
      writer.addNonEmpty(.ruleID, middlePart)
      addZones(chain, of: body, &writer)
      return word
    }
    if let word = verdict(letter: middlePart, of: body) {
      writer.addNonEmpty(.ruleRuleset, chain)
      writer.addNonEmpty(.ruleID, lastPart)
      addZones(chain, of: body, &writer)
      return word
    }
    return VerdictWord.last(in: range, of: body)
  }

  private static func verdict(letter: Range<Int>, of body: borrowing Line) -> VerdictWord? {
    guard letter.count == 1 else { return nil }
    return switch body[letter.lowerBound] {
    case UInt8(ascii: "D"): VerdictWord(verdict: .denied, action: .drop)
    case UInt8(ascii: "R"): VerdictWord(verdict: .denied, action: .reject)
    case UInt8(ascii: "A"): VerdictWord(verdict: .allowed, action: .accept)
    default: nil
    }
  }

  private static func addZones(
    _ chain: Range<Int>, of body: borrowing Line, _ writer: inout EventWriter
  ) {
    let dash = body.find(UInt8(ascii: "-"), in: chain)
    guard dash < chain.upperBound, dash > chain.lowerBound, dash + 1 < chain.upperBound,
      body.find(UInt8(ascii: "-"), in: dash + 1..<chain.upperBound) == chain.upperBound
    else { return }
    writer.add(.observerIngressZone, chain.lowerBound..<dash)
    writer.add(.observerEgressZone, dash + 1..<chain.upperBound)
  }
}

extension Netfilter {
  /// Where the date of a Proxmox line begins: `VMID LEVEL CHAIN 05/Jan/2026:09:00:00 +0800 …`.
  private static func proxmoxStamp(in range: Range<Int>, of body: borrowing Line) -> Int? {
    let slash = body.find(UInt8(ascii: "/"), in: range)
    guard slash - range.lowerBound >= 6, slash + 24 <= range.upperBound,
      body[slash + 4] == UInt8(ascii: "/"), body[slash + 9] == UInt8(ascii: ":"),
      body[slash - 3] == 0x20
    else { return nil }
    return slash - 2
  }

  /// Adds the chain and the time of a Proxmox line, and the guest's port that the chain names:
  /// `tap101i0-IN` judges what goes to the guest, and `IN=` only names the bridge.
  private static func addProxmox(
    _ range: Range<Int>, stampAt stamp: Int, of body: borrowing Line, _ writer: inout EventWriter
  ) -> VerdictWord {
    let rule = withoutColon(body.trimmed(stamp + 26..<range.upperBound), of: body)
    let head = body.trimmed(range.lowerBound..<stamp)
    if let space = body.findLast(0x20, in: head) {
      let chain = space + 1..<head.upperBound
      writer.addNonEmpty(.ruleRuleset, chain)
      if let dash = body.findLast(UInt8(ascii: "-"), in: chain) {
        let port = chain.lowerBound..<dash
        if body.equals("IN", in: dash + 1..<chain.upperBound) {
          writer.addNonEmpty(.observerIngressInterfaceName, port)
        } else if body.equals("OUT", in: dash + 1..<chain.upperBound) {
          writer.addNonEmpty(.observerEgressInterfaceName, port)
        }
      }
    }
    writer.addNonEmpty(.ruleName, rule)
    return VerdictWord.last(in: rule, of: body)
  }
}
