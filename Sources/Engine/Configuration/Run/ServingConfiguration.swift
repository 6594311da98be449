package import Response
package import Rules

/// What is handed out over HTTP, and which sets of the kernel are kept.
package struct ServingConfiguration: Sendable {
  /// Nil serves nothing.
  package var listen: SocketAddress?
  /// Nil speaks without TLS.
  package var tls: TLSFiles?
  package var lists: [ServedList] = []
  package var consumers: [Consumer] = []
  /// The kernel's sets.
  package var pushes: [PushConfiguration] = []
  /// Firewalls that are told by OpenC2.
  package var actuators: [ActuatorConfiguration] = []
  /// Where changes of decisions are told.
  package var hooks: [DecisionHookConfiguration] = []

  package init() {}
}

/// Sets of the kernel that follow the decisions.
package struct PushConfiguration: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case nft, ipset }

  package let kind: Kind
  package var options: BlockListOptions
  /// Whether connections of what comes to be blocked are ended.
  package var cutsConnections = false
  package let place: Place

  /// What logs and status call it.
  var name: String { "\(kind.rawValue) \(options.name)" }

  var table: any KernelTable {
    switch kind {
    case .nft: NftTable(options: options)
    case .ipset: IpsetTable(options: options)
    }
  }
}
