/// A read-only array that copies like an integer, so that reading it in a loop costs no reference
/// counting. Its elements live as long as the ``TableStore`` that froze it.
@safe struct Table<Element: BitwiseCopyable>: @unchecked Sendable {
  private let base: UnsafePointer<Element>
  let count: Int

  fileprivate init(base: UnsafePointer<Element>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  @inline(__always) subscript(_ index: Int) -> Element {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
    // SAFETY: just checked; all `count` are initialised and never change.
    return unsafe base[index]
  }

  @inline(__always) subscript(_ index: UInt32) -> Element { self[Int(index)] }

  /// The first element, for kernels to read `count` of them.
  @unsafe @inline(__always) var start: UnsafePointer<Element> { unsafe base }
}

extension Table<UInt8> {
  /// The eight bytes at `offset`, the first in the lowest bits.
  @inline(__always) func word(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= count, "outside the table")
    // SAFETY: just checked.
    let word = unsafe UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self)
    return UInt64(littleEndian: word)
  }
}

/// Owns the memory of tables. Filled while a program is built, then only kept alive.
@safe final class TableStore: @unchecked Sendable {
  private var addresses: [UInt] = []

  /// A table with the elements of `array`.
  func freeze<Element: BitwiseCopyable>(_ array: [Element]) -> Table<Element> {
    let base = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    for (index, element) in array.enumerated() {
      // SAFETY: the capacity is at least the count.
      unsafe (base + index).initialize(to: element)
    }
    addresses.append(UInt(bitPattern: base))
    return unsafe Table(base: UnsafePointer(base), count: array.count)
  }

  deinit {
    // SAFETY: each was allocated by `freeze`, and no table outlives its program.
    for address in addresses { unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }
}

/// An array of fixed length for the scratch space of a matcher.
@safe struct Scratch<Element: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating element: Element, count: Int) {
    unsafe base = .allocate(capacity: max(1, count))
    self.count = count
    unsafe base.initialize(repeating: element, count: max(1, count))
  }

  deinit { unsafe base.deallocate() }

  @inline(__always) subscript(_ index: Int) -> Element {
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
      // SAFETY: just checked; all `count` are initialised.
      return unsafe base[index]
    }
    set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
      // SAFETY: just checked.
      unsafe base[index] = newValue
    }
  }

  mutating func fill(_ element: Element) { for index in 0..<count { self[index] = element } }
}

/// A set of small numbers that forgets all of them in one step.
struct StampedSet: ~Copyable {
  private var stamps: Scratch<UInt32>
  private var members: Scratch<UInt32>
  private(set) var count = 0
  private var generation: UInt32 = 1

  /// - Parameter capacity: All members are below it.
  init(capacity: Int) {
    stamps = Scratch(repeating: 0, count: capacity)
    members = Scratch(repeating: 0, count: capacity)
  }

  @inline(__always) mutating func removeAll() {
    count = 0
    generation &+= 1
    if generation == 0 {
      stamps.fill(0)
      generation = 1
    }
  }

  @inline(__always) func contains(_ member: UInt32) -> Bool { stamps[Int(member)] == generation }

  /// Adds `member`. Returns whether it is new.
  @inline(__always) @discardableResult mutating func insert(_ member: UInt32) -> Bool {
    if stamps[Int(member)] == generation { return false }
    stamps[Int(member)] = generation
    members[count] = member
    count &+= 1
    return true
  }

  /// The member that was added as number `place`.
  @inline(__always) subscript(_ place: Int) -> UInt32 { members[place] }
}
