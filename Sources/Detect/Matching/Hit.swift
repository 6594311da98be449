/// A detection rule that holds for an event of the block being matched.
@frozen
package struct RuleHit: Hashable, Sendable {
  /// The event's place in its block's columns.
  package let event: UInt32
  /// The rule's place in the program.
  package let rule: UInt32

  @inlinable package init(event: UInt32, rule: UInt32) {
    self.event = event
    self.rule = rule
  }
}

/// An indicator that a value of an event matched.
@frozen
package struct IndicatorHit: Hashable, Sendable {
  /// The event's place in its block's columns.
  package let event: UInt32
  /// The span's place in the columns.
  package let field: UInt32
  /// The indicator's place in its table.
  package let indicator: UInt32

  @inlinable package init(event: UInt32, field: UInt32, indicator: UInt32) {
    self.event = event
    self.field = field
    self.indicator = indicator
  }
}
