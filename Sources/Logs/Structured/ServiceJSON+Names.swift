import Detect

extension ServiceJSON {
  /// The meaning of a member's own name, wherever it stands.
  static func name(of key: Range<Int>, in text: borrowing Line) -> Name {
    if key.count == 25, text.equals("downstream_remote_address", in: key) { return .client }
    let code = table.code(of: key, in: text)
    return Name(rawValue: code) ?? .none
  }

  /// Names by which records are known in the first walk to be a service's.
  static func isMark(_ key: Range<Int>, in text: borrowing Line) -> Bool {
    if key.count == 25, text.equals("downstream_remote_address", in: key) { return true }
    return marks.code(of: key, in: text) != 0
  }

  private static let marks = KeyTable(
    [
      "remote_ip", "client_ip", "ClientHost", "remoteAddr", "remote_addr", "remoteAddress",
      "addr.remote", "request_ip", "transaction", "src_host", "request", "req", "eventid",
      "sender", "msg", "x-forwarded-for", "ipAddress", "levelName", "httpRequest", "request_method",
    ].map { ($0, 1) })

  private static let table = KeyTable(
    names.flatMap { entry in entry.1.map { ($0, entry.0.rawValue) } })

  private static let names: [(Name, [String])] = [
    (
      .client,
      [
        "remote_ip", "client_ip", "ClientHost", "remoteAddr", "remote_addr", "remoteAddress",
        "addr.remote", "request_ip", "src_host", "src_ip", "ipAddress", "clientIp", "clientIP",
        "remoteIp", "ip", "client_addr",
      ]
    ),
    (.port, ["remote_port", "ClientPort", "client_port", "src_port", "remotePort"]),
    (.method, ["method", "RequestMethod", "request_method", "requestMethod", "verb"]),
    (
      .url,
      ["uri", "url", "request_uri", "x-envoy-origin-path", "requestUrl", "original_url"]
    ),
    (.path, ["path", "RequestPath", "path_info", "uri_path"]),
    (.query, ["query_string", "args"]),
    (
      .status,
      [
        "status", "statusCode", "DownstreamStatus", "response_status", "response_code", "http_code",
        "status_code",
      ]
    ),
    (
      .agent,
      [
        "user_agent", "userAgent", "ua", "user-agent", "User-Agent", "request_User-Agent",
        "request_user_agent", "http_user_agent", "useragent",
      ]
    ),
    (
      .referrer,
      [
        "referer", "referrer", "Referer", "request_Referer", "request_referer", "http_referer",
        "http_referrer",
      ]
    ),
    (.site, ["host", "Host", "RequestHost", ":authority", "http_host", "server_name"]),
    (
      .bytes,
      [
        "size", "DownstreamContentSize", "response_body_size", "body_bytes_sent", "bytes_sent",
        "contentLength", "responseSize",
      ]
    ),
    (.sent, ["RequestContentSize", "bytes_received", "request_length", "bytes_read"]),
    (
      .version,
      [
        "proto", "RequestProtocol", "request_protocol", "server_protocol", "http_version",
        "protocol",
      ]
    ),
    (.user, ["user", "username", "uname", "login", "remote_user", "USER", "USERNAME", "email"]),
    (.message, ["msg", "message", "MESSAGE"]),
    (.error, ["error"]),
    (.event, ["event", "eventid", "metric_name", "type"]),
    (.success, ["success"]),
    (.server, ["dst_host", "dst_ip", "host_ip", "upstream_host"]),
    (.serverPort, ["dst_port", "host_port"]),
    (.domain, ["DOMAIN"]),
    (.line, ["RequestLine", "request_line"]),
    (
      .object,
      [
        "request", "req", "res", "transaction", "response", "logdata", "addr", "httpRequest",
        "meta",
      ]
    ),
    (.headers, ["headers", "request_headers"]),
  ]
}

/// What applications say of logins in the message of a JSON record.
enum ServiceJSONPhrases {
  /// Where another member holds the address.
  static let messages = PhraseSet([
    Phrase(.loginFailed, "grafana", "Invalid username or password<*>"),
    Phrase(.loginFailed, "application", "invalid username or password<*>"),
    Phrase(
      .loginFailed, "authelia", "Unsuccessful <w> authentication attempt by user '<user>'<*>"),
    Phrase(.login, "authelia", "Successful <w> authentication attempt made by user '<user>'<*>"),
    Phrase(.loginFailed, "nextcloud", "Login failed: '<user>' (Remote IP: '<w>')"),
    Phrase(.loginFailed, "nextcloud", "Login failed: <user> (Remote IP: <w>)"),
    Phrase(.loginFailed, "nextcloud", "Two-factor challenge failed: <user> (Remote IP: <w>)"),
    Phrase(.loginFailed, "nextcloud", "Trusted domain error. <*>"),
    Phrase(.loginFailed, "kasm", "Authentication attempt invalid <w> for user: (<user>)"),
    Phrase(.loginFailed, "application", "Failed login<*>"),
    Phrase(.loginFailed, "application", "Login failed<*>"),
    Phrase(.loginFailed, "application", "authentication failed<*>"),
    Phrase(.loginFailed, "cowrie", "cowrie.login.failed"),
    Phrase(.login, "cowrie", "cowrie.login.success"),
    Phrase(.connected, "cowrie", "cowrie.session.connect"),
  ])

  /// Where the message holds it.
  static let withAddress = PhraseSet([
    Phrase(
      .loginFailed, "audiobookshelf",
      "[<w> Failed login attempt for username \"<user>\" from ip <ip> (<reason>)"),
    Phrase(.login, "sftpgo", "User \"<user>\" logged in with \"<w>\", from ip \"<ip>\"<*>"),
  ])
}
