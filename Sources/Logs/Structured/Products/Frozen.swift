/// Values that are made once and never freed, so that reading them counts no references.
@safe struct Frozen<Element: Sendable>: @unchecked Sendable {
  private let base: UnsafePointer<Element>
  let count: Int

  init(_ values: [Element]) {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(values.count, 1))
    // SAFETY: the memory was just allocated for as many values, and is never freed.
    for (index, value) in values.enumerated() { unsafe (copy + index).initialize(to: value) }
    unsafe base = UnsafePointer(copy)
    count = values.count
  }

  @inline(__always) subscript(place: Int) -> Element {
    precondition(place >= 0 && place < count, "no such place")
    // SAFETY: just checked.
    return unsafe base[place]
  }
}
