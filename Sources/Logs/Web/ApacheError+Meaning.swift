import Detect

// What Apache's modules say of logins and refusals (modules/aaa/mod_auth_basic.c,
// mod_auth_digest.c, mod_authz_core.c).

extension EventWriter {
  /// Adds a login that failed; false when the message is of something else.
  mutating func addApacheLogin(_ text: Range<Int>, in line: borrowing Line) -> Bool {
    let start = line.after("Digest: ", at: text.lowerBound) ?? text.lowerBound
    var user = text.upperBound ..| text.upperBound
    if let name = line.after("user ", at: start) {
      // The path after it may hold anything; the name may not hold a colon in Basic.
      if let end = line.find(": authentication failure for \"", in: name ..| text.upperBound)
        ?? line.find(" not found: ", in: name ..| text.upperBound)
        ?? line.find(": password mismatch: ", in: name ..| text.upperBound)
        ?? line.find(" in realm ", in: name ..| text.upperBound)
      {
        user = line.unquoted(name ..| end)
      } else {
        return addScriptLogin(text, in: line)
      }
    } else if let found = line.find(" denied: user ", in: text)
      ?? line.find("uthorization of user ", in: text).map({ $0 &- 1 })
    {
      let name = line.find(" user ", in: found ..| text.upperBound).map { $0 &+ 6 } ?? found
      user = line.token(in: name ..| text.upperBound)
    } else if line.has("invalid nonce ", at: start) || line.has("nonce mismatch", at: start)
      || line.has("realm mismatch", at: start) || line.has("invalid qop ", at: start)
      || line.has("unknown algorithm ", at: start)
      || line.has("client used wrong authentication scheme", at: start)
      || line.has("no user/password", at: start)
    {
      user = text.upperBound ..| text.upperBound
    } else {
      return addScriptLogin(text, in: line)
    }
    addAuthentication(.start, .loginFailed, .failure)
    addNonEmpty(.userName, user)
    return true
  }

  /// Logins of applications behind FastCGI and PHP.
  private mutating func addScriptLogin(_ text: Range<Int>, in line: borrowing Line) -> Bool {
    if let next = line.after("Got error '", at: text.lowerBound),
      line.find("authentication failure", in: next ..| text.upperBound) != nil
    {
      addScriptMessage(next ..| text.upperBound, in: line)
      return true
    }
    if let next = line.after("ERR [Could not retrieve user ", at: text.lowerBound)
      ?? line.after("ERR [Login denied for user \"", at: text.lowerBound)
    {
      let end =
        line.findLast(" details]", in: next ..| text.upperBound)
        ?? line.findLast("\"]", in: next ..| text.upperBound) ?? text.upperBound
      addAuthentication(.start, .loginFailed, .failure)
      addNonEmpty(.userName, next ..| end)
      return true
    }
    return false
  }

  /// Adds a refusal of the server, or an error.
  mutating func addApacheDenial(_ text: Range<Int>, in line: borrowing Line) {
    let start = text.lowerBound
    add(.eventCategory, .web)
    if let path = line.after("client denied by server configuration: ", at: start) {
      add(.eventType, .denied)
      addNonEmpty(.filePath, path ..| text.upperBound)
      return
    }
    add(.eventType, .error)
    if let path = line.after("File does not exist: ", at: start)
      ?? line.after("script not found or unable to stat: ", at: start)
    {
      addNonEmpty(.filePath, path ..| text.upperBound)
    } else if let path = line.after("script '", at: start),
      let end = line.findLast("' not found", in: path ..| text.upperBound)
    {
      addNonEmpty(.filePath, path ..| end)
    } else if let uri = line.after("Invalid URI in request ", at: start) {
      addRequest(uri ..| text.upperBound, in: line)
    } else if let uri = line.after("invalid URI path (", at: start) {
      let end = line.findLast(UInt8(ascii: ")"), in: uri ..| text.upperBound) ?? text.upperBound
      addURL(uri ..| end, in: line)
    }
  }

  /// Adds ModSecurity's tags: `[id "949110"] [msg "…"] [uri "…"] [hostname "…"] [severity "…"]`.
  ///
  /// The tags that the rule states come before `[data "…"]`, which the client chose; ids and
  /// messages are taken where they first stand, host and URI where they last do.
  mutating func addModSecurity(_ text: Range<Int>, in line: borrowing Line) {
    add(.eventCategory, .web)
    add(.eventCategory, .intrusionDetection)
    let isDenied = line.find("Access denied", in: text) != nil
    add(.eventType, isDenied ? .denied : .info)
    addTag(.ruleID, "[id \"", first: true, text, in: line)
    addTag(.ruleName, "[msg \"", first: true, text, in: line)
    addTag(.urlDomain, "[hostname \"", first: false, text, in: line)
    addTag(.eventID, "[unique_id \"", first: false, text, in: line)
    if let open = line.findLast("[uri \"", in: text) {
      let start = open &+ 6
      addURL(start ..| line.find(UInt8(ascii: "\""), in: start ..| text.upperBound), in: line)
    }
  }

  private mutating func addTag(
    _ field: Field, _ name: StaticString, first: Bool, _ text: Range<Int>, in line: borrowing Line
  ) {
    guard let open = first ? line.find(name, in: text) : line.findLast(name, in: text) else {
      return
    }
    let start = open &+ name.utf8CodeUnitCount
    let end = line.find("\"]", in: start ..| text.upperBound) ?? text.upperBound
    addText(field, start ..| end, in: line)
  }
}
