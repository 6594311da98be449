import Detect
package import Response
private import Glibc

/// The connections that the kernel follows (conntrack), to end those of blocked addresses.
///
/// A connection that is forgotten here is a new one with its next packet, which the block then
/// meets; also where a rule lets what is established pass. Speaks ctnetlink
/// (linux/netfilter/nfnetlink_conntrack.h), and needs CAP_NET_ADMIN.
package struct ConnectionTable: Sendable {
  /// Deletions of one message.
  private static let deletionsPerBatch = 1000

  package init() {}

  /// Forgets every connection that begins or ends in a network of the list.
  ///
  /// - Returns: How many there were.
  /// - Throws: ``PushError``; some may be forgotten.
  /// - Complexity: O(connections of this machine).
  @discardableResult
  package func cut(_ members: [AddressSet.Member]) throws(PushError) -> Int {
    let wanted = Wanted(members)
    var count = 0
    for isIPv4 in [true, false] where wanted.has(isIPv4: isIPv4) {
      var found: [FollowedConnection] = []
      let socket = try NetlinkSocket()
      var question = NetlinkMessages()
      question.append(
        .getConnections, flags: NetlinkMessages.request | NetlinkMessages.dump,
        family: FollowedConnection.family(isIPv4: isIPv4))
      try socket.ask(question, to: "list connections") { part in
        guard let connection = FollowedConnection(part),
          connection.ends.contains(where: wanted.holds)
        else { return }
        found.append(connection)
      }
      try delete(found, isIPv4: isIPv4, socket)
      count += found.count
    }
    return count
  }

  private func delete(
    _ connections: [FollowedConnection], isIPv4: Bool, _ socket: borrowing NetlinkSocket
  ) throws(PushError) {
    var rest = connections[...]
    while !rest.isEmpty {
      var messages = NetlinkMessages()
      for connection in rest.prefix(Self.deletionsPerBatch) {
        messages.append(
          .deleteConnection, flags: NetlinkMessages.request | NetlinkMessages.acknowledge,
          family: FollowedConnection.family(isIPv4: isIPv4)
        ) { message in
          for (type, value) in connection.attributes {
            message.attribute(type, isNested: type == 1) { $0.append(value) }
          }
        }
      }
      // One that has ended meanwhile is not there any more.
      try socket.commit(
        messages, through: messages.sequence, to: "forget a connection", forgiving: ENOENT)
      rest = rest.dropFirst(Self.deletionsPerBatch)
    }
  }

  /// The addresses whose connections are cut.
  private struct Wanted {
    private var hosts: Set<Address> = []
    private var networks: [Prefix] = []

    init(_ members: [AddressSet.Member]) {
      for member in members {
        if member.network.isHost {
          hosts.insert(member.network.address)
        } else {
          networks.append(member.network)
        }
      }
    }

    func has(isIPv4: Bool) -> Bool {
      hosts.contains { $0.isIPv4 == isIPv4 } || networks.contains { $0.isIPv4 == isIPv4 }
    }

    func holds(_ address: Address) -> Bool {
      hosts.contains(address) || networks.contains { $0.contains(address) }
    }
  }
}

/// A connection as the kernel tells it.
struct FollowedConnection {
  /// Both ends, as the one who began it sees them, and as the answers do: behind address
  /// translation these differ.
  let ends: [Address]
  /// What names it to the kernel: the first direction, the zone and the identifier.
  let attributes: [(type: UInt16, value: ArraySlice<UInt8>)]

  private static let original: UInt16 = 1
  private static let reply: UInt16 = 2
  private static let identifier: UInt16 = 12
  private static let zone: UInt16 = 18

  init?(_ bytes: ArraySlice<UInt8>) {
    var ends: [Address] = []
    var attributes: [(type: UInt16, value: ArraySlice<UInt8>)] = []
    for (type, value) in NetlinkReader.attributes(bytes) {
      if type == Self.original || type == Self.reply { ends += FollowedConnection.ends(value) }
      if type == Self.original || type == Self.identifier || type == Self.zone {
        attributes.append((type, value))
      }
    }
    guard attributes.contains(where: { $0.type == Self.original }), !ends.isEmpty else {
      return nil
    }
    self.ends = ends
    self.attributes = attributes
  }

  /// `AF_INET` or `AF_INET6`.
  static func family(isIPv4: Bool) -> UInt8 { isIPv4 ? 2 : 10 }

  private static func ends(_ direction: ArraySlice<UInt8>) -> [Address] {
    guard let address = NetlinkReader.attributes(direction).first(where: { $0.type == 1 }) else {
      return []
    }
    return NetlinkReader.attributes(address.value).compactMap { type, value in
      switch (type, value.count) {
      case (1...2, 4): Address(ipv4: UInt32(truncatingIfNeeded: NetlinkReader.big(value.prefix(4))))
      case (3...4, 16):
        Address(high: NetlinkReader.big(value), low: NetlinkReader.big(value.dropFirst(8)))
      default: nil
      }
    }
  }
}
