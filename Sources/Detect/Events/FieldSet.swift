/// A set of ECS fields as bits. It holds all fields that have no ECS name.
@frozen @usableFromInline struct FieldSet: Sendable {
  @usableFromInline var bits: [8 of UInt64]

  @usableFromInline static let all = FieldSet()
  static let none = FieldSet([])

  private init() { bits = .init(repeating: .max) }

  init(_ fields: Set<FieldID>) {
    precondition(Field.allCases.count <= FieldSet.capacity)
    bits = .init(repeating: .max)
    for field in Field.allCases where !fields.contains(FieldID(field)) {
      bits[Int(field.ordinal) >> 6] &= ~(1 << UInt64(field.ordinal & 63))
    }
  }

  mutating func insert(_ field: Field) {
    bits[Int(field.ordinal) >> 6] |= 1 << UInt64(field.ordinal & 63)
  }

  /// Whether the set has the field of ECS.
  func has(_ field: Field) -> Bool { contains(FieldID(field)) }

  @usableFromInline static let capacity = 512

  @inlinable func contains(_ field: FieldID) -> Bool {
    let place = Int(field.rawValue)
    return place >= 512 || bits[place &>> 6] &>> UInt64(truncatingIfNeeded: place & 63) & 1 != 0
  }
}
