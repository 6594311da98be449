extension ProductTables {
  /// The tables of all products; of two whose marks a record has, the first counts. The last has
  /// no marks: it is for all others.
  static let texts: [StaticString] = kinds.flatMap { $0 }

  private static let kinds: [[StaticString]] = [
    [windows, suricata, zeek], amazon, google, microsoft, identity, endpoints, edge, services,
    others,
    [general],
  ]
}
