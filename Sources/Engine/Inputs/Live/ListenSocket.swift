import Glibc

/// Sockets that take what others send.
enum ListenSocket {
  enum Sort {
    case datagram, stream

    var type: Int32 {
      Int32(self == .datagram ? SOCK_DGRAM.rawValue : SOCK_STREAM.rawValue)
        | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    }
  }

  /// A socket bound to an address of this machine; a stream listens already.
  ///
  /// - Throws: ``RunError/cannotListen(input:address:reason:)``.
  static func open(
    _ address: SocketAddress, _ sort: Sort, input: String
  ) throws(RunError) -> Int32 {
    var reason = "no such address"
    for entry in resolve(address, sort) {
      let descriptor = socket(entry.family, sort.type, 0)
      guard descriptor >= 0 else {
        reason = errorText(errno)
        continue
      }
      var on: Int32 = 1
      var off: Int32 = 0
      if sort == .stream {
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
      }
      if entry.family == AF_INET6 {
        setsockopt(
          descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, socklen_t(MemoryLayout<Int32>.size))
      }
      let bound = entry.bytes.withUnsafeBytes { bytes in
        bytes.baseAddress.map {
          bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        } ?? -1
      }
      if bound == 0, sort == .datagram || listen(descriptor, 512) == 0 { return descriptor }
      reason = errorText(errno)
      close(descriptor)
    }
    throw .cannotListen(input: input, address: address.description, reason: reason)
  }

  /// A local socket at a path. A socket without an owner that stands there is replaced; a file is
  /// not.
  static func openLocal(
    _ path: String, _ sort: Sort, mode: mode_t, input: String
  ) throws(RunError) -> Int32 {
    guard var address = LocalAddress.make(path) else {
      throw .cannotListen(input: input, address: path, reason: "the path is too long for a socket")
    }
    var status = stat()
    if lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFSOCK, !isAnswered(path, sort) else {
        throw .cannotListen(input: input, address: path, reason: "something else uses it")
      }
      unlink(path)
    }
    let descriptor = socket(AF_UNIX, sort.type, 0)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard descriptor >= 0, bound == 0, chmod(path, mode) == 0,
      sort == .datagram || listen(descriptor, 64) == 0
    else {
      let reason = errorText(errno)
      if descriptor >= 0 { close(descriptor) }
      throw .cannotListen(input: input, address: path, reason: reason)
    }
    return descriptor
  }

  /// Whether a running program takes what is sent to the socket at the path.
  private static func isAnswered(_ path: String, _ sort: Sort) -> Bool {
    let descriptor = LocalAddress.connect(path, sort)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }

  private static func resolve(
    _ address: SocketAddress, _ sort: Sort
  ) -> [(family: Int32, bytes: [UInt8])] {
    ResolvedAddress.all(address, isDatagram: sort == .datagram, isPassive: true)
      .map { ($0.family, $0.bytes) }
  }
}

/// Addresses of local sockets.
enum LocalAddress {
  /// Nil when the path is too long.
  static func make(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  /// A socket connected to the one at the path, or −1 with `errno`.
  static func connect(_ path: String, _ sort: ListenSocket.Sort) -> Int32 {
    guard var address = make(path) else { return -1 }
    let type = sort == .datagram ? SOCK_DGRAM : SOCK_STREAM
    let descriptor = socket(
      AF_UNIX, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return -1 }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
    }
    if status == 0 { return descriptor }
    let reason = errno
    close(descriptor)
    errno = reason
    return -1
  }
}

/// What a host name and port stand for.
struct ResolvedAddress {
  let family: Int32
  /// A `sockaddr` of that family.
  let bytes: [UInt8]

  static func all(
    _ address: SocketAddress, isDatagram: Bool, isPassive: Bool
  ) -> [ResolvedAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32((isDatagram ? SOCK_DGRAM : SOCK_STREAM).rawValue)
    hints.ai_flags = isPassive ? AI_PASSIVE : AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let host: String? = address.host.isEmpty ? nil : address.host
    guard getaddrinfo(host, String(address.port), &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: [ResolvedAddress] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ai_next
      guard let bytes = entry.pointee.ai_addr else { continue }
      found.append(
        ResolvedAddress(
          family: entry.pointee.ai_family,
          bytes: Array(
            UnsafeRawBufferPointer(start: bytes, count: Int(entry.pointee.ai_addrlen)))))
    }
    // One socket for both families is the IPv6 one.
    return isPassive && host == nil ? found.sorted { $0.family > $1.family } : found
  }
}
