import Detect

extension Line {
  /// The entry of a list's line: its first word, or a range with its spaces, without comment and
  /// decoration. Empty when there is none.
  func listEntry(in range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    for index in range {
      // A `#` inside a word (a URL's fragment) is no comment.
      let isWord = index > range.lowerBound && !isListSpace(at: index - 1)
      if self[index] == UInt8(ascii: ";") || self[index] == UInt8(ascii: "#") && !isWord {
        end = index
        break
      }
    }
    var entry = listTrimmed(range.lowerBound..<end)
    if let dash = find("-", in: entry), isListSpace(around: dash, in: entry) { return entry }
    if let space = firstListSpace(in: entry) { entry = host(in: entry, firstWordEnd: space) }
    return undecorated(entry)
  }

  /// The name of a hosts-file line; otherwise the first word.
  private func host(in entry: Range<Int>, firstWordEnd end: Int) -> Range<Int> {
    let first = entry.lowerBound..<end
    guard
      equals("0.0.0.0", in: first) || equals("127.0.0.1", in: first) || equals("::", in: first)
        || equals("::1", in: first)
    else { return trimmedComma(first) }
    let rest = listTrimmed(end..<entry.upperBound)
    return rest.lowerBound..<(firstListSpace(in: rest) ?? rest.upperBound)
  }

  private func trimmedComma(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, self[end - 1] == UInt8(ascii: ",") { end -= 1 }
    return range.lowerBound..<end
  }

  /// Without `||…^`, quotes, a leading `*.` or `.` and a trailing dot.
  private func undecorated(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    if has("||", at: low) { low += 2 }
    while high > low, [0x5e, 0x22, 0x2c].contains(self[high - 1]) { high -= 1 }
    while low < high, self[low] == 0x22 { low += 1 }
    if low + 1 < high, has("*.", at: low) { low += 2 }
    if low < high, self[low] == UInt8(ascii: ".") { low += 1 }
    if high > low, self[high - 1] == UInt8(ascii: ".") { high -= 1 }
    return low..<high
  }

  private func isListSpace(at index: Int) -> Bool {
    self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x0d
  }

  private func isListSpace(around index: Int, in range: Range<Int>) -> Bool {
    index > range.lowerBound && index + 1 < range.upperBound && isListSpace(at: index - 1)
      && isListSpace(at: index + 1)
  }

  private func firstListSpace(in range: Range<Int>) -> Int? {
    for index in range where isListSpace(at: index) { return index }
    return nil
  }

  private func listTrimmed(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, isListSpace(at: low) { low += 1 }
    while high > low, isListSpace(at: high - 1) { high -= 1 }
    return low..<high
  }

  /// Whether the first text of the file opens an HTML document.
  var looksLikeWebPage: Bool {
    var start = range.lowerBound
    while start < end, isListSpace(at: start) || self[start] == 0x0a { start += 1 }
    let head = start..<Swift.min(end, start + 14)
    let tags: [StaticString] = ["<!doctype html", "<html", "<head", "<body"]
    for tag in tags {
      let length = tag.utf8CodeUnitCount
      if head.count >= length, equalsFolded(tag, in: start..<start + length) { return true }
    }
    return false
  }
}
