import Detect

extension ApplicationPhrases {
  /// Media managers, and servers of requests.
  static let media: [Phrase] = [
    Phrase(
      .loginFailed, "servarr", "[Warn] Auth: Auth-Failure ip <ip> username <user>"),
    Phrase(
      .loginFailed, "servarr", "<time>|Warn|Auth|Auth-Failure ip <ip> username '<user>'"),
    Phrase(
      .loginFailed, "qbittorrent",
      "(W) <time> - WebAPI login failure. Reason: <reason>, attempt count: <n>, IP: <ip>, username: <user>"
    ),
    Phrase(
      .loginFailed, "sabnzbd",
      "<time>::WARNING::[<w>] Unsuccessful login attempt from <ip> <*>"),
    Phrase(
      .web, "nginx-proxy-manager",
      "[<time>] <status:w> - <method:w> <w> <site:w> \"<url>\" [Client <ip>] [Length <bytes:w>] [Gzip <w>] \"<agent>\" \"<referrer>\""
    ),
    Phrase(
      .web, "nginx-proxy-manager",
      "[<time>] <w> <w> <status:w> - <method:w> <w> <site:w> \"<url>\" [Client <ip>] [Length <bytes:w>] [Gzip <w>] <*>\"<agent>\" \"<referrer>\""
    ),
    Phrase(
      .web, "npmplus",
      "[<time>] <site:w> <ip> <w> \"<method:w> <url> HTTP/<version:w>\" <status:w> <bytes:w> <w> <referrer:w> <agent>"
    ),
    Phrase(
      .web, "couchdb",
      "[<w>] <time> <w> <w> <w> <site:w> <ip> <user:w> <method:w> <url:w> <status:w> <w> <w>"),
    Phrase(
      .web, "zoraxy",
      "<time> [<*>] [router:<w>] [origin:<site>] [client: <ip>] [useragent: <agent>] <method:w> <url:w> <status:w>"
    ),
    Phrase(
      .web, "zoraxy",
      "[<*>] [router:<w>] [origin:<site>] [client: <ip>] [useragent: <agent>] <method:w> <url:w> <status:w>"
    ),
  ]
}
