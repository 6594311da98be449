private import Glibc

/// What the process was started with.
package enum Environment {
  /// Colours are for terminals that have them; NO_COLOR turns them off (https://no-color.org).
  package static var allowsColour: Bool {
    getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// The folder of the rules that ship: DETECTD_RULES, or `Rules` in the working folder, beside the
  /// program, or in a folder above it.
  package static var shippedRules: String? {
    if let named = getenv("DETECTD_RULES") { return String(cString: named) }
    var candidates = ["Rules"]
    if let program = realpath("/proc/self/exe", nil) {
      defer { free(program) }
      var folder = String(cString: program)
      while let slash = folder.lastIndex(of: "/") {
        folder = String(folder[..<slash])
        candidates.append(folder + "/Rules")
        candidates.append(folder + "/share/detectd/Rules")
      }
    }
    return candidates.first { access($0 + "/starter", R_OK) == 0 }
  }

  /// The folder of the decoders that ship, beside the rules; nil when it is not there.
  package static var shippedDecoders: String? {
    guard let folder = shippedRules.map({ $0 + "/decoders" }), access(folder, R_OK) == 0 else {
      return nil
    }
    return folder
  }

  /// The addresses of this machine's own interfaces, as text.
  package static var interfaceAddresses: [String] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    var found: [String] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ifa_next
      guard let address = entry.pointee.ifa_addr else { continue }
      let family = Int32(address.pointee.sa_family)
      guard family == AF_INET || family == AF_INET6 else { continue }
      let length =
        family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
      var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let status = getnameinfo(
        address, socklen_t(length), &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
      guard status == 0 else { continue }
      let text = name.prefix { $0 != 0 && $0 != 0x25 }.map(UInt8.init(bitPattern:))
      found.append(String(decoding: text, as: UTF8.self))
    }
    return found
  }
}
