import Detect
package import Response

/// The table of ``BlockListFormat/nft``: replaced by nft, changed over netlink.
///
/// nft reads every set of the machine before it adds one element; a message to the kernel costs the
/// same few microseconds whatever the sets hold.
package struct NftTable: KernelTable {
  private let options: BlockListOptions
  /// Elements of one message: their attribute may have 64 KiB.
  private static let elementsPerMessage = 256
  /// Elements of one transaction.
  private static let elementsPerBatch = 50_000

  package var longestSeconds: Int64 { 360_000_000 }

  package init(options: BlockListOptions = BlockListOptions()) { self.options = options }

  package func replace(by list: BlockList, atSeconds: Int64) throws(PushError) {
    try Tool.run(
      "nft", ["-f", "-"], input: list.render(.nft, atSeconds: atSeconds, options: options))
  }

  package func change(
    _ changes: ElementChanges, to list: BlockList, atSeconds: Int64
  ) throws(PushError) {
    let socket = try NetlinkSocket()
    var work: [Work] = []
    for ipv4 in [true, false] {
      let own = { (member: AddressSet.Member) in member.network.isIPv4 == ipv4 }
      let removed = changes.removed.filter { own($0) && $0.network.isHost }
      let added = changes.added.filter { own($0) && $0.network.isHost }
      let set = ipv4 ? "hosts4" : "hosts6"
      // What is not there cannot be deleted, and an element may end at any moment. Added first, it
      // is there.
      for part in removed.parts(of: Self.elementsPerMessage) {
        work.append(Work(kind: .newElements, set: set, members: part, isBare: true))
        work.append(Work(kind: .deleteElements, set: set, members: part, isBare: true))
      }
      for part in added.parts(of: Self.elementsPerMessage) {
        work.append(Work(kind: .newElements, set: set, members: part, isBare: false))
      }
      let isChanged = { (member: AddressSet.Member) in own(member) && !member.network.isHost }
      guard changes.removed.contains(where: isChanged) || changes.added.contains(where: isChanged)
      else { continue }
      // Networks are few; all of them anew, in one transaction.
      let networks = ipv4 ? "networks4" : "networks6"
      work.append(Work(kind: .deleteElements, set: networks, members: [], isBare: true))
      let all = list.members.filter { isChanged($0) && $0.expiresSeconds > atSeconds }
      for part in all.parts(of: Self.elementsPerMessage) {
        work.append(Work(kind: .newElements, set: networks, members: part, isBare: false))
      }
    }
    try commit(work, list, atSeconds, socket)
  }

  /// What one message does to one set.
  private struct Work {
    let kind: NetlinkMessages.Kind
    let set: String
    let members: [AddressSet.Member]
    /// Without time and comment.
    let isBare: Bool
  }

  private func commit(
    _ work: [Work], _ list: BlockList, _ atSeconds: Int64, _ socket: borrowing NetlinkSocket
  ) throws(PushError) {
    var start = 0
    while start < work.count {
      var end = start
      var count = 0
      while end < work.count,
        count == 0 || count < Self.elementsPerBatch
          || work[end].set.hasPrefix("networks")
      {
        count += max(1, work[end].members.count)
        end += 1
      }
      var messages = NetlinkMessages()
      messages.append(.batchBegin, flags: NetlinkMessages.request)
      for part in work[start..<end] { append(part, list, atSeconds, to: &messages) }
      let last = messages.sequence
      messages.append(.batchEnd, flags: NetlinkMessages.request)
      try socket.commit(messages, through: last)
      start = end
    }
  }

  private func append(
    _ work: Work, _ list: BlockList, _ atSeconds: Int64, to messages: inout NetlinkMessages
  ) {
    let create = work.kind == .newElements ? NetlinkMessages.create : 0
    let flags = NetlinkMessages.request | NetlinkMessages.acknowledge | create
    messages.append(work.kind, flags: flags) { message in
      message.attribute(1, text: options.name)
      message.attribute(2, text: work.set)
      guard !work.members.isEmpty else { return }
      message.attribute(3, isNested: true) { message in
        for member in work.members {
          append(member, work.isBare ? nil : list, atSeconds, to: &message)
        }
      }
    }
  }

  /// An element; for a network its start, and the address after its end.
  private func append(
    _ member: AddressSet.Member, _ list: BlockList?, _ atSeconds: Int64,
    to message: inout NetlinkMessages
  ) {
    message.attribute(1, isNested: true) { message in
      message.key(member.network.address)
      guard let list else { return }
      if member.expiresSeconds != Decision.never {
        let seconds = min(longestSeconds, max(1, member.expiresSeconds - atSeconds))
        message.attribute(4, big: UInt64(seconds) * 1000)
      }
      let comment = list.comment(of: member, limit: 120)
      message.attribute(6, [0, UInt8(comment.count + 1)] + comment + [0])
    }
    guard !member.network.isHost, let next = member.network.last.next else { return }
    message.attribute(1, isNested: true) { message in
      message.attribute(3, big: UInt32(1))
      message.key(next)
    }
  }

  package func held(atSeconds: Int64) throws(PushError) -> [AddressSet.Member] {
    let socket = try NetlinkSocket()
    var found: [AddressSet.Member] = []
    for set in ["hosts4", "networks4", "hosts6", "networks6"] {
      var messages = NetlinkMessages()
      messages.append(.getElements, flags: NetlinkMessages.request | NetlinkMessages.dump) {
        $0.attribute(1, text: options.name)
        $0.attribute(2, text: set)
      }
      var elements: [NftElement] = []
      try socket.ask(messages) { part in
        for (type, list) in NetlinkReader.attributes(part) where type == 3 {
          for (_, element) in NetlinkReader.attributes(list) {
            if let element = NftElement(element, atSeconds: atSeconds) { elements.append(element) }
          }
        }
      }
      found += NftElement.members(elements, areNetworks: set.hasPrefix("networks"))
    }
    return found.sorted { $0.network < $1.network }
  }
}

extension NetlinkMessages {
  /// A key of four or sixteen bytes.
  fileprivate mutating func key(_ address: Address) {
    attribute(1, isNested: true) { message in
      message.attribute(1) { message in
        if address.isIPv4 {
          message.append(address: UInt64(address.ipv4), bytes: 4)
        } else {
          message.append(address: address.high, bytes: 8)
          message.append(address: address.low, bytes: 8)
        }
      }
    }
  }

  private mutating func append(address: UInt64, bytes count: UInt64) {
    for place in (0..<count).reversed() {
      append(byte: UInt8(truncatingIfNeeded: address >> (place * 8)))
    }
  }
}

extension Array {
  /// The elements in parts of at most `count`.
  fileprivate func parts(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map {
      Array(self[$0..<Swift.min($0 + count, self.count)])
    }
  }
}

/// An element as the kernel tells it.
struct NftElement {
  let address: Address
  let expiresSeconds: Int64
  let isEnd: Bool

  init?(_ bytes: ArraySlice<UInt8>, atSeconds: Int64) {
    var address: Address?
    var expires = Decision.never
    var isEnd = false
    for (type, value) in NetlinkReader.attributes(bytes) {
      switch type {
      case 1: address = NftElement.address(value)
      case 3: isEnd = NetlinkReader.big(value) & 1 != 0
      case 5: expires = atSeconds + Int64(clamping: (NetlinkReader.big(value) + 999) / 1000)
      default: break
      }
    }
    guard let address else { return nil }
    self.address = address
    expiresSeconds = expires
    self.isEnd = isEnd
  }

  private static func address(_ key: ArraySlice<UInt8>) -> Address? {
    guard let value = NetlinkReader.attributes(key).first(where: { $0.type == 1 })?.value else {
      return nil
    }
    switch value.count {
    case 4: return Address(ipv4: UInt32(NetlinkReader.big(value)))
    case 16:
      return Address(
        high: NetlinkReader.big(value), low: NetlinkReader.big(value.dropFirst(8)))
    default: return nil
    }
  }

  /// Hosts as they are; starts and ends as the networks between them.
  static func members(_ elements: [NftElement], areNetworks: Bool) -> [AddressSet.Member] {
    guard areNetworks else {
      return elements.map {
        .init(network: Prefix(host: $0.address), expiresSeconds: $0.expiresSeconds, place: 0)
      }
    }
    let sorted = elements.sorted {
      $0.address == $1.address ? $0.isEnd && !$1.isEnd : $0.address < $1.address
    }
    var found: [AddressSet.Member] = []
    for (place, element) in sorted.enumerated() where !element.isEnd {
      let end = sorted[(place + 1)...].first.map(\.address)
      guard let network = NftElement.network(from: element.address, before: end) else { continue }
      found.append(
        .init(network: network, expiresSeconds: element.expiresSeconds, place: 0))
    }
    return found
  }

  /// The network that begins at an address and ends before another; nil when it is none.
  private static func network(from start: Address, before end: Address?) -> Prefix? {
    for length in 0...(start.isIPv4 ? 32 : 128) {
      guard let network = Prefix(start, length: length), network.address == start,
        network.isIPv4 == start.isIPv4
      else { continue }
      if network.last.next == end { return network }
    }
    return nil
  }
}
