import Detect

extension Verdict {
  /// What a device's verb says became of the traffic. Verbs that only report (`alert`, `detect`,
  /// `log`) say nothing.
  init(verb: Range<Int>, in line: borrowing Line) {
    self = .unknown
    guard let first = verb.first else { return }
    func begins(_ word: StaticString) -> Bool {
      let count = word.utf8CodeUnitCount
      return verb.count >= count && line.equalsFolded(word, in: first..<first + count)
    }
    switch line[first] | 0x20 {
    case UInt8(ascii: "a"):
      if begins("accept") || begins("allow") || begins("acc_") { self = .allowed }
    case UInt8(ascii: "b"):
      if begins("bypass") { self = .allowed }
      if begins("block") || begins("ban") { self = .denied }
    case UInt8(ascii: "c"):
      if begins("continue") || begins("close") { self = .allowed }
      if begins("clear_session") || begins("clear session") { self = .denied }
    case UInt8(ascii: "d"):
      if begins("drop") || begins("deny") || begins("denied") || begins("discard") {
        self = .denied
      }
      if begins("decrypt") { self = .allowed }
    case UInt8(ascii: "e"): if begins("encrypt") { self = .allowed }
    case UInt8(ascii: "f"): if begins("forward") { self = .allowed }
    case UInt8(ascii: "i"): if begins("isolate") { self = .denied }
    case UInt8(ascii: "n"): if begins("not blocked") { self = .allowed }
    case UInt8(ascii: "p"):
      if begins("pass") || begins("permit") { self = .allowed }
      if begins("prevent") { self = .denied }
    case UInt8(ascii: "q"): if begins("quarantine") { self = .denied }
    case UInt8(ascii: "r"):
      if begins("reject") || begins("reset") || begins("refuse") || begins("random-drop")
        || begins("remove")
      {
        self = .denied
      }
    case UInt8(ascii: "s"): if begins("sinkhole") { self = .denied }
    case UInt8(ascii: "t"): if begins("terminate") { self = .denied }
    default: break
    }
  }
}
