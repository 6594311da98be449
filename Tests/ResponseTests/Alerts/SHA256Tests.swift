import Response
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-4 examples, the empty message, and a million times `a`.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
        + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu", 1,
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func `gives the digests of the standard`(text: String, times: Int, digest: String) {
    let bytes = Array(String(repeating: text, count: times).utf8)
    #expect(SHA256.hex(of: bytes) == digest)
  }

  @Test func `pieces of any size give the digest of the whole`() {
    var random = Seeded(10)
    let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
    for length in [0, 1, 55, 56, 63, 64, 65, 119, 127, 128, 1000] {
      let whole = Array(bytes.prefix(length))
      var hash = SHA256()
      var start = 0
      while start < length {
        let end = min(length, start + Int.random(in: 0...90, using: &random))
        hash.update(Array(whole[start..<end]))
        start = end
      }
      #expect(hash.digest() == SHA256.digest(of: whole), "\(length)")
    }
  }
}
