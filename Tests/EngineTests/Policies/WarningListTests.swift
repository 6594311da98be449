import Detect
import Engine
import Foundation
import Response
import Rules
import Support
import Testing

/// Never-block lists from files.
@Suite struct WarningListTests {
  private func read(
    _ list: String, name: String = "list.json"
  ) throws -> (file: PolicyFile?, problems: [String]) {
    let folder = try TemporaryFolder()
    _ = try folder.file(name, list)
    let path = folder.url.path + "/policy.yml"
    var problems = Problems()
    let file = PolicyFile.read(
      Array("warning-lists: [\(name)]\n".utf8), path: path, &problems)
    return (
      file, problems.all.map { $0.description.replacing(folder.url.path + "/", with: "") }
    )
  }

  private func members(_ file: PolicyFile?) -> [String] {
    (file?.neverBlock.map { "\($0.network) \($0.reason)" } ?? [])
      + (file?.neverBlockDomains.map { "\($0.name) \($0.holdsSubdomains)" } ?? [])
  }

  @Test func `MISP's lists of networks, of texts and of host names`() throws {
    let networks = try read(
      #"{"name":"Resolvers","version":1,"type":"cidr","list":["192.0.2.53","198.51.100.7/24","#
        + #""2001:db8::/32"],"matching_attributes":["ip-src"]}"#)
    #expect(networks.problems.isEmpty)
    #expect(
      members(networks.file) == [
        "192.0.2.53/32 warning list 'Resolvers'", "198.51.100.0/24 warning list 'Resolvers'",
        "2001:db8::/32 warning list 'Resolvers'",
      ])
    let texts = try read(#"{"name":"T","type":"string","list":["example.com","192.0.2.1"]}"#)
    #expect(members(texts.file) == ["192.0.2.1/32 warning list 'T'", "example.com false"])
    let hosts = try read(#"{"name":"T","type":"hostname","list":[".example.com","b.example"]}"#)
    #expect(members(hosts.file) == ["example.com true", "b.example true"])
  }

  @Test func `a text file has one a line`() throws {
    let read = try read(
      "# our partners\n192.0.2.0/28\r\n\nexample.com # the shop\n", name: "partners.txt")
    #expect(read.problems.isEmpty)
    #expect(
      members(read.file) == ["192.0.2.0/28 warning list 'partners.txt'", "example.com true"])
  }

  @Test func `what is not used is counted and said`() throws {
    let read = try read(#"{"name":"T","type":"string","list":["AS64500","example.com",7]}"#)
    #expect(read.file != nil)
    #expect(
      read.problems == [
        "list.json: warning: 2 of 3 entries are not used: neither addresses, networks nor domains"
      ])
  }

  @Test(arguments: [
    ("{", "not JSON"), (#"{"name":"T"}"#, "there is no 'list'"),
    (
      #"{"type":"regex","list":["a.*"]}"#,
      "its type is 'regex', which names no addresses or domains exactly"
    ),
    (#"{"type":"cidr","list":[]}"#, "there is no address, network or domain in it"),
    ("", "there is no address, network or domain in it"),
  ])
  func `a list that would protect nothing is an error`(list: String, message: String) throws {
    let read = try read(list)
    #expect(read.file == nil)
    #expect(
      read.problems == [
        "policy.yml:1:17: error: list.json: \(message); write a MISP warning list of type cidr, "
          + "string or hostname, or a text file with an address, a network or a domain a line"
      ])
  }

  @Test func `a list that is not there is an error`() throws {
    var problems = Problems()
    let file = PolicyFile.read(
      Array("warning-lists: /nowhere/list.json\n".utf8), path: "p.yml", &problems)
    #expect(file == nil)
    #expect(problems.all.count == 1)
  }

  @Test func `domains stand in the policy too`() {
    var problems = Problems()
    let file = PolicyFile.read(
      Array(
        "never-block: [{domain: example.com, reason: ours}, {network: 192.0.2.1}, {domain: 7}]\n"
          .utf8), path: "p.yml", &problems)
    #expect(file == nil)
    #expect(
      problems.all.map(\.description) == [
        "p.yml:1:83: error: '7' is not a domain name; write letters, digits, hyphens and dots, "
          + "such as example.com"
      ])
  }
}
