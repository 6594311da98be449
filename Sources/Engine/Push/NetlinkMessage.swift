/// Netlink messages of the packet filter, as bytes (linux/netlink.h, linux/netfilter/nf_tables.h and
/// nfnetlink_conntrack.h; what stands there is the kernel's ABI and does not change).
struct NetlinkMessages {
  private(set) var bytes: [UInt8] = []
  /// The number of the last message.
  private(set) var sequence: UInt32 = 0

  enum Kind: UInt16 {
    case batchBegin = 0x10
    case batchEnd = 0x11
    /// Subsystem nf_tables (10), `NFT_MSG_NEWSETELEM`.
    case newElements = 0x0a0c
    case getElements = 0x0a0d
    case deleteElements = 0x0a0e
    /// Subsystem ctnetlink (1), `IPCTNL_MSG_CT_GET`.
    case getConnections = 0x0101
    case deleteConnection = 0x0102
  }

  /// `NLM_F_…`
  static let request: UInt16 = 1
  static let acknowledge: UInt16 = 4
  static let dump: UInt16 = 0x300
  static let create: UInt16 = 0x400
  /// `NFPROTO_INET`
  static let inet: UInt8 = 1

  /// Appends a message whose attributes `body` appends.
  ///
  /// - Parameter family: `NFPROTO_INET` for sets; of connections `AF_INET` or `AF_INET6`.
  mutating func append(
    _ kind: Kind, flags: UInt16, family: UInt8 = NetlinkMessages.inet,
    _ body: (inout NetlinkMessages) -> Void = { _ in }
  ) {
    let start = bytes.count
    sequence += 1
    append(native: UInt32(0))
    append(native: kind.rawValue)
    append(native: flags)
    append(native: sequence)
    append(native: UInt32(0))
    let isBatch = kind == .batchBegin || kind == .batchEnd
    bytes.append(isBatch ? 0 : family)
    bytes.append(0)
    append(big: isBatch ? UInt16(10) : 0)
    body(&self)
    set(UInt32(bytes.count - start), at: start)
  }

  /// Appends an attribute whose value `body` appends.
  mutating func attribute(
    _ type: UInt16, isNested: Bool = false, _ body: (inout NetlinkMessages) -> Void
  ) {
    let start = bytes.count
    append(native: UInt16(0))
    append(native: type | (isNested ? 0x8000 : 0))
    body(&self)
    let length = UInt16(truncatingIfNeeded: bytes.count - start)
    withUnsafeBytes(of: length) { source in
      for (place, byte) in source.enumerated() { bytes[start + place] = byte }
    }
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  mutating func attribute(_ type: UInt16, _ value: some Sequence<UInt8>) {
    attribute(type) { $0.bytes.append(contentsOf: value) }
  }

  mutating func attribute(_ type: UInt16, text: String) {
    attribute(type) { message in
      message.bytes.append(contentsOf: text.utf8)
      message.bytes.append(0)
    }
  }

  mutating func attribute(_ type: UInt16, big value: UInt32) {
    attribute(type) { $0.append(big: value) }
  }

  mutating func attribute(_ type: UInt16, big value: UInt64) {
    attribute(type) { $0.append(big: value) }
  }

  mutating func append(byte: UInt8) { bytes.append(byte) }
  mutating func append(_ value: ArraySlice<UInt8>) { bytes.append(contentsOf: value) }

  private mutating func append(native value: some FixedWidthInteger) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(big value: some FixedWidthInteger) {
    append(native: value.bigEndian)
  }

  private mutating func set(_ value: UInt32, at place: Int) {
    withUnsafeBytes(of: value) { source in
      for (offset, byte) in source.enumerated() { bytes[place + offset] = byte }
    }
  }
}

/// Reads what the kernel answers; anything that does not fit is left out.
struct NetlinkReader {
  let bytes: ArraySlice<UInt8>

  /// The messages, each with its type, number and what follows the header.
  func messages() -> [(type: UInt16, sequence: UInt32, body: ArraySlice<UInt8>)] {
    var found: [(UInt16, UInt32, ArraySlice<UInt8>)] = []
    var rest = bytes
    while rest.count >= 16 {
      let length = Int(Self.native(rest, 0, as: UInt32.self))
      guard length >= 16, length <= rest.count else { break }
      let body = rest[(rest.startIndex + 16)..<(rest.startIndex + length)]
      found.append(
        (Self.native(rest, 4, as: UInt16.self), Self.native(rest, 8, as: UInt32.self), body))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return found
  }

  /// The attributes of a part, by type.
  static func attributes(_ bytes: ArraySlice<UInt8>) -> [(type: UInt16, value: ArraySlice<UInt8>)] {
    var found: [(UInt16, ArraySlice<UInt8>)] = []
    var rest = bytes
    while rest.count >= 4 {
      let length = Int(native(rest, 0, as: UInt16.self))
      guard length >= 4, length <= rest.count else { break }
      let value = rest[(rest.startIndex + 4)..<(rest.startIndex + length)]
      found.append((native(rest, 2, as: UInt16.self) & 0x3fff, value))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return found
  }

  static func native<Value: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _ offset: Int, as type: Value.Type
  ) -> Value {
    let start = bytes.startIndex + offset
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { target in
      UnsafeMutableRawBufferPointer(target).copyBytes(
        from: bytes[start..<(start + Value.bitWidth / 8)])
      return target[0]
    }
  }

  static func big(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
