/// The values that a walk by a product's table found, by the table's slots, with the ranks of their
/// names; and further values of slots that may have many.
///
/// It belongs to a ``JSONMemory`` and copies like a pointer.
@safe struct ProductValues {
  static let moreMaximum = 48

  struct Value: BitwiseCopyable {
    var start: UInt32 = 0
    var end: UInt32 = 0
    /// A lower one counts more; of no value 255.
    var rank = UInt8.max

    var range: Range<Int> { Int(start) ..| Int(end) }
  }

  struct More {
    var range = 0..<0
    var slot: UInt8 = 0
  }

  private let values: UnsafeMutablePointer<Value>
  private let more: UnsafeMutablePointer<More>

  init() {
    let count = ProductTables.slotsMaximum + 1
    unsafe values = .allocate(capacity: count)
    unsafe more = .allocate(capacity: ProductValues.moreMaximum)
    // SAFETY: as many as were allocated.
    unsafe values.initialize(repeating: Value(), count: count)
    unsafe more.initialize(repeating: More(), count: ProductValues.moreMaximum)
  }

  /// Frees the memory, after which it is not used.
  func deallocate() {
    unsafe values.deallocate()
    unsafe more.deallocate()
  }

  /// Forgets the values of the first `count` slots.
  func removeAll(slots count: Int) {
    precondition(count <= ProductTables.slotsMaximum + 1)
    // SAFETY: just checked.
    unsafe values.update(repeating: Value(), count: count)
  }

  /// The value of a slot.
  subscript(_ slot: Int) -> Value {
    @inline(__always) get {
      precondition(slot >= 0 && slot <= ProductTables.slotsMaximum)
      // SAFETY: just checked.
      return unsafe values[slot]
    }
    nonmutating set {
      precondition(slot >= 0 && slot <= ProductTables.slotsMaximum)
      // SAFETY: just checked.
      unsafe values[slot] = newValue
    }
  }

  /// A further value, from 0.
  subscript(more place: Int) -> More {
    get {
      precondition(place >= 0 && place < ProductValues.moreMaximum)
      // SAFETY: just checked.
      return unsafe more[place]
    }
    nonmutating set {
      precondition(place >= 0 && place < ProductValues.moreMaximum)
      // SAFETY: just checked.
      unsafe more[place] = newValue
    }
  }
}
