/// One document of a Sigma file, with nothing resolved: names are text, modifiers are names.
package enum SigmaDocument: Sendable {
  case rule(SigmaRule)
  case correlation(SigmaCorrelation)
  case filter(SigmaFilter)

  package var head: SigmaHead {
    switch self {
    case .rule(let rule): rule.head
    case .correlation(let correlation): correlation.head
    case .filter(let filter): filter.head
    }
  }
}

/// A detection rule ("Sigma Rules Specification" at https://sigmahq.io/sigma-specification/).
package struct SigmaRule: Sendable {
  package let head: SigmaHead
  package internal(set) var logSource: SigmaLogSource
  package internal(set) var detection: SigmaDetection
}

/// A filter (Sigma filters specification): a condition that every matching rule gets added.
package struct SigmaFilter: Sendable {
  package let head: SigmaHead
  package let logSource: SigmaLogSource
  /// Ids or names of the rules that it is for; nil for all of its log source.
  package let rules: [SigmaReference]?
  package let detection: SigmaDetection
}

/// A rule named by another document.
package struct SigmaReference: Sendable {
  /// Its id or its name.
  package let name: String
  package let place: Place
}

/// What a rule's events come from. Names are lower case.
package struct SigmaLogSource: Sendable {
  package var product: String?
  package var category: String?
  package var service: String?
  package var definition: String?
  /// Keys that Sigma does not define.
  package var custom: [YAMLMap.Entry] = []
  package let place: Place
}

/// The `detection` (or `filter`) part: named searches and what is asked of them.
package struct SigmaDetection: Sendable {
  package struct Search: Sendable {
    package let name: String
    package let place: Place
    package let body: SigmaSearch
  }

  package let searches: [Search]
  /// One suffices.
  package let conditions: [SigmaCondition]
  /// The `timeframe` of legacy aggregations.
  package let timeframe: String?
  package let place: Place
}

/// What stands under a search identifier.
package indirect enum SigmaSearch: Sendable {
  /// A map: all of its items hold.
  case all([SigmaItem])
  /// A list: one of its elements holds.
  case any([SigmaSearch])
  /// A text or number by itself, looked for in the whole event.
  case keyword(SigmaItem)
}

/// One line of a search: `field|modifier|modifier: values`.
package struct SigmaItem: Sendable {
  package struct Modifier: Sendable {
    package let name: String
    package let place: Place
  }

  /// Nil for keywords.
  package internal(set) var field: String?
  /// Further fields that may hold the value, which pipelines add.
  package internal(set) var otherFields: [String] = []
  package let place: Place
  package let modifiers: [Modifier]
  package internal(set) var values: [YAMLNode]
  /// Values of `%name%`, which pipelines give.
  package internal(set) var placeholders: [String: [String]] = [:]
}
