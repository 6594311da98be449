import Detect

/// A column of one of Zeek's logs: its name, and what it means besides.
struct ZeekColumn: Sendable {
  let name: StaticString
  let meaning: Meaning

  init(_ name: StaticString, _ meaning: Meaning = .nothing) {
    self.name = name
    self.meaning = meaning
  }
}

/// The columns of Zeek's logs in their usual order
/// (https://docs.zeek.org/en/master/script-reference/log-files.html). Later versions add columns at
/// the end; where one was put in the middle, both orders stand here.
struct ZeekLayout: Sendable {
  /// What a log's records are about.
  enum Subject { case connection, resolution, request, login, finding, file }

  /// The log's path.
  let path: StaticString
  let subject: Subject
  let columns: [ZeekColumn]

  private static let connection = [
    ZeekColumn("ts"), ZeekColumn("uid", .text(.eventID)),
    ZeekColumn("id.orig_h", .address(.sourceIP)),
    ZeekColumn("id.orig_p", .port(.sourcePort)), ZeekColumn("id.resp_h", .address(.destinationIP)),
    ZeekColumn("id.resp_p", .port(.destinationPort)),
  ]

  private static let connStart =
    connection + [
      ZeekColumn("proto", .keep(.transport)), ZeekColumn("service", .text(.networkProtocol)),
      ZeekColumn("duration", .seconds), ZeekColumn("orig_bytes"), ZeekColumn("resp_bytes"),
      ZeekColumn("conn_state", .keep(.status)), ZeekColumn("local_orig"),
    ]

  private static let connEnd = [
    ZeekColumn("missed_bytes"), ZeekColumn("history"),
    ZeekColumn("orig_pkts", .keep(.sentPackets)), ZeekColumn("orig_ip_bytes", .keep(.sent)),
    ZeekColumn("resp_pkts", .keep(.receivedPackets)),
    ZeekColumn("resp_ip_bytes", .keep(.received)), ZeekColumn("tunnel_parents"),
    ZeekColumn("orig_l2_addr", .mac(.sourceMAC)),
    ZeekColumn("resp_l2_addr", .mac(.destinationMAC)),
  ]

  static let conn = ZeekLayout(
    path: "conn", subject: .connection, columns: connStart + [ZeekColumn("local_resp")] + connEnd)

  /// Of Bro 2.3 and before.
  static let oldConn = ZeekLayout(
    path: "conn", subject: .connection, columns: connStart + connEnd)

  static let dns = ZeekLayout(
    path: "dns", subject: .resolution,
    columns: connection + [
      ZeekColumn("proto", .keep(.transport)), ZeekColumn("trans_id", .text(.dnsID)),
      ZeekColumn("rtt", .seconds), ZeekColumn("query", .text(.dnsQuestionName)),
      ZeekColumn("qclass"), ZeekColumn("qclass_name", .text(.dnsQuestionClass)),
      ZeekColumn("qtype"), ZeekColumn("qtype_name", .text(.dnsQuestionType)), ZeekColumn("rcode"),
      ZeekColumn("rcode_name", .text(.dnsResponseCode)), ZeekColumn("AA"), ZeekColumn("TC"),
      ZeekColumn("RD"), ZeekColumn("RA"), ZeekColumn("Z"), ZeekColumn("answers", .keep(.first)),
      ZeekColumn("TTLs"), ZeekColumn("rejected"),
    ])

  private static let httpStart =
    connection + [
      ZeekColumn("trans_depth"), ZeekColumn("method", .text(.httpRequestMethod)),
      ZeekColumn("host", .keep(.host)), ZeekColumn("uri", .keep(.url)),
      ZeekColumn("referrer", .text(.httpRequestReferrer)),
    ]

  private static let httpEnd = [
    ZeekColumn("request_body_len", .integer(.httpRequestBodyBytes)),
    ZeekColumn("response_body_len", .integer(.httpResponseBodyBytes)),
    ZeekColumn("status_code", .integer(.httpResponseStatusCode)), ZeekColumn("status_msg"),
    ZeekColumn("info_code"), ZeekColumn("info_msg"), ZeekColumn("tags"),
    ZeekColumn("username", .text(.userName)), ZeekColumn("password"), ZeekColumn("proxied"),
    ZeekColumn("orig_fuids"), ZeekColumn("orig_filenames"),
    ZeekColumn("orig_mime_types", .text(.httpRequestMimeType)), ZeekColumn("resp_fuids"),
    ZeekColumn("resp_filenames"), ZeekColumn("resp_mime_types", .text(.httpResponseMimeType)),
  ]

  static let http = ZeekLayout(
    path: "http", subject: .request,
    columns: httpStart + [
      ZeekColumn("version", .text(.httpVersion)),
      ZeekColumn("user_agent", .text(.userAgentOriginal)), ZeekColumn("origin"),
    ] + httpEnd)

  /// Of Bro 2.4 and before.
  static let oldHTTP = ZeekLayout(
    path: "http", subject: .request,
    columns: httpStart + [ZeekColumn("user_agent", .text(.userAgentOriginal))] + httpEnd)

  private static let sslStart =
    connection + [
      ZeekColumn("version", .text(.tlsVersion)), ZeekColumn("cipher", .text(.tlsCipher)),
      ZeekColumn("curve"), ZeekColumn("server_name", .text(.tlsClientServerName)),
      ZeekColumn("resumed"), ZeekColumn("last_alert"), ZeekColumn("next_protocol"),
      ZeekColumn("established"),
    ]

  /// Before version 5.
  static let ssl = ZeekLayout(
    path: "ssl", subject: .connection,
    columns: sslStart + [
      ZeekColumn("cert_chain_fuids"), ZeekColumn("client_cert_chain_fuids"),
      ZeekColumn("subject", .text(.tlsServerSubject)),
      ZeekColumn("issuer", .text(.tlsServerIssuer)),
      ZeekColumn("client_subject", .text(.tlsClientSubject)),
      ZeekColumn("client_issuer", .text(.tlsClientIssuer)), ZeekColumn("validation_status"),
    ])

  static let newSSL = ZeekLayout(
    path: "ssl", subject: .connection,
    columns: sslStart + [
      ZeekColumn("ssl_history"), ZeekColumn("cert_chain_fps"),
      ZeekColumn("client_cert_chain_fps"), ZeekColumn("sni_matches_cert"),
    ])

  static let ssh = ZeekLayout(
    path: "ssh", subject: .login,
    columns: connection + [
      ZeekColumn("version"), ZeekColumn("auth_success", .keep(.status)),
      ZeekColumn("auth_attempts"), ZeekColumn("direction"),
      ZeekColumn("client", .text(.userAgentOriginal)), ZeekColumn("server"),
      ZeekColumn("cipher_alg"), ZeekColumn("mac_alg"), ZeekColumn("compression_alg"),
      ZeekColumn("kex_alg"), ZeekColumn("host_key_alg"), ZeekColumn("host_key"),
    ])

  private static let filesEnd = [
    ZeekColumn("source", .keep(.second)), ZeekColumn("depth"), ZeekColumn("analyzers"),
    ZeekColumn("mime_type", .text(.fileMimeType)), ZeekColumn("filename", .text(.fileName)),
    ZeekColumn("duration", .seconds), ZeekColumn("local_orig"), ZeekColumn("is_orig"),
    ZeekColumn("seen_bytes"), ZeekColumn("total_bytes", .integer(.fileSize)),
    ZeekColumn("missing_bytes"), ZeekColumn("overflow_bytes"), ZeekColumn("timedout"),
    ZeekColumn("parent_fuid"), ZeekColumn("md5", .text(.fileHashMD5)),
    ZeekColumn("sha1", .text(.fileHashSHA1)), ZeekColumn("sha256", .text(.fileHashSHA256)),
    ZeekColumn("extracted"),
  ]

  /// Before version 5: the hosts are those that sent and that got the file.
  static let files = ZeekLayout(
    path: "files", subject: .file,
    columns: [
      ZeekColumn("ts"), ZeekColumn("fuid", .text(.eventID)),
      ZeekColumn("tx_hosts", .addresses(.sourceIP)),
      ZeekColumn("rx_hosts", .addresses(.destinationIP)), ZeekColumn("conn_uids"),
    ] + filesEnd)

  static let newFiles = ZeekLayout(
    path: "files", subject: .file,
    columns: [ZeekColumn("ts"), ZeekColumn("fuid", .text(.eventID)), ZeekColumn("uid")]
      + connection[2...] + filesEnd)

  static let notice = ZeekLayout(
    path: "notice", subject: .finding,
    columns: connection + [
      ZeekColumn("fuid"), ZeekColumn("file_mime_type", .text(.fileMimeType)),
      ZeekColumn("file_desc"), ZeekColumn("proto", .keep(.transport)),
      ZeekColumn("note", .text(.ruleName)), ZeekColumn("msg", .keep(.message)),
      ZeekColumn("sub", .text(.ruleDescription)), ZeekColumn("src", .keep(.source)),
      ZeekColumn("dst", .keep(.destination)), ZeekColumn("p"), ZeekColumn("n"),
      ZeekColumn("peer_descr", .text(.observerName)), ZeekColumn("actions"),
    ])

  static let weird = ZeekLayout(
    path: "weird", subject: .finding,
    columns: connection + [
      ZeekColumn("name", .text(.ruleName)), ZeekColumn("addl", .text(.ruleDescription)),
      ZeekColumn("notice"), ZeekColumn("peer", .text(.observerName)), ZeekColumn("source"),
    ])

  static let ftp = ZeekLayout(
    path: "ftp", subject: .connection,
    columns: connection + [
      ZeekColumn("user", .text(.userName)), ZeekColumn("password"), ZeekColumn("command"),
      ZeekColumn("arg", .text(.urlOriginal)), ZeekColumn("mime_type", .text(.fileMimeType)),
      ZeekColumn("file_size", .integer(.fileSize)), ZeekColumn("reply_code"),
      ZeekColumn("reply_msg", .keep(.reason)),
    ])

  static let other = ZeekLayout(path: "other", subject: .connection, columns: connection)
}
