import Detect

/// The other end of a connection as sshd writes it: `ADDRESS[ port PORT]`.
struct RemoteEnd {
  var address: Range<Int>
  /// Empty when the record has none.
  var port: Range<Int>
  /// The offset after it.
  var next: Int
}

extension Line {
  /// The offset after `text` when it stands at `offset`, else nil.
  @inline(__always) func after(_ text: StaticString, at offset: Int) -> Int? {
    has(text, at: offset) ? offset &+ text.utf8CodeUnitCount : nil
  }

  /// Reads `ADDRESS[ port PORT]` at `offset`. The address may be a host name; it ends at a blank, a
  /// colon and blank, or a comma.
  func remoteEnd(at offset: Int) -> RemoteEnd? {
    var next = offset
    while next < end, self[next] > 0x20, self[next] != UInt8(ascii: ",") { next &+= 1 }
    // `A: 11: text` of old versions: the colon is not the address's.
    if next > offset, self[next &- 1] == UInt8(ascii: ":") { next &-= 1 }
    guard next > offset else { return nil }
    var remote = RemoteEnd(address: offset..<next, port: next..<next, next: next)
    if let digits = after(" port ", at: next) {
      var last = digits
      while last < end, self[last] &- 0x30 < 10 { last &+= 1 }
      if last > digits {
        remote.port = digits..<last
        remote.next = last
      }
    }
    return remote
  }

  /// Where ` from ` last begins in `range`, or nil.
  func lastFrom(in range: Range<Int>) -> Int? {
    var index = range.upperBound &- 6
    while index >= range.lowerBound {
      if self[index] == 0x20, self[index &+ 1] == UInt8(ascii: "f"), has(" from ", at: index) {
        return index
      }
      index &-= 1
    }
    return nil
  }

  /// `range` without ` via ADDRESS` at its end.
  func withoutOwnEnd(_ range: Range<Int>) -> Range<Int> {
    guard let space = findLast(0x20, in: range), space &- 4 >= range.lowerBound,
      has(" via", at: space &- 4)
    else { return range }
    return range.lowerBound..<space &- 4
  }

  /// Whether ` from ADDRESS port PORT ssh2` stands in `range` exactly once.
  func hasOneRemoteEnd(in range: Range<Int>) -> Bool {
    var count = 0
    var index = range.lowerBound
    while let found = find(" from ", in: index..<range.upperBound) {
      index = found &+ 5
      if let remote = remoteEnd(at: found &+ 6), !remote.port.isEmpty { count += 1 }
    }
    return count == 1
  }

  /// `range` without ` [preauth]` or ` [postauth]` at its end.
  func withoutPhase(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty, self[range.upperBound &- 1] == UInt8(ascii: "]") else { return range }
    for text: StaticString in [" [preauth]", " [postauth]"] {
      let start = range.upperBound &- text.utf8CodeUnitCount
      if start >= range.lowerBound, has(text, at: start) { return range.lowerBound..<start }
    }
    return range
  }
}

extension EventWriter {
  /// Adds the other end as the source: an address typed, anything else as `source.address`.
  mutating func addSource(_ remote: RemoteEnd, in line: borrowing Line) {
    addSource(address: remote.address, in: line)
    if !remote.port.isEmpty { addPort(.sourcePort, remote.port, in: line) }
  }

  mutating func addSource(address: Range<Int>, in line: borrowing Line) {
    guard !address.isEmpty, !line.equals("UNKNOWN", in: address) else { return }
    if !addAddress(.sourceIP, address, in: line) { add(.sourceAddress, address) }
  }

  /// Adds what every authentication event has.
  mutating func addAuthentication(_ type: Word, _ action: Word, _ outcome: Word?) {
    add(.eventCategory, .authentication)
    add(.eventType, type)
    add(.eventAction, action)
    if let outcome { add(.eventOutcome, outcome) }
  }

  /// Adds category, type and action.
  mutating func addMeaning(_ category: Word, _ type: Word, _ action: Word) {
    add(.eventCategory, category)
    add(.eventType, type)
    add(.eventAction, action)
  }
}
