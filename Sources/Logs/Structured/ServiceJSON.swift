import Detect

/// Requests and logins in the JSON of web servers, proxies and applications: Caddy, Traefik, Envoy,
/// nginx with a JSON format, Fastly, ModSecurity, Nextcloud, Grafana, Authelia, GitLab, Teleport,
/// Cowrie, OpenCanary and others.
///
/// They differ in what they call the client, the request and its answer. A second walk over the
/// record, only of records whose first walk met such a name, gives these their ECS fields; the
/// first of two names for the same counts. Below `headers`, where clients choose the names too,
/// only the user agent, the referrer and the host are read.
struct ServiceJSON {
  /// Values by ``Name``, in the block or the arena.
  private var values: [40 of Range<Int>] = .init(repeating: 0..<0)
  private var next: Int
  static let depthMaximum = 4

  /// What a member is.
  enum Name: UInt8, CaseIterable {
    case none, client, port, method, url, path, query, status, agent, referrer, site, bytes, sent
    case version, user, message, error, event, success, server, serverPort, rule, action, domain
    case subject, sender, line, failure, logType
    /// Objects that are walked.
    case object, headers
  }

  private init(at offset: Int) { next = offset }

  subscript(name: Name) -> Range<Int> { values[Int(name.rawValue)] }

  /// Adds the fields of the record's request or login; nothing when it has no client.
  static func write(
    _ text: borrowing Line, _ context: borrowing DecodeContext, to event: inout EventWriter
  ) {
    var walk = ServiceJSON(at: text.afterJSONBlanks(text.start))
    walk.object(text, inHeaders: false, depth: 0, &event)
    walk.write(&event, context)
  }
}

extension ServiceJSON {
  private mutating func object(
    _ text: borrowing Line, inHeaders: Bool, depth: Int, _ event: inout EventWriter
  ) {
    next = text.afterJSONBlanks(next &+ 1)
    while next < text.end, text[next] == UInt8(ascii: "\"") {
      let key = text.jsonString(at: next)
      next = text.afterJSONBlanks(key.next)
      guard key.isClosed, next < text.end, text[next] == UInt8(ascii: ":") else { return }
      next = text.afterJSONBlanks(next &+ 1)
      guard next < text.end, let after = text.afterJSONValue(at: next) else { return }
      var name = ServiceJSON.name(of: key.text, in: text)
      if inHeaders, name != .agent, name != .referrer, name != .site { name = .none }
      member(text, name, next ..| after, depth: depth, &event)
      next = text.afterJSONBlanks(after)
      guard next < text.end, text[next] == UInt8(ascii: ",") else { return }
      next = text.afterJSONBlanks(next &+ 1)
    }
  }

  private mutating func member(
    _ text: borrowing Line, _ name: Name, _ value: Range<Int>, depth: Int,
    _ event: inout EventWriter
  ) {
    guard name != .none else { return }
    switch text[value.lowerBound] {
    case UInt8(ascii: "{"):
      guard name == .object || name == .headers, depth < ServiceJSON.depthMaximum else { return }
      object(text, inHeaders: name == .headers, depth: depth &+ 1, &event)
    case UInt8(ascii: "["):
      // Go's headers are lists of texts.
      let first = text.afterJSONBlanks(value.lowerBound &+ 1)
      if first < value.upperBound, text[first] == UInt8(ascii: "\"") {
        string(text, name, at: first, &event)
      }
    case UInt8(ascii: "\""): string(text, name, at: value.lowerBound, &event)
    default: set(name, value)
    }
  }

  private mutating func string(
    _ text: borrowing Line, _ name: Name, at offset: Int, _ event: inout EventWriter
  ) {
    let string = text.jsonString(at: offset)
    guard string.isClosed, !string.text.isEmpty else { return }
    // `"request": "GET / HTTP/1.1"` where others have an object.
    let name = name == .object ? Name.line : name
    if string.hasEscapes {
      guard let stored = event.storeJSON(string.text, of: text) else { return }
      set(name, stored)
    } else {
      set(name, string.text)
    }
  }

  private mutating func set(_ name: Name, _ range: Range<Int>) {
    if values[Int(name.rawValue)].isEmpty { values[Int(name.rawValue)] = range }
  }
}

extension ServiceJSON {
  private func write(_ event: inout EventWriter, _ context: borrowing DecodeContext) {
    let block = event.wholeBlock
    guard !self[.client].isEmpty || !self[.message].isEmpty else { return }
    addClient(block, &event)
    addFinding(block, &event)
    addRequest(block, &event)
    let isLogin = addLogin(block, context, &event)
    if !self[.user].isEmpty, !isLogin || !event.hasField(.userName) {
      if !block.equals("--", in: self[.user]) { event.addText(.userName, self[.user], in: block) }
    }
    event.addText(.userDomain, self[.domain], in: block)
    if !self[.server].isEmpty {
      let parts = block.addressParts(self[.server], splitsPort: false)
      event.addEnd(.destination, parts, isAddress: true, in: block)
      event.addPort(.destinationPort, self[.serverPort], in: block)
    }
  }

  private func addClient(_ block: borrowing Line, _ event: inout EventWriter) {
    guard !self[.client].isEmpty else { return }
    // Of a list that proxies appended to, the first is the client where the program says so.
    let end = block.find(UInt8(ascii: ","), in: self[.client])
    let parts = block.addressParts(self[.client].lowerBound ..| end, splitsPort: false)
    event.addEnd(.source, parts, isAddress: true, in: block)
    event.addPort(.sourcePort, self[.port], in: block)
  }

  /// Coraza's message, which is ModSecurity's: `[client "ADDRESS"] … [id "…"]`.
  private func addFinding(_ block: borrowing Line, _ event: inout EventWriter) {
    let text = self[.message]
    guard let client = block.after("[client \"", at: text.lowerBound), client < text.upperBound
    else { return }
    let end = block.find(UInt8(ascii: "\""), in: client ..| text.upperBound)
    if self[.client].isEmpty { event.addClient(client ..| end, in: block) }
    event.event.logSource = KnownLogSource.webFirewall.index
    event.addModSecurity(end ..| text.upperBound, in: block)
  }

  private func addRequest(_ block: borrowing Line, _ event: inout EventWriter) {
    if !self[.line].isEmpty, self[.method].isEmpty, self[.url].isEmpty {
      event.addRequest(self[.line], in: block)
    }
    event.addText(.httpRequestMethod, self[.method], in: block)
    let url = self[.url].isEmpty ? self[.path] : self[.url]
    if !url.isEmpty { event.addURL(url, in: block) }
    event.addText(.urlQuery, self[.query], in: block)
    event.addText(.urlDomain, self[.site], in: block)
    event.addText(.userAgentOriginal, self[.agent], in: block)
    event.addText(.httpRequestReferrer, self[.referrer], in: block)
    event.addInteger(.httpResponseBodyBytes, self[.bytes], in: block)
    event.addInteger(.httpRequestBodyBytes, self[.sent], in: block)
    let version = self[.version]
    if let start = block.after("HTTP/", at: version.lowerBound), start < version.upperBound {
      event.add(.httpVersion, start ..| version.upperBound)
    } else if !version.isEmpty, block[version.lowerBound] &- 0x31 < 3 {
      event.add(.httpVersion, version)
    }
    guard !self[.status].isEmpty, !self[.method].isEmpty || !url.isEmpty || !self[.line].isEmpty
    else { return }
    event.event.logSource = KnownLogSource.webJSON.index
    event.add(.eventCategory, .web)
    event.add(.eventType, .access)
    if block.unsigned(in: self[.status]) != 0 { event.addStatus(self[.status], in: block) }
  }

  /// What the message, the kind of event and its success say of a login.
  private func addLogin(
    _ block: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> Bool {
    for name in [Name.message, .error, .event] where !self[name].isEmpty {
      let text = block.part(self[name])
      let isMatch =
        self[.client].isEmpty
        ? ServiceJSONPhrases.withAddress.decode(text, context.clock, &event)
        : ServiceJSONPhrases.messages.decode(text, context.clock, &event)
      if isMatch {
        event.event.logSource = KnownLogSource.application.index
        return true
      }
    }
    if block.equals("user.login", in: self[.event]), !self[.success].isEmpty {
      let isSuccess = block.equals("true", in: self[.success])
      event.event.logSource = KnownLogSource.application.index
      event.addMeaning(of: isSuccess ? .login : .loginFailed)
    }
    return false
  }
}

extension EventWriter {
  /// All of the block that has been written, so that places of the record and of the arena can be
  /// read through one line.
  var wholeBlock: Line {
    @_lifetime(immortal) get { arenaLine(0 ..| storePosition) }
  }

  /// Whether the event under way has a field already.
  ///
  /// - Parameter mark: Fields from before do not count.
  func hasField(_ field: Field, since mark: Int = 0) -> Bool {
    var index = columns.fieldCount
    while index > max(mark, Int(event.firstField)) {
      index &-= 1
      if columns[field: index].field == FieldID(field) { return true }
    }
    return false
  }
}
