import Detect
import Foundation
import Response
import Testing

@Suite struct ElementChangesTests {
  private static func random(_ random: inout Seeded) -> [(String, Int64)] {
    (0..<40).map { _ in
      let address = Address(ipv4: 0xcb00_7100 | UInt32.random(in: 0...255, using: &random))
      let network = Prefix(address, length: Int.random(in: 28...32, using: &random))
      return ("\(network ?? Prefix(host: address))", Int64.random(in: 1...6, using: &random) * 100)
    }
  }

  @Test func `what was held, less what is removed, and what is added, is what should be`() {
    var random = Seeded(31)
    for _ in 0..<100 {
      let now = Int64.random(in: 0...3, using: &random) * 100
      let old = DecisionBook.blocking(ElementChangesTests.random(&random)).blockList(atSeconds: 0)
      let new = DecisionBook.blocking(ElementChangesTests.random(&random)).blockList(atSeconds: now)
      let changes = ElementChanges(from: old.members, to: new.members, atSeconds: now)
      var held = Dictionary(
        uniqueKeysWithValues: old.members.filter { $0.expiresSeconds > now }
          .map { ($0.network, $0.expiresSeconds) })
      for member in changes.removed {
        #expect(held.removeValue(forKey: member.network) == member.expiresSeconds)
      }
      for member in changes.added {
        #expect(held.updateValue(member.expiresSeconds, forKey: member.network) == nil)
      }
      #expect(
        held
          == Dictionary(
            uniqueKeysWithValues: new.members.map { ($0.network, $0.expiresSeconds) }))
    }
  }

  @Test func `the same list needs no change, nor one whose times differ within tolerance`() {
    let list = DecisionBook.blocking([("203.0.113.7", 100), ("2001:db8::7", 200)])
    let moved = DecisionBook.blocking([("203.0.113.7", 102), ("2001:db8::7", 199)])
    let members = list.blockList(atSeconds: 0).members
    let other = moved.blockList(atSeconds: 0).members
    #expect(ElementChanges(from: members, to: members, atSeconds: 0).isEmpty)
    #expect(ElementChanges(from: members, to: other, atSeconds: 0, toleranceSeconds: 2).isEmpty)
    let changes = ElementChanges(from: members, to: other, atSeconds: 0, toleranceSeconds: 1)
    #expect(changes.added.count == 1 && changes.removed.count == 1)
  }

  @Test func `the file adds what it deletes, so that nothing can be missing`() {
    let old = DecisionBook.blocking([("203.0.113.7", 100), ("2001:db8::/64", 100)])
    let new = DecisionBook.blocking([("203.0.113.8", 100)])
    let bytes = NftChanges.render(
      from: old.blockList(atSeconds: 0), to: new.blockList(atSeconds: 0), atSeconds: 0)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(lines[0] == "add element inet detectd hosts4 { 203.0.113.7 }")
    #expect(lines[1] == "delete element inet detectd hosts4 { 203.0.113.7 }")
    #expect(lines[3] == "flush set inet detectd networks6")
    #expect(
      lines[2].hasPrefix(
        "add element inet detectd hosts4 { 203.0.113.8 timeout 100s comment \"T1110 "))
  }

  @Test(
    .enabled(if: Shell.canUseKernel, "needs root, unshare, nft, ipset and a kernel that lets them"))
  func `nft brings the kernel from list to list`() throws {
    var random = Seeded(37)
    var files: [String: [UInt8]] = [:]
    var script = "nft -f first\n"
    var expected: [[Prefix]] = []
    var last = DecisionBook.blocking(ElementChangesTests.random(&random)).blockList(atSeconds: 0)
    var book = DecisionBook.blocking(ElementChangesTests.random(&random))
    files["first"] = book.render(.nft, atSeconds: 0)
    last = book.blockList(atSeconds: 0)
    for step in 0..<12 {
      book = DecisionBook.blocking(ElementChangesTests.random(&random))
      let next = book.blockList(atSeconds: 0)
      files["step\(step)"] = NftChanges.render(from: last, to: next, atSeconds: 0)
      script += "nft -f step\(step)\necho ===\nnft list ruleset\n"
      expected.append(next.members.map(\.network))
      last = next
    }
    files["script"] = Array(script.utf8)
    let outcome = try Shell.run("unshare -n bash -e script", files: files)
    #expect(outcome.status == 0, "\(outcome.output)")
    let parts = outcome.output.components(separatedBy: "===").dropFirst()
    for (part, expected) in zip(parts, expected) {
      #expect(ListCoverageTests.networks(Array(part.utf8)).sorted() == expected)
    }
    #expect(parts.count == 12)
  }
}
