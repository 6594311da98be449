/// What a field's value is, beside its text.
@frozen @usableFromInline
package enum ValueKind: UInt8, Sendable {
  /// Text only.
  case text
  /// An IPv4 address; `value` is it.
  case ipv4
  /// An IPv6 address; `value` is its place in ``EventColumns/addresses``.
  case ipv6
  /// A whole number of 0 to 2^32 − 1; `value` is it.
  case integer
  /// A whole number outside that; `value` is its place in ``EventColumns/numbers``.
  case wideInteger
  /// A number with a fraction or an exponent, or too large for 64 bits; its text says which.
  case decimal
  /// `value` is 0 or 1.
  case boolean
  /// Present without a value (JSON null).
  case null
}

/// One field of one event: which, where its text stands, and its typed value.
@frozen @usableFromInline
package struct FieldSpan: Sendable {
  @usableFromInline package let field: FieldID
  @usableFromInline package let kind: ValueKind
  /// Where the text begins in the block's buffer: in a record, the arena or the lexicon.
  @usableFromInline package let offset: UInt32
  @usableFromInline package let length: UInt32
  @usableFromInline package let value: UInt32

  @inlinable package init(
    field: FieldID, kind: ValueKind, offset: UInt32, length: UInt32, value: UInt32
  ) {
    self.field = field
    self.kind = kind
    self.offset = offset
    self.length = length
    self.value = value
  }

  @inlinable package var range: Range<Int> { Int(offset)..<Int(offset) + Int(length) }
}
