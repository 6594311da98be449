/// What a shard knows of one key: one cache line.
///
/// A key whose window holds one entry, and that has not fired of late, holds the entry here.
/// Otherwise the entries are in a list, and the same words hold the count, the time from which the
/// key may fire again and the end of the list.
@safe struct KeySlot {
  private(set) var keyHigh: UInt64
  private(set) var keyLow: UInt64
  /// The newest time seen for the key; inline, also the time of the entry.
  var newest: Int64
  private var word: UInt64
  private var place: UInt64
  private var record: UInt64
  private var first: UnsafeMutablePointer<WindowChunk>?
  private(set) var correlation: UInt32
  /// Of a list that counts events, its entries; of one that counts values, where its value times
  /// are.
  var extra: UInt32

  static let free = UInt32.max
  /// `extra` of a list without value times.
  static let noTimes = UInt32.max
  /// `extra` of a list that a firing has emptied.
  private static let emptied = UInt32.max - 1

  /// A slot that holds no key.
  init() {
    keyHigh = 0
    keyLow = 0
    newest = 0
    word = 0
    place = 0
    record = 0
    unsafe first = nil
    correlation = KeySlot.free
    extra = 0
  }

  /// A key with its first event.
  init(_ input: CorrelationInput) {
    keyHigh = input.keyHigh
    keyLow = input.keyLow
    newest = input.timeNanoseconds
    word = input.value
    place = input.evidence.place
    record = input.evidence.record
    unsafe first = nil
    correlation = input.correlation
    extra = KeySlot.noTimes
  }

  /// Gives the key to another correlation.
  ///
  /// - Parameter change: What the key's halves differ by.
  mutating func move(to correlation: UInt32, change: (high: UInt64, low: UInt64)) {
    self.correlation = correlation
    keyHigh ^= change.high
    keyLow ^= change.low
  }

  var isFree: Bool { correlation == KeySlot.free }
  var isInline: Bool { unsafe first == nil && extra != KeySlot.emptied }
  var isEmptied: Bool { extra == KeySlot.emptied }

  // MARK: Inline

  var entry: WindowEntry {
    WindowEntry(
      timeNanoseconds: newest, value: word,
      evidence: EvidenceReference(place: place, record: record))
  }

  mutating func setEntry(_ input: CorrelationInput) {
    word = input.value
    place = input.evidence.place
    record = input.evidence.record
    unsafe first = nil
    extra = KeySlot.noTimes
  }

  // MARK: With a list

  var total: Int64 {
    get { Int64(bitPattern: word) }
    set { word = UInt64(bitPattern: newValue) }
  }

  /// The time from which the key may fire again.
  var rearm: Int64 {
    get { Int64(bitPattern: place) }
    set { place = UInt64(bitPattern: newValue) }
  }

  var list: EntryList {
    get {
      // SAFETY: `record` holds the address that was put there, and means it while `first` is set.
      unsafe EntryList(
        first: first, last: UnsafeMutablePointer(bitPattern: UInt(truncatingIfNeeded: record)))
    }
    set {
      unsafe first = newValue.first
      record = unsafe UInt64(UInt(bitPattern: newValue.last))
    }
  }

  /// Says that the list, whose entries and value times are freed, is empty since a firing.
  mutating func setEmptied() {
    list = EntryList()
    total = 0
    extra = KeySlot.emptied
  }

  /// Makes an emptied list one to which entries can be added.
  mutating func reopen(countsValues: Bool) {
    if isEmptied { extra = countsValues ? KeySlot.noTimes : 0 }
  }

  /// Moves the inline entry, of time `time`, to a list.
  mutating func promote(time: Int64, total: Int64, extra: UInt32, _ bytes: inout Int) {
    var list = EntryList()
    var entry = entry
    entry.timeNanoseconds = time
    _ = list.insert(entry, mergesRuns: false, &bytes)
    self.total = total
    rearm = .min
    self.list = list
    self.extra = extra
  }
}

extension EvidenceReference {
  init(place: UInt64, record: UInt64) {
    self.place = place
    self.record = record
  }
}
