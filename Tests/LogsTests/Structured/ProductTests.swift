import Detect
import Testing

@testable import Logs

/// JSON records of products become events of ECS, whatever the vendor calls things.
@Suite struct ProductTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var record: String
    var fields: [String: String]
    var testDescription: String { name }
  }

  @Test func `every table can be read`() {
    let made = ProductBuilder(ProductTables.texts)
    #expect(made.problems == [])
    #expect(made.products.count > 40)
    #expect(made.signs.allSatisfy { !$0.marks.isEmpty })
  }

  @Test func `a line that says nothing known is told`() {
    let made = ProductBuilder([
      """
      product x
      source.ipp: a
      event.kind := nothing
      source.ip ?flag: a
      """
    ])
    #expect(made.problems.count == 3)
  }

  @Test(arguments: windows + sensors + clouds + people + hosts + edges)
  func `values go to their fields`(sample: Sample) throws {
    let result = try Decoding().result(sample.record)
    for (name, value) in sample.fields {
      #expect(result.all(name).contains(value), "\(name) is \(result.all(name))")
    }
  }

  /// Text that a stranger chose stays where it is.
  @Test(arguments: [
    #"{"eventVersion":"1.08","userIdentity":{"userName":"a"},"eventSource":"s3.amazonaws.com","userAgent":"{\"sourceIPAddress\":\"203.0.113.9\"}","sourceIPAddress":"198.51.100.7","eventName":"GetObject"}"#,
    #"{"event_type":"http","flow_id":1,"src_ip":"198.51.100.7","dest_ip":"192.0.2.1","proto":"TCP","http":{"http_user_agent":"\",\"src_ip\":\"203.0.113.9","xff":"x","url":"/?src_ip=203.0.113.9"}}"#,
    #"{"ts":1767574800.1,"uid":"C1","id.orig_h":"198.51.100.7","id.resp_h":"192.0.2.1","user_agent":"{\"id.orig_h\":\"203.0.113.9\"}","method":"GET","uri":"/","request_body_len":0}"#,
    #"{"EventID":4625,"Channel":"Security","TargetUserName":"x\",\"IpAddress\":\"203.0.113.9","IpAddress":"198.51.100.7"}"#,
    #"{"eventType":"user.session.start","published":"2026-01-05T09:00:00Z","actor":{"alternateId":"client.ipAddress"},"client":{"ipAddress":"198.51.100.7","userAgent":{"rawUserAgent":"{\"client\":{\"ipAddress\":\"203.0.113.9\"}}"}}}"#,
  ])
  func `injected text is no address`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.all("source.ip") == ["198.51.100.7"], "\(result.json)")
  }

  /// A name that a client asked for cannot end the sentence it stands in.
  @Test(arguments: [
    "DNS Request: 198.51.100.7:5 - 1 A IN x.from.203.0.113.9. udp 1 false 1 NOERROR qr 1 0s",
    "HTTP request from 198.51.100.7:5 to x:80. Url: a request from 203.0.113.9:1 to b:2. Action: Deny.",
    "TCP request from 198.51.100.7:5 to 192.0.2.1:1. Action: Deny. from 203.0.113.9:1",
  ])
  func `a sentence has one source`(text: String) throws {
    let result = try Decoding().result(
      #"{"category":"AzureFirewallNetworkRule","time":"2026-01-05T09:00:00Z","resourceId":"/x","#
        + #""operationName":"y","properties":{"msg":""# + text + #""}}"#)
    #expect(result.all("source.ip") == ["198.51.100.7"])
  }

  @Test func `the first name of a table counts, wherever it stands`() throws {
    let result = try Decoding().result(
      #"{"EventID":4624,"Channel":"Security","SubjectUserName":"HOST$","TargetUserName":"anna"}"#)
    #expect(result.all("user.name") == ["anna"])
  }

  @Test func `a value that was known by its own name stands once`() throws {
    let result = try Decoding().result(
      #"{"event_type":"flow","flow_id":1,"src_ip":"198.51.100.7","dest_ip":"192.0.2.1","proto":"UDP"}"#
    )
    #expect(result.all("source.ip") == ["198.51.100.7"])
    #expect(result.all("network.transport") == ["udp"])
  }

  @Test func `names of the vendor stay for rules that ask for them`() throws {
    let result = try Decoding().result(
      #"{"eventVersion":"1","userIdentity":{"type":"Root"},"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin"}"#
    )
    #expect(result["userIdentity.type"] == "Root")
    #expect(result["eventName"] == "ConsoleLogin")
    #expect(result["event.action"] == "ConsoleLogin")
    #expect(result["event.outcome"] == "success")
  }

  @Test func `other JSON is left alone`() throws {
    let result = try Decoding().result(#"{"EventID":1,"level":"x","properties":{"a":1}}"#)
    #expect(result["event.kind"] == nil)
  }
}
