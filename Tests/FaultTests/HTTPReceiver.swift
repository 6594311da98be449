import Foundation
import Glibc
import Support

/// A receiver of alerts over HTTP, as a process: writes down what comes and answers as it is told.
final class HTTPReceiver {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  /// What came.
  struct Request: Decodable {
    let path: String
    let headers: [String: String]
    let body: String
    let status: Int

    var object: [String: Any] {
      let object = try? JSONSerialization.jsonObject(with: Data(body.utf8))
      return object as? [String: Any] ?? [:]
    }
  }

  let port: Int
  private let folder: TemporaryFolder
  private var process: Process?
  private let life = Pipe()
  private let certificate: String?

  /// - Parameter certificate: A file with a certificate and its key; nil speaks without TLS.
  init(port: Int, certificate: String? = nil) throws {
    self.port = port
    self.certificate = certificate
    folder = try TemporaryFolder()
    _ = try folder.file("receiver.py", HTTPReceiver.program)
    _ = try folder.emptyFile("requests")
  }

  deinit { stop() }

  func start() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [
      folder.url.appendingPathComponent("receiver.py").path, folder.url.path, "\(port)",
      certificate ?? "",
    ]
    process.standardError = FileHandle.nullDevice
    // Closed when this process ends in whatever way.
    process.standardInput = life
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    self.process = process
    // The first line says that it listens.
    _ = output.fileHandleForReading.availableData
  }

  func stop() {
    guard let process, process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    self.process = nil
  }

  /// What the next requests are answered with: a status, `STATUS SECONDS` with `Retry-After`, `drop`
  /// for no answer; 200 for all that follow. A word before it makes it the answer to each request
  /// with that word in it: `word:WORD STATUS`.
  func plan(_ answers: [String]) throws {
    _ = try folder.file("plan", answers.joined(separator: "\n"))
  }

  var requests: [Request] {
    let data = FileManager.default.contents(
      atPath: folder.url.appendingPathComponent("requests").path)
    return (data ?? Data()).split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONDecoder().decode(Request.self, from: $0)
    }
  }

  /// The rules that an actuator of OpenC2 has.
  var rules: [String] {
    let path = folder.url.appendingPathComponent("rules").path
    let data = FileManager.default.contents(atPath: path) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  var taken: [Request] { requests.filter { 200..<300 ~= $0.status } }

  private static let program = """
    import http.server, json, os, ssl, sys, threading

    def end_with_parent():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    folder, port, certificate = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    plan_path = os.path.join(folder, "plan")
    documents = set()

    def planned(text):
        try:
            lines = open(plan_path).read().splitlines()
        except FileNotFoundError:
            return ["200"]
        for line in lines:
            if line.startswith("word:"):
                word, answer = line[5:].split(" ", 1)
                if word in text:
                    return answer.split()
        for place, line in enumerate(lines):
            if not line.startswith("word:"):
                open(plan_path, "w").write("\\n".join(lines[:place] + lines[place + 1:]))
                return line.split()
        return ["200"]

    def bulk(text):
        items = []
        lines = text.splitlines()
        for action, document in zip(lines[0::2], lines[1::2]):
            name = json.loads(action)["create"]["_id"]
            if "refuse-me" in document:
                items.append({"status": 400, "error": {"type": "mapping", "reason": "bad field"}})
            elif "later-me" in document and ("later", name) not in documents:
                documents.add(("later", name))
                items.append({"status": 429, "error": {"type": "rejected", "reason": "busy"}})
            elif name in documents:
                items.append({"status": 409, "error": {"type": "conflict", "reason": "there"}})
            else:
                documents.add(name)
                items.append({"status": 201})
        items = [{"create": item} for item in items]
        return {"errors": any("error" in i["create"] for i in items), "items": items}

    rules = {}

    def openc2(text):
        request = json.loads(text)["body"]["openc2"]["request"]
        response = {"status": 200}
        if request["action"] == "deny":
            number = 1000 + len(documents)
            documents.add(number)
            rules[number] = list(request["target"].values())[0]
            response["results"] = {"slpf": {"rule_number": number}}
        elif rules.pop(request["target"]["slpf:rule_number"], None) is None:
            response = {"status": 404}
        with open(os.path.join(folder, "rules"), "w") as out:
            out.write("\\n".join(sorted(rules.values())))
        return {"headers": {}, "body": {"openc2": {"response": response}}}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = planned(text)
            status = 0 if answer[0] == "drop" else int(answer[0])
            entry = {"path": self.path, "body": text, "status": status,
                     "headers": {k.lower(): v for k, v in self.headers.items()}}
            with open(os.path.join(folder, "requests"), "a") as out:
                out.write(json.dumps(entry) + "\\n")
            if status == 0:
                self.close_connection = True
                return
            body = ("echo " + self.headers.get("Authorization", "") + self.path).encode()
            if status == 200 and "_bulk" in self.path:
                body = json.dumps(bulk(text)).encode()
            if status == 200 and "openc2" in self.path:
                body = json.dumps(openc2(text)).encode()
            self.send_response(status)
            if len(answer) > 1:
                self.send_header("Retry-After", answer[1])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    class Server(http.server.ThreadingHTTPServer):
        allow_reuse_address = True

    server = Server(("127.0.0.1", port), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print("listening", flush=True)
    server.serve_forever()

    """
}
