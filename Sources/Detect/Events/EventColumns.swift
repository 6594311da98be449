/// The events of one block as flat columns. Reused from block to block; a worker owns one.
@safe @usableFromInline package struct EventColumns: ~Copyable {
  /// The most fields of one event; further ones are left out and the event is marked.
  @usableFromInline package static let fieldsPerEventMaximum = 512

  @usableFromInline var eventStore: UnsafeMutableBufferPointer<Event>
  @usableFromInline var fieldStore: UnsafeMutableBufferPointer<FieldSpan>
  @usableFromInline package private(set) var eventCount = 0
  @usableFromInline package private(set) var fieldCount = 0
  /// IPv6 addresses that spans point at.
  @usableFromInline package private(set) var addresses: [Address] = []
  /// Whole numbers that spans point at: negative ones, and those of 2^32 and more.
  @usableFromInline package private(set) var numbers: [Number] = []

  package init() {
    unsafe eventStore = .allocate(capacity: 1024)
    unsafe fieldStore = .allocate(capacity: 32768)
  }

  deinit {
    unsafe eventStore.deallocate()
    unsafe fieldStore.deallocate()
  }

  package mutating func removeAll() {
    eventCount = 0
    fieldCount = 0
    addresses.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
  }

  @inlinable package subscript(event index: Int) -> Event {
    precondition(index >= 0 && index < eventCount, "no such event")
    // SAFETY: just checked; the first `eventCount` are initialised.
    return unsafe eventStore[index]
  }

  @inlinable package subscript(field index: Int) -> FieldSpan {
    precondition(index >= 0 && index < fieldCount, "no such field")
    // SAFETY: just checked; the first `fieldCount` are initialised.
    return unsafe fieldStore[index]
  }

  /// The places of an event's fields, for `subscript(field:)`.
  @inlinable package func fields(of event: Event) -> Range<Int> {
    Int(event.firstField)..<Int(event.firstField) + Int(event.fieldCount)
  }

  /// The address of a span of kind ``ValueKind/ipv4`` or ``ValueKind/ipv6``, else nil.
  @inlinable package func address(of span: FieldSpan) -> Address? {
    switch span.kind {
    case .ipv4: Address(ipv4: span.value)
    case .ipv6: addresses[Int(span.value)]
    default: nil
    }
  }

  /// The whole number of a span of kind ``ValueKind/integer`` or ``ValueKind/wideInteger``, else
  /// nil.
  @inlinable package func number(of span: FieldSpan) -> Number? {
    switch span.kind {
    case .integer: Number(Int64(span.value))
    case .wideInteger: numbers[Int(span.value)]
    default: nil
    }
  }

  /// The times of the first and the last event that has one, in record order.
  package var times: (first: Int64, last: Int64)? {
    var first: Int64?
    var last: Int64 = 0
    for place in 0..<eventCount where self[event: place].flags.contains(.hasTime) {
      last = self[event: place].timeNanoseconds
      if first == nil { first = last }
    }
    return first.map { ($0, last) }
  }

  /// The span of the event's first field `id`, or nil.
  package func first(_ id: FieldID, of event: Event) -> FieldSpan? {
    for index in fields(of: event) where self[field: index].field == id {
      return self[field: index]
    }
    return nil
  }

  // MARK: Writing, for EventWriter

  @inlinable mutating func reserveEvent() {
    if unsafe eventCount == eventStore.count { growEvents() }
    if unsafe fieldCount &+ EventColumns.fieldsPerEventMaximum &+ 8 > fieldStore.count {
      growFields()
    }
  }

  @usableFromInline mutating func growEvents() {
    // SAFETY: the first `eventCount` are initialised and move; the rest of both is not.
    let larger = unsafe UnsafeMutableBufferPointer<Event>.allocate(capacity: eventStore.count * 2)
    _ = unsafe larger.moveInitialize(fromContentsOf: eventStore[..<eventCount])
    unsafe eventStore.deallocate()
    unsafe eventStore = larger
  }

  @usableFromInline mutating func growFields() {
    // SAFETY: the first `fieldCount` are initialised and move; the rest of both is not.
    let larger = unsafe UnsafeMutableBufferPointer<FieldSpan>.allocate(
      capacity: fieldStore.count * 2)
    _ = unsafe larger.moveInitialize(fromContentsOf: fieldStore[..<fieldCount])
    unsafe fieldStore.deallocate()
    unsafe fieldStore = larger
  }

  @usableFromInline mutating func append(_ span: FieldSpan) {
    precondition(unsafe fieldCount < fieldStore.count)
    // SAFETY: just checked.
    unsafe (fieldStore.baseAddress! + fieldCount).initialize(to: span)
    fieldCount &+= 1
  }

  @usableFromInline mutating func append(_ event: Event) {
    precondition(unsafe eventCount < eventStore.count)
    // SAFETY: just checked.
    unsafe (eventStore.baseAddress! + eventCount).initialize(to: event)
    eventCount &+= 1
  }

  @usableFromInline mutating func intern(_ address: Address) -> UInt32 {
    addresses.append(address)
    return UInt32(truncatingIfNeeded: addresses.count - 1)
  }

  @usableFromInline mutating func intern(_ number: Number) -> UInt32 {
    numbers.append(number)
    return UInt32(truncatingIfNeeded: numbers.count - 1)
  }

  mutating func replace(eventAt place: Int, with event: Event) {
    precondition(place >= 0 && place < eventCount, "no such event")
    // SAFETY: just checked.
    unsafe eventStore[place] = event
  }

  mutating func replace(fieldAt place: Int, with span: FieldSpan) {
    precondition(place >= 0 && place < fieldCount, "no such field")
    // SAFETY: just checked.
    unsafe fieldStore[place] = span
  }

  /// Forgets the fields after the first `count`; for a decoder that gave a record up.
  mutating func truncateFields(to count: Int) { fieldCount = min(fieldCount, count) }
}
