import Detect

/// Whom a policy rule names.
///
/// An address only ever comes from the typed source and destination of an alert, which decoders
/// take from where the device or daemon itself wrote them. Text of a record (a user name, a URL,
/// the value that an indicator was seen as) is never read as one.
package enum PolicyTarget: String, Sendable, CaseIterable {
  case source, destination
  /// The end of the connection that lies in the indicator's network.
  case indicator
  /// The one end that is not internal; neither when both are external.
  case external
  /// The user that the record names: text of a log, of at most 256 bytes, and never read as an
  /// address.
  case user
  /// The domain of the indicator, as its feed has it.
  case domain

  enum Finding: Equatable {
    case absent
    case found(Decision.Target)
    case ambiguous(Decision.Target)
  }

  func find(in alert: Alert, isInternal: (Address) -> Bool) -> Finding {
    switch self {
    case .source: host(alert.source)
    case .destination: host(alert.destination)
    case .indicator: host(listedEnd(of: alert))
    case .external: externalEnd(of: alert, isInternal: isInternal)
    case .user: user(of: alert)
    case .domain: listedDomain(of: alert).map { .found(.domain($0)) } ?? .absent
    }
  }

  private func host(_ address: Address?) -> Finding {
    address.map { .found(.network(Prefix(host: $0))) } ?? .absent
  }

  private func user(of alert: Alert) -> Finding {
    guard let name = alert.userName, (1...256).contains(name.utf8.count) else { return .absent }
    return .found(.user(name))
  }

  private func listedEnd(of alert: Alert) -> Address? {
    guard case .network(let network)? = alert.indicator?.value else { return nil }
    return [alert.source, alert.destination].lazy.compactMap { $0 }.first(where: network.contains)
  }

  private func externalEnd(of alert: Alert, isInternal: (Address) -> Bool) -> Finding {
    let source = alert.source.flatMap { isInternal($0) ? nil : $0 }
    let destination = alert.destination.flatMap { isInternal($0) ? nil : $0 }
    if let source, let destination, source != destination {
      return .ambiguous(.network(Prefix(host: source)))
    }
    return host(source ?? destination)
  }

  private func listedDomain(of alert: Alert) -> String? {
    guard case .domain(let name)? = alert.indicator?.value else { return nil }
    return name
  }
}
