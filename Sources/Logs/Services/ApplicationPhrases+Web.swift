import Detect

/// The messages, by kind of program. The documentation of each program names them; most are also
/// in the programs' sources.
enum ApplicationPhrases {
  /// Web applications that people host themselves.
  static let web: [Phrase] = [
    Phrase(
      .loginFailed, "adguardhome",
      "<time> [<|error|info|>] POST <w> /control/login: from ip <ip>: invalid username or password"),
    Phrase(
      .loginFailed, "adguardhome",
      "<time> [<|error|info|>] POST <ip> /control/login: invalid username or password"),
    Phrase(
      .loginFailed, "authelia",
      "time=\"<time>\" level=<w> msg=\"Unsuccessful <w> authentication attempt by user '<user>'<*>\" method=<w> path=<w> remote_ip=<ip><*>"
    ),
    Phrase(
      .login, "authelia",
      "time=\"<time>\" level=<w> msg=\"Successful <w> authentication attempt made by user '<user>'\" method=<w> path=<w> remote_ip=<ip><*>"
    ),
    Phrase(
      .loginFailed, "audiobookshelf",
      "[<time>] ERROR: [<w>] Failed login attempt for <|username |user ||>\"<user>\" from ip <ip> (<reason>)"
    ),
    Phrase(
      .loginFailed, "baserow",
      "[BACKEND][<time>] <ip> - \"<method:w> /api/user/token-auth/<*>\" 401"),
    Phrase(
      .loginFailed, "baserow",
      "<w>[<time>] <ip> - \"<method:w> /api/user/token-auth/<*>\" 401"),
    Phrase(
      .loginFailed, "calibre-web",
      "[<time>]  WARN {<w>} Login failed for user \"<user>\" IP-address: <ip>"),
    Phrase(
      .loginFailed, "dockge",
      "<time> [AUTH] WARN: Incorrect username or password for user <user>. IP=<ip>"),
    Phrase(
      .loginFailed, "dockge", "<time> [AUTH] WARN: Invalid token provided for user <user>. IP=<ip>"),
    Phrase(.loginFailed, "filebrowser", "<time> /api/login: 403 <ip> <*>"),
    Phrase(
      .loginFailed, "fireflyiii",
      "[<time>] <w> AUDIT: User is trying to login using \"<user>\" (<ip> -> <*>"),
    Phrase(
      .loginFailed, "gitea",
      "<time> <w> [<w>] Failed authentication attempt for <user> from <ip:port>: <reason>"),
    Phrase(
      .loginFailed, "gitea",
      "<time> <w> [<w>] Failed authentication attempt for <user> from <ip>: <reason>"),
    Phrase(
      .loginFailed, "gitea",
      "<time> <w> <w> [<w>] Failed authentication attempt for <user> from <ip:port>: <reason>"),
    Phrase(.web, "gin", "[GIN] <w> - <w> | <status:w> |<*>|<*><ip> | <method:w> <*>\"<url>\""),
    Phrase(
      .loginFailed, "grafana",
      "<|logger=context |||>t=<time> l<|vl=eror|evel=error|> msg=\"Invalid username or password\" <*>remote_addr=<ip>"
    ),
    Phrase(
      .loginFailed, "grafana",
      "logger=context <*>msg=\"Invalid username or password\" <*>remote_addr=<ip><*>"),
    Phrase(
      .loginFailed, "grafana",
      "t=<time> <*>msg=\"Invalid username or password\" <*>remote_addr=<ip><*>"),
    Phrase(.loginFailed, "hestiacp", "<time> <user> <ip> failed to login"),
    Phrase(
      .loginFailed, "home-assistant",
      "<time> WARNING (<w>) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from <w> (<ip>). Requested URL: '<url>'. (<agent>)"
    ),
    Phrase(
      .loginFailed, "home-assistant",
      "<time> WARNING (<w>) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from <w> (<ip>). (<agent>)"
    ),
    Phrase(
      .loginFailed, "home-assistant",
      "<time> WARNING (<w>) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from <w> (<ip>)<*>"
    ),
    Phrase(
      .loginFailed, "immich",
      "[Nest] <n>  - <*> WARN [AuthService] Failed login attempt for user <user> from ip address <ip><*>"
    ),
    Phrase(
      .loginFailed, "immich",
      "<w>[Nest] <n>  - <*>WARN<*>[AuthService] <*>Failed login attempt for user <user> from ip address <ip><*>"
    ),
    Phrase(
      .loginFailed, "jellyfin",
      "[<time>] [INF] [<n>] <w>: Authentication request for \"<user>\" has been denied (IP: \"<ip>\")."
    ),
    Phrase(
      .loginFailed, "jellyfin",
      "[<w> <w> [INF] [<n>] <w>: Authentication request for \"<user>\" has been denied (IP: \"<ip>\")."
    ),
    Phrase(
      .loginFailed, "jellyseerr",
      "<time> [warn][<w>: Failed sign-in attempt <*> {\"ip\":\"<ip>\",\"email\":\"<user>\"}"),
    Phrase(
      .loginFailed, "jellyseerr",
      "<time> [warn][<w>: Failed <*> {\"ip\":\"<ip>\",\"email\":\"<user>\"<*>"),
    Phrase(
      .loginFailed, "joplin",
      "<time>: [error] <w>: 403: POST /api/sessions: <ip>: Invalid username or password: {\"email\":\"<user>\"}"
    ),
    Phrase(
      .loginFailed, "keycloak",
      "<time> WARN  [org.keycloak.events] (<*>) type=\"LOGIN_ERROR\", <*>ipAddress=\"<ip>\", <*>username=\"<user>\"<*>"
    ),
    Phrase(
      .loginFailed, "keycloak",
      "<time> WARN  [org.keycloak.events] (<*>) type=\"<w>_ERROR\", <*>ipAddress=\"<ip>\"<*>"),
    Phrase(
      .loginFailed, "keycloak",
      "<time> WARN  [org.keycloak.events] (<*>) type=<w>_ERROR, <*>ipAddress=<ip>, <*>redirect_uri=<url:w>, <*>username=<user:w>"
    ),
    Phrase(
      .loginFailed, "keycloak",
      "<time> WARN  [org.keycloak.events] (<*>) type=<w>_ERROR, <*>ipAddress=<ip>, <*>redirect_uri=<url:w><|,||><*>"
    ),
    Phrase(
      .loginFailed, "keycloak",
      "<time> WARN  [org.keycloak.events] (<*>) type=<w>_ERROR, <*>ipAddress=<ip><|,||><*>"),
    Phrase(
      .loginFailed, "litellm",
      "INFO: <|    ||><ip:port> - \"<method:w> <url> HTTP/<version:w>\" 401 <*>"),
    Phrase(
      .loginFailed, "uvicorn", "INFO:     <ip:port> - \"<method:w> <url> HTTP/<version:w>\" 401 <*>"
    ),
    Phrase(
      .web, "uvicorn",
      "INFO: <|    ||><ip:port> - \"<method:w> <url> HTTP/<version:w>\" <status:w> <*>"),
    Phrase(
      .denied, "mailu",
      "[<time>] WARNING in limiter: Authentication attempt from <ip> has been rate-limited."),
    Phrase(
      .denied, "mailu",
      "[<time>] WARNING in limiter: Authentication attempt from <ip> for <user> has been rate-limited."
    ),
    Phrase(
      .loginFailed, "odoo",
      "<time> <n> INFO <w> odoo.addons.base.models.res_users: Login failed for db:<w> login:<user> from <ip>"
    ),
    Phrase(
      .loginFailed, "miniflux",
      "<*>time=<time> level=WARN msg=\"Incorrect username or password\" <*>client_ip=<ip> <*>username=<user:w> error=<*>"
    ),
    Phrase(.loginFailed, "ombi", "<time> [Warning] Failed login attempt by IP: <ip>"),
    Phrase(.loginFailed, "ombi", "<w> <w> <w> [Warning] Failed login attempt by IP: <ip>"),
    Phrase(.loginFailed, "bitwarden", "<time> [Warning] Failed login attempt<*>. <ip>"),
    Phrase(.loginFailed, "bitwarden", "<w> <w> <w> [Warning] Failed login attempt<*>. <ip>"),
    Phrase(
      .loginFailed, "paperless-ngx",
      "[<time>] [INFO] [paperless.auth] Login failed for user `<user>` from <|private ||>IP `<ip>`."
    ),
    Phrase(
      .loginFailed, "paperless-ngx",
      "[<time>] [INFO] [paperless.auth] Login failed for user `<user>` from <|private ||>IP `<ip>.`"
    ),
    Phrase(
      .loginFailed, "pterodactyl",
      "<w> [<time>] failed to validate user credentials (<reason>) ip=<ip:port> subsystem=<w> username=<user>"
    ),
    Phrase(
      .loginFailed, "roundcube",
      "[<time>]: <*>Failed login for <user> from <ip> in session <*>"),
    Phrase(
      .loginFailed, "roundcube",
      "<*>IMAP Error: Login failed for <user> from <ip>. AUTHENTICATE <*>"),
    Phrase(.loginFailed, "roundcube", "<*>IMAP Error: Login failed for <user> from <ip>(X-<*>"),
    Phrase(
      .loginFailed, "roundcube", "<*>IMAP Error: Login failed for <user> from <ip>. LOGIN: <*>"),
    Phrase(.loginFailed, "roundcube", "<*>IMAP Error: Login failed for <user> from <ip>"),
    Phrase(.loginFailed, "roundcube", "Failed login for <user> from <ip> in session <*>"),
    Phrase(
      .loginFailed, "stirling-pdf",
      "<time> <|ERROR|WARN|> <w> [<w>] Failed login attempt from IP: <ip>"),
    Phrase(
      .loginFailed, "stirling-pdf",
      "<time> <|ERROR|WARN|> <w> [<w>] Invalid password for user: <user> from IP: <ip>"),
    Phrase(
      .loginFailed, "technitium",
      "[<time>] [<ip:port>] <w> Invalid username or password for user: <user>"),
    Phrase(
      .loginFailed, "technitium",
      "[<time> UTC] [<ip:port>] <w> Invalid username or password for user: <user>"),
    Phrase(
      .loginFailed, "vaultwarden",
      "[<time>][vaultwarden::<w>][ERROR] Username or password is incorrect. Try again. IP: <ip>. Username: <user>."
    ),
    Phrase(
      .loginFailed, "vaultwarden",
      "[<time>][vaultwarden::<w>][ERROR] <reason>! IP: <ip><|. Username: ||><user>"),
    Phrase(.loginFailed, "vaultwarden", "[<time>][vaultwarden::<w>][ERROR] <reason>! IP: <ip><*>"),
    Phrase(
      .loginFailed, "webmin",
      "<w> [<time>] <user> - <ip> global miniserv.pl \"failed\" \"<*>"),
    Phrase(
      .loginFailed, "webmin",
      "<w> [<*>] <user> - <ip> global miniserv.pl \"failed\" \"<*>"),
    Phrase(.loginFailed, "webmin", "Invalid login as <user> from <ip>"),
    Phrase(.loginFailed, "webmin", "Non-existent login as <user> from <ip>"),
    Phrase(
      .loginFailed, "zimbra",
      "<time> <w>  [<w>] [oip=<ip>;<*>] <*>authentication failed for [<user>], <reason>"),
    Phrase(
      .loginFailed, "zimbra",
      "<time> <w>  [<w>] [name=<*>;oip=<ip>;<*>] <*>authentication failed for [<user>], <reason>"),
    Phrase(
      .loginFailed, "zoneminder",
      "<w> <w> web_php[<pid>].ERR [<ip>] [Login denied for user \"<user>\"] at <*>"),
    Phrase(
      .loginFailed, "zoneminder",
      "<w> <w> web_php[<pid>].ERR [<ip>] [Could not retrieve user <user> details] at <*>"),
    Phrase(
      .loginFailed, "tine20", "<*> WARN (4): <w> Login with username <user> from <ip> failed (<w>)!"
    ),
    Phrase(
      .loginFailed, "drupal",
      "https<|://|><*>|<n>|user|<ip>|<*>|Login attempt failed <|for|from|> <user>."),
    Phrase(
      .loginFailed, "drupal",
      "http<|://|s://|><*>|<n>|user|<ip>|<*>Login attempt failed <|for|from|> <user>."),
    Phrase(
      .loginFailed, "directadmin",
      "<w>: '<ip>' <n> failed login attempt<|s||>. <|Account|Invalid account|> '<user>'"),
    Phrase(
      .loginFailed, "guacamole", "<*>Authentication attempt from <ip> for user \"<user>\" failed."),
    Phrase(
      .loginFailed, "froxlor",
      "[Login Action <ip>] <|Unknown user |User ||><*>'<user>' tried to login<*>"),
    Phrase(
      .loginFailed, "froxlor",
      "froxlor.WARNING: <*> tried to login<*> {\"source\":\"login\",\"action\":\"50\",\"user\":\"<ip>\"} []"
    ),
    Phrase(
      .loginFailed, "sogo",
      "SOGoRootPage Login from '<ip>' for user '<user>' might not have worked<*>"),
    Phrase(
      .loginFailed, "lighttpd",
      "<time>: (<w>) password doesn't match for <path:w> username: <user>, IP: <ip>"),
    Phrase(
      .loginFailed, "lighttpd",
      "(<w>) password doesn't match for <path:w> username: <user>, IP: <ip>"),
    Phrase(
      .loginFailed, "lighttpd",
      "(<w>) password doesn't match for <path:w> username: <user> IP: <ip>"),
    Phrase(
      .loginFailed, "cpanel",
      "[<time>] info [<w>] <ip> - <user> \"<method:w> <url> HTTP/<version:w>\" FAILED LOGIN <*>"),
    Phrase(
      .loginFailed, "kerio", "[<time>] Failed <w> login from <ip><*>"),
    Phrase(.mailDenied, "kerio", "[<time>] Relay attempt from IP address <ip>, <*>"),
    Phrase(
      .loginFailed, "harbor",
      "<time> [ERROR] [<w>[client IP=\"<ip><|,|\"|><*>: failed to authenticate user:<user>, error:<*>"
    ),
    Phrase(
      .loginFailed, "llng", "[<|warn|notice|>] <user> was not found in LDAP directory (<ip>)"),
    Phrase(
      .loginFailed, "llng", "[<|warn|notice|>] Bad password for <user> (<ip>)"),
    Phrase(
      .loginFailed, "pfsense",
      "<w>: webConfigurator authentication error for user '<user>' from: <ip>"),
    Phrase(
      .login, "pfsense", "<w>: Successful login for user '<user>' from: <ip> (<*>"),
    Phrase(
      .loginFailed, "opnsense", "<w>: Web GUI authentication error for '<user>' from <ip>"),
    Phrase(
      .loginFailed, "domino",
      "<w> <w> <w>  smtp: <user> [<ip>] authentication failure using internet password"),
    Phrase(
      .loginFailed, "domino",
      "<time>   smtp: <user> [<ip>] authentication failure using internet password"),
    Phrase(
      .loginFailed, "domino",
      "<w> <w> <w>   smtp: <user> [<ip>] authentication failure using internet password"),
    Phrase(
      .loginFailed, "znc", "[<time>] [<user>] failed to login from <ip:port>"),
    Phrase(
      .loginFailed, "openhab", "<ip> -  -  [<w> <w>] \"<method:w> <url> HTTP/<version:w>\" 401 <*>"),
  ]
}
