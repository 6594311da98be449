import Response
import Testing

@Suite struct ProtectedDomainTests {
  private static let list = NeverBlock(
    [],
    domains: [
      NeverBlock.Domain("Example.com.", reason: "ours"),
      NeverBlock.Domain("cdn.example.net", reason: "a host", holdsSubdomains: false),
    ].compactMap { $0 })

  @Test(arguments: [
    ("example.com", "example.com is never blocked: ours"),
    ("www.example.com", "example.com is never blocked: ours"),
    ("cdn.example.net", "cdn.example.net is never blocked: a host"),
    // Its subdomains would be blocked with it.
    ("example.net", "cdn.example.net is never blocked: a host"),
    ("a.cdn.example.net", ""), ("notexample.com", ""), ("example.org", ""),
  ])
  func `a domain, what is below it and what holds it are refused`(name: String, reason: String) {
    do throws(RefusalCause) {
      _ = try Self.list.clear(.domain(name))
      #expect(reason == "")
    } catch {
      #expect(error.description == reason)
    }
  }

  @Test func `what is no name protects nothing`() {
    for text in ["", "com", "203.0.113.7", "a b.example", "-a.example", "a..example"] {
      #expect(NeverBlock.Domain(text, reason: "") == nil, "\(text)")
    }
  }
}
