import Detect
import Response
import Testing

@Suite struct ListTextTests {
  @Test func `lists write addresses as their canonical text`() {
    var random = Seeded(12)
    for _ in 0..<300 {
      let groups = (0..<8).map { _ in
        [0, 0, 0, 1, 0xf, 0x10, 0xff, 0x100, 0xfff, 0x1000, 0xffff].randomElement(using: &random)
          ?? 0
      }
      let high = groups[..<4].reduce(UInt64(0x2600)) { $0 << 16 | UInt64($1) }
      let low = groups[4...].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
      let addresses = [
        Address(high: high, low: low), Address(high: 0x2600_0000_0000_0000, low: low),
        Address(ipv4: UInt32(truncatingIfNeeded: low) | 1),
      ]
      for address in addresses where !address.isIPv4 || address.ipv4 >> 24 > 0 {
        let book = DecisionBook.blocking([("\(address)", 5)])
        #expect(
          String(decoding: book.render(.plain, atSeconds: 0), as: UTF8.self) == "\(address)\n")
      }
    }
  }
}
