import Detect
import Engine
import Logs
import Rules
import Testing

@Suite struct DecoderFileTests {
  private func read(_ text: String) -> (files: [DecoderFile], problems: [String]) {
    var problems = Problems()
    let files = DecoderFile.read(Array(text.utf8), path: "d.yml", &problems)
    return (files, problems.sorted.map(\.description))
  }

  @Test func `reads what may stand in a file`() throws {
    let read = read(
      """
      name: acme
      description: Acme routers
      programs: [acmefw]
      source: {product: acme, category: firewall, service: [traffic, system]}
      fields: {event.category: network, event.type: [connection]}
      values:
        event.action:
          DROP: {event.type: denied}
          "1": accept
      messages:
        - starts: "FW "
          pattern: "FW %{event.action} %{*}"
          keyvalue:
            keys: {SRC: source.ip, SPT: source.port}
            required: SRC
        - csv: {separator: "\\t", columns: [=T, ~, source.ip, "acme.level:integer"], minimum: 3}
        - json:
            members: {$.a.b: source.ip}
            required: {app: acme, user: }
        - regex: '^login (?<user_name>\\w+) (?<from>\\S+)$'
          groups: {from: source.ip}
          source: {category: authentication}
      samples:
        - record: "FW DROP SRC=192.0.2.1"
          expected: {source.ip: 192.0.2.1}
      """)
    #expect(read.problems == [])
    let decoder = try #require(read.files.first?.decoder)
    #expect(decoder.messages.count == 4)
    #expect(decoder.source.services == ["traffic", "system"])
    #expect(decoder.values[0].entries.map(\.text) == ["DROP", "1"])
    #expect(read.files[0].samples.count == 1)
  }

  /// A file, and what is wrong with it.
  @Test(arguments: [
    (
      "name: sshd\npattern: 'a %{user.name}'",
      """
      d.yml:1:7: error: 'sshd' is the name of a built-in format; write a name of your own, such as my-sshd
      """
    ),
    (
      "nam: x\npattern: 'a %{user.name}'",
      """
      d.yml:1:1: error: unknown key 'nam'; did you mean 'name'?
      d.yml:1:1: error: 'name' is missing; write 'name' instead of 'nam'
      """
    ),
    (
      "name: x",
      """
      d.yml:1:1: error: nothing says how a record is read; write one of pattern, keyvalue, csv, json, regex, or several under messages
      """
    ),
    (
      "name: x\npattern: 'a %{user name}'",
      """
      d.yml:2:19: error: a field's name cannot hold ' '; write letters, digits, and . _ @ - alone
      """
    ),
    (
      "name: x\nkeyvalue:\n  keys: {a: source.ip:prt}",
      """
      d.yml:3:23: error: unknown kind 'prt'; write one of text, word, quoted, last, ip, host, port, integer, number, mac, transport, time
      """
    ),
    (
      "name: x\ncsv:\n  columns: [user.name:last]",
      """
      d.yml:3:23: error: 'last' says where a piece of a pattern ends; here the value ends by itself; leave ':last' out
      """
    ),
    (
      "name: x\npattern: 'a %{*}'",
      """
      d.yml:2:10: error: nothing reads %{*}; write keyvalue, csv, json or regex beside the pattern, or %{} to pass over it
      """
    ),
    (
      "name: x\nfields: {event.category: netwrk}\npattern: 'a %{user.name}'",
      """
      d.yml:2:26: error: 'event.category' cannot be 'netwrk'; did you mean 'network'?
      """
    ),
    (
      "name: x\nregex: '(?<who>.*'",
      """
      d.yml:2:8: error: this does not compile: missing closing parenthesis (at offset 9)
      """
    ),
    (
      "name: x\nregex: '(?<who>.*)'",
      """
      d.yml:2:8: error: the group 'who' names no field; write groups: {who: field}, or an ECS name with _ for each dot (source_ip)
      """
    ),
    (
      "name: x\nsource: {product: a}\njson: {members: {'a[0]': user.name}}\nsamples: []",
      """
      d.yml:3:18: error: 'a[0]' is not a path; write names joined by dots, such as request.remote_ip; arrays need no index
      """
    ),
    (
      "name: x\nsource: {product: a}\npattern: 'u %{user.name} from %{source.ip}'\nsamples: [{record: a, expected: none}]",
      """
      d.yml:3:10: warning: who chooses the text of '%{user.name}' can put another 'source.ip' into it; write %{user.name:last}, or :word if it cannot hold blanks
      """
    ),
    (
      "name: x\nsource: {product: a}\npattern: 'u %{source.prot}'\nsamples: [{record: a, expected: none}]",
      """
      d.yml:3:10: warning: 'source.prot' is not an ECS field; did you mean 'source.port'?
      """
    ),
    (
      "name: x\npattern: 'u %{user.name}'",
      """
      d.yml:1:7: warning: without 'source' no rule that names a log source applies; write source: {product: …, category: …, service: …}
      d.yml:1:7: warning: 'x' has no samples; write samples: with a record and the fields that must come out
      """
    ),
  ])
  func `says what is wrong, where, and what to write instead`(text: String, problems: String) {
    #expect(read(text).problems.joined(separator: "\n") == problems)
  }
}
