import Detect

extension ApplicationPhrases {
  /// Daemons, consoles, remote desktops, shares.
  static let systems: [Phrase] = [
    Phrase(.loginFailed, "dropbear", "Bad password attempt for '<user>' from <ip:port>"),
    Phrase(.loginFailed, "dropbear", "Login attempt for nonexistent user from <ip:port>"),
    Phrase(
      .loginFailed, "dropbear", "Login attempt for nonexistent user '<user>' from <ip:port>"),
    Phrase(
      .loginFailed, "dropbear",
      "<*>Exit before auth (user '<w>', <n> fails): Max auth tries reached - user '<user>' from <ip:port>"
    ),
    Phrase(
      .loginFailed, "dropbear",
      "<*>Exit before auth from <<ip:port>>: Max auth tries reached - user '<user>'"),
    Phrase(
      .loginFailed, "dropbear",
      "<*>Exit before auth from <<ip:port>>: (user '<user>', <n> fails): <*>"),
    Phrase(.login, "dropbear", "Password auth succeeded for '<user>' from <ip:port>"),
    Phrase(.login, "dropbear", "Pubkey auth succeeded for '<user>' with <*> from <ip:port>"),
    Phrase(
      .loginFailed, "proxmox", "authentication failure; rhost=<ip> user=<user:w> msg=<reason>"),
    Phrase(
      .loginFailed, "proxmox",
      "<time>: authentication failure; rhost=<ip> user=<user:w> msg=<reason>"),
    Phrase(
      .loginFailed, "samba",
      "Auth: [<*>] user [<domain>]\\[<user>] at [<*>] with [<*>] status [NT_STATUS_<|WRONG_PASSWORD|NO_SUCH_USER|LOGON_FAILURE|ACCOUNT_LOCKED_OUT|>] workstation [<*>] remote host [<|ipv4|ipv6|>:<ip:port>]<*>"
    ),
    Phrase(
      .login, "samba",
      "Auth: [<*>] user [<domain>]\\[<user>] at [<*>] with [<*>] status [NT_STATUS_OK] workstation [<*>] remote host [<|ipv4|ipv6|>:<ip:port>]<*>"
    ),
    Phrase(.loginFailed, "xrdp", "[<*>] [INFO ] AUTHFAIL: user=<user> ip=<ip> time=<n>"),
    Phrase(.loginFailed, "xrdp", "[INFO ] AUTHFAIL: user=<user> ip=<ip> time=<n>"),
    Phrase(
      .loginFailed, "screensharing",
      "Authentication: FAILED :: User Name: <user> :: Viewer Address: <ip> :: Type: <*>"),
    Phrase(
      .login, "screensharing",
      "Authentication: SUCCEEDED :: User Name: <user> :: Viewer Address: <ip> :: Type: <*>"),
    Phrase(
      .loginFailed, "monit",
      "[<*>] error    : <*>HttpRequest: access denied -- client [<ip>]: <reason>"),
    Phrase(
      .loginFailed, "monit",
      "HttpRequest: access denied -- client [<ip>]: <reason>"),
    Phrase(.denied, "nrpe", "Host <ip> is not allowed to talk to us!"),
    Phrase(.denied, "suhosin", "ALERT - <*> (attacker '<ip>', file '<file>'<*>"),
    Phrase(
      .loginFailed, "ejabberd",
      "<time> [info] <*> Failed authentication for <user> from IP <ip>"),
    Phrase(
      .loginFailed, "ejabberd",
      "<time> [info] <*> Failed <w> authentication for <user> from <|IP ||><ip><*>"),
    Phrase(
      .loginFailed, "routeros", "<w> login failure for user <user> from <ip> via <w>"),
    Phrase(
      .login, "routeros", "<w> user <user> logged in from <ip> via <w>"),
    Phrase(
      .info, "sympa", "<w> main::<*> [robot <site:w>] [session <session:w>] [client <ip>] <*>"),
    Phrase(
      .info, "sympa",
      "<w> main::<*> [robot <site:w>] [session <session:w>] [client <ip>] [user <user>] <*>"),
    Phrase(
      .loginFailed, "counter-strike", "L <w> - <w> Bad Rcon: \"<*>\" from \"<ip:port>\""),
    Phrase(
      .loginFailed, "assp",
      "<w> <w> <*> <ip> [SMTP Error] 535 5.7.8 Error: authentication failed: <reason>"),
    Phrase(
      .loginFailed, "assp",
      "<w> <w> <*> <ip> [SMTP Error] 535 5.7.8 Error: authentication failed:"),
    Phrase(
      .mailDenied, "assp",
      "<w> <w> <*> [RelayAttempt] <ip> <<sender>> <*>relay attempt blocked for<*>"),
    Phrase(.probe, "assp", "<w> <w> [<w> <ip> SSL negotiation with client failed: <reason>"),
    Phrase(.blocked, "assp", "<w> <w> Blocking <ip> - too much AUTH errors (<n>);"),
    Phrase(
      .loginFailed, "oracle-ims",
      "<co <*> tr=\"TCP|<w>|<n>|<ip>|<port>\" ap=\"<w>\" mi=\"Bad password\" us=\"<user>\" di=\"<reason>"
    ),
    Phrase(
      .loginFailed, "oracle-ims",
      "<co <*> tr=\"TCP|<dip>|<dport>|<ip>|<port>\" ap=\"<w>\" mi=\"Bad password\" us=\"<user>\" di=\"<*>"
    ),
    Phrase(.loginFailed, "ldap", "conn=<n> fd=<n> ACCEPT from IP=<ip:port> (IP=<*>"),
    Phrase(
      .loginFailed, "mongodb",
      "<time> [conn<n>] Failed to authenticate <user> with mechanism <w>: <reason>"),
  ]

  /// Honeypots: whoever comes is hostile.
  static let honeypots: [Phrase] = [
    Phrase(
      .connected, "cowrie",
      "<time> [<*>] New connection: <ip:port> (<dip:port>) [session: <session>]"),
    Phrase(
      .loginFailed, "cowrie",
      "<time> [<w>,<n>,<ip>] login attempt [b'<user>'/b'<*>'] <|failed|succeeded|>"),
    Phrase(.connected, "endlessh", "<time> ACCEPT host=<ip> port=<port> fd=<*>"),
    Phrase(.ended, "endlessh", "<time> CLOSE host=<ip> port=<port> fd=<*>"),
    Phrase(.connected, "endlessh", "ACCEPT host=<ip> port=<port> fd=<*>"),
    Phrase(
      .info, "sshesame",
      "<time> [<ip:port>] authentication for user \"<user>\" with password \"<*>\" accepted"),
    Phrase(
      .info, "sshesame", "<time> [<ip:port>] authentication for user \"<user>\" <*>"),
    Phrase(.info, "sshesame", "<time> [<ip:port>] [channel <n>] <*>"),
    Phrase(
      .info, "sshesame", "<time> [<ip:port>] <|connection|client|rejected|accepted|global|> <*>"),
  ]

  /// What other defences shut out.
  static let defences: [Phrase] = [
    Phrase(
      .blocked, "fail2ban", "<time> fail2ban.actions<*>: <|NOTICE|WARNING|> <*>[<rule>] Ban <ip>"),
    Phrase(.blocked, "fail2ban", "<|NOTICE |WARNING ||>[<rule>] Ban <ip>"),
    Phrase(
      .blocked, "csf",
      "(<rule>) <reason> from <ip> (<*>): <n> in the last <n> secs - <*>"),
    Phrase(.blocked, "sshguard", "Blocking \"<ip>/<n>\" for <*>"),
  ]
}
