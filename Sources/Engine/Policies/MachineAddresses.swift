import Detect
private import Foundation
import Response

/// The addresses without which this machine cannot be reached or cannot work: those of its
/// interfaces, its gateways, its resolvers, and those from which its operators are logged in.
///
/// Read from the system whenever they are asked for; what cannot be read is left out.
struct MachineAddresses {
  /// Where `/etc`, `/proc` and `/run` are.
  private let root: String

  init(root: String = "") { self.root = root }

  /// Who must not be blocked, and why.
  var entries: [NeverBlock.Entry] {
    let own = root.isEmpty ? Environment.interfaceAddresses.compactMap { Address($0) } : []
    return MachineAddresses.entries(own, "own interface address")
      + MachineAddresses.entries(gateways, "gateway of this machine")
      + MachineAddresses.entries(resolvers, "resolver of this machine")
      + sessions.map {
        NeverBlock.Entry(Prefix(host: $0.address), reason: "\($0.user) is logged in from here")
      }
  }

  private static func entries(_ addresses: [Address], _ reason: String) -> [NeverBlock.Entry] {
    addresses.map { NeverBlock.Entry(Prefix(host: $0), reason: reason) }
  }

  private func bytes(_ path: String) -> [UInt8] {
    FileManager.default.contents(atPath: root + path).map([UInt8].init) ?? []
  }

  private func lines(_ path: String) -> [[Substring]] {
    String(decoding: bytes(path), as: UTF8.self).split(separator: "\n").map { line in
      line.split(whereSeparator: \.isWhitespace)
    }
  }
}

// MARK: Network

extension MachineAddresses {
  /// The next hops of all routes (proc_net(5)).
  private var gateways: [Address] {
    let ipv4 = lines("/proc/net/route").dropFirst().compactMap { columns -> Address? in
      // The bytes stand in the order of the processor.
      guard columns.count > 3, let word = UInt32(columns[2], radix: 16), word != 0 else {
        return nil
      }
      return Address(ipv4: word.byteSwapped)
    }
    let ipv6 = lines("/proc/net/ipv6_route").compactMap { columns -> Address? in
      guard columns.count > 4, columns[4].utf8.count == 32,
        columns[4].contains(where: { $0 != "0" })
      else { return nil }
      let digits = Array(columns[4])
      let groups = stride(from: 0, to: 32, by: 4).map { String(digits[$0..<$0 + 4]) }
      return Address(groups.joined(separator: ":"))
    }
    return ipv4 + ipv6
  }

  /// The name servers of resolv.conf(5), also those behind systemd-resolved.
  private var resolvers: [Address] {
    ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"].flatMap { path in
      lines(path).compactMap { columns in
        guard columns.count > 1, columns[0] == "nameserver" else { return nil }
        return Address(String(columns[1].prefix { $0 != "%" }))
      }
    }
  }
}

// MARK: Operators

extension MachineAddresses {
  private struct Session: Hashable {
    let user: String
    let address: Address
  }

  /// The sessions of root and of the groups that may become root. A mere connection does not count:
  /// who guesses passwords has one too.
  private var sessions: [Session] {
    let operators = operators
    return Set(utmpSessions + loginSessions).filter { operators.contains($0.user) }
      .sorted { ($0.user, $0.address.description) < ($1.user, $1.address.description) }
  }

  private var operators: Set<String> {
    var found: Set<String> = ["root"]
    for line in lines("/etc/group") {
      let columns = line.joined(separator: " ").split(
        separator: ":", omittingEmptySubsequences: false)
      guard columns.count > 3, ["sudo", "wheel", "admin"].contains(columns[0]) else { continue }
      found.formUnion(columns[3].split(separator: ",").map(String.init))
    }
    return found
  }

  /// utmp(5) as glibc lays it out on 64-bit Linux: records of 384 bytes.
  private var utmpSessions: [Session] {
    let records = bytes("/run/utmp")
    return stride(from: 0, to: records.count / 384 * 384, by: 384).compactMap { start in
      let record = Array(records[start..<start + 384])
      let userProcess: UInt8 = 7
      guard record[0] == userProcess, record[1] == 0 else { return nil }
      let user = MachineAddresses.text(record[44..<76])
      let named = Address(MachineAddresses.text(record[76..<332]))
      guard let address = named ?? MachineAddresses.address(record[348..<364]) else { return nil }
      return Session(user: user, address: address)
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// `ut_addr_v6`: an IPv4 address stands in the first word, with zeros behind.
  private static func address(_ bytes: ArraySlice<UInt8>) -> Address? {
    guard bytes.contains(where: { $0 != 0 }) else { return nil }
    let bytes = Array(bytes)
    if bytes[4...].allSatisfy({ $0 == 0 }) {
      return Address(ipv4: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) })
    }
    let groups = stride(from: 0, to: 16, by: 2).map {
      String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
    }
    return Address(groups.joined(separator: ":"))
  }

  /// The sessions of systemd-logind, which systems without utmp have.
  private var loginSessions: [Session] {
    let folder = "/run/systemd/sessions"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + folder)) ?? []
    return names.filter { !$0.hasSuffix(".ref") }.sorted().prefix(4096).compactMap { name in
      var values: [Substring: String] = [:]
      for line in lines("\(folder)/\(name)") {
        let pair = line.joined(separator: " ").split(separator: "=", maxSplits: 1)
        if pair.count == 2 { values[pair[0]] = String(pair[1]) }
      }
      guard values["STATE"] != "closing", let user = values["USER"],
        let address = values["REMOTE_HOST"].flatMap({ Address($0) })
      else { return nil }
      return Session(user: user, address: address)
    }
  }
}
