// Looking up values that must match as a whole.

extension IndicatorTable {
  /// The best indicator in force of the same URL; ``URLParts`` says what is the same.
  package func find(url text: String, atSeconds seconds: Int64) -> Int? {
    place(withLine(text) { line in find(url: line.range, in: line, seconds) })
  }

  /// The best indicator in force of a digest in hexadecimal, in any case.
  package func find(digest text: String, atSeconds seconds: Int64) -> Int? {
    place(withLine(text) { line in find(digest: line.range, in: line, seconds) })
  }

  /// The best indicator in force of a mail address, in any case.
  package func find(mail text: String, atSeconds seconds: Int64) -> Int? {
    place(withLine(text) { line in find(mail: line.range, in: line, seconds) })
  }

  private func place(_ found: UInt32?) -> Int? {
    found.flatMap { $0 == HashSlots.none ? nil : Int($0) }
  }

  func find(url range: Range<Int>, in line: borrowing Line, _ seconds: Int64) -> UInt32 {
    guard exact.holds(.url), let parts = URLParts(range, in: line) else { return HashSlots.none }
    return find(parts, in: line, seconds)
  }

  func find(_ url: URLParts, in line: borrowing Line, _ seconds: Int64) -> UInt32 {
    guard exact.holds(.url) else { return HashSlots.none }
    var hash = KeyHash(.url)
    url.forEachKeyByte(in: line) { byte in
      hash.add(byte)
      return true
    }
    let found = exact.find(.url, hash, records: records, pool: pool) { text in
      var place = text.lowerBound
      var isSame = true
      url.forEachKeyByte(in: line) { byte in
        isSame = place < text.upperBound && pool[place] == byte
        place += 1
        return isSame
      }
      return isSame && place == text.upperBound
    }
    return inForce(found, seconds)
  }

  func find(digest range: Range<Int>, in line: borrowing Line, _ seconds: Int64) -> UInt32 {
    guard exact.holds(.digest), Digest.isDigest(range, in: line) else { return HashSlots.none }
    var hash = KeyHash(.digest)
    Digest.forEachByte(of: range, in: line) { hash.add($0) }
    let found = exact.find(.digest, hash, records: records, pool: pool) { bytes in
      guard bytes.count * 2 == range.count else { return false }
      var place = bytes.lowerBound
      var isSame = true
      Digest.forEachByte(of: range, in: line) { byte in
        isSame = isSame && pool[place] == byte
        place += 1
      }
      return isSame
    }
    return inForce(found, seconds)
  }

  func find(mail range: Range<Int>, in line: borrowing Line, _ seconds: Int64) -> UInt32 {
    guard exact.holds(.mail), range.count <= ExactIndex.mailMaximum else { return HashSlots.none }
    var hash = KeyHash(.mail)
    for index in range { hash.add(asciiLowercase(line[index])) }
    let found = exact.find(.mail, hash, records: records, pool: pool) { text in
      text.count == range.count
        && zip(text, range).allSatisfy { pool[$0] == asciiLowercase(line[$1]) }
    }
    return inForce(found, seconds)
  }
}

/// Gives a text as a line.
func withLine<Result>(_ text: some StringProtocol, _ body: (borrowing Line) -> Result) -> Result? {
  let copy = Array(text.utf8)
  return unsafe copy.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return nil }
    // SAFETY: the line covers exactly the buffer and is used only inside this closure.
    return body(unsafe Line(base: base, start: 0, end: buffer.count))
  }
}
