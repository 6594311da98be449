import Foundation
import Support
import Testing

private let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

/// Lines that are posted to a run.
@Suite(.enabled(if: hasCurl, "needs curl")) struct PostedTests {
  private static let token = "token-0123456789abcdef"

  private func daemon(_ port: Int, _ further: String = "") throws -> RunningDaemon {
    try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: posted, type: http, listen: "127.0.0.1:\(port)", token: "${TOKEN}"\(further)}
      outputs:
        - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule, environment: ["TOKEN": Self.token])
  }

  /// - Returns: The status of the answer; 0 without one.
  private func post(
    _ daemon: RunningDaemon, _ url: String, _ body: Data, token: String = PostedTests.token,
    _ further: [String] = []
  ) throws -> Int {
    let file = try daemon.folder.file("body", body)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments =
      [
        "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "15", "-H",
        "Authorization: Bearer \(token)", "--data-binary", "@\(file.path)",
      ] + further + [url]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Int(String(decoding: data, as: UTF8.self)) ?? -1
  }

  private func lines(_ numbers: Range<Int>) -> Data {
    Data(numbers.map(MarkedLines.line).joined().utf8)
  }

  @Test func `who has the token posts lines, plain and packed`() throws {
    let daemon = try daemon(25_741)
    try daemon.start()
    let url = "http://127.0.0.1:25741/any/path"
    #expect(try post(daemon, url, lines(0..<10), token: "token-of-somebody-else") == 401)
    #expect(try post(daemon, url, lines(0..<10), token: "") == 401)
    #expect(try post(daemon, url, lines(10..<1000)) == 204)
    #expect(try post(daemon, url, lines(1000..<1001).dropLast()) == 204, "no line end")
    #expect(try post(daemon, url, Data()) == 204)
    let folder = daemon.folder.url.path
    _ = try daemon.folder.file("plain", lines(1001..<1050))
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/sh")
    gzip.arguments = ["-c", "gzip -9 < '\(folder)/plain' > '\(folder)/packed'"]
    try gzip.run()
    gzip.waitUntilExit()
    let packed = try Data(contentsOf: URL(fileURLWithPath: daemon.path("packed")))
    #expect(try post(daemon, url, packed, ["-H", "Content-Encoding: gzip"]) == 204)
    #expect(try post(daemon, url, packed, ["-H", "Content-Encoding: br"]) == 415)
    try daemon.wait("1040 alerts") { daemon.alertCount() == 1040 }
    #expect(Set(MarkedLines.numbers(daemon.alertTexts())) == Set(10..<1050))
    #expect(daemon.stop() == 0)
    #expect(!daemon.log.contains(Self.token))
  }

  @Test func `what is too large, or not from there, is refused`() throws {
    let daemon = try daemon(25_742, ", body-limit: 64 KiB")
    try daemon.start()
    let url = "http://127.0.0.1:25742/"
    #expect(try [0, 413].contains(post(daemon, url, lines(0..<5000))))
    #expect(try post(daemon, url, Data("x".utf8), ["-X", "DELETE"]) == 405)
    #expect(try post(daemon, url, lines(0..<1)) == 204)
    try daemon.wait("1 alert") { daemon.alertCount() == 1 }
    #expect(daemon.stop() == 0)
    let other = try self.daemon(25_743, ", allow: [192.0.2.0/24]")
    try other.start()
    #expect(try post(other, "http://127.0.0.1:25743/", lines(0..<1)) == 403)
    #expect(other.stop() == 0)
  }

  @Test func `over TLS, with a certificate of its own`() throws {
    let daemon = try daemon(
      25_744, ", tls: {certificate: FOLDER/own.pem, key: FOLDER/own.key}")
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    openssl.arguments = [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
      daemon.path("own.key"), "-out", daemon.path("own.pem"),
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    try daemon.start()
    let url = "https://127.0.0.1:25744/"
    #expect(try post(daemon, url, lines(0..<1)) == 0, "nobody knows the certificate")
    #expect(try post(daemon, url, lines(0..<1), ["--cacert", daemon.path("own.pem")]) == 204)
    #expect(try post(daemon, "http://127.0.0.1:25744/", lines(1..<2)) == 0)
    try daemon.wait("1 alert") { daemon.alertCount() == 1 }
    #expect(daemon.stop() == 0)
  }

  @Test func `a run whose certificate is missing does not begin`() throws {
    let daemon = try daemon(25_745, ", tls: {certificate: /nowhere/own.pem}")
    try daemon.start()
    #expect(daemon.log.contains("'posted' cannot listen on 127.0.0.1:25745: /nowhere/own.pem"))
    #expect(daemon.stop() == 2)
  }
}
