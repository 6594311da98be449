import Detect

/// Programs that say who failed to log in, and from where: self-hosted web applications, consoles,
/// remote desktops, honeypots, and the defences of others.
///
/// Each message is matched from its first byte to its last, so that text of a stranger in another
/// program's log is never taken for one. Where a program writes the user before the address, the
/// last address that leads to the end of the message is the program's own; what stands after the
/// address is never needed.
package enum Applications {
  package static let decoder = Decoder(
    name: "application",
    programs: [
      "dropbear", "lfd", "pvedaemon", "pveproxy", "proxmox-backup-proxy", "php-fpm", "Radarr",
      "Sonarr",
      "Prowlarr", "Lidarr", "mono", "LLNG", "froxlor", "Froxlor", "roundcube", "xrdp-sesman",
      "screensharingd", "slapd", "nrpe", "wwsympa", "sympa", "fail2ban", "fail2ban.actions",
      "endlessh", "cowrie", "monit", "suhosin", "webmin", "usermin", "sogod", "gitea",
      "vaultwarden",
      "smbd", "nmbd", "ejabberd", "guacd", "httpd-guac", "crowdsec", "sshguard", "miniserv.pl",
    ],
    recognises: { body, _ in body.count > 24 }, readsWhole: true,
    decode: { body, context, event in
      event.event.logSource = KnownLogSource.application.index
      let isMessage =
        web.decode(body, context.clock, &event) || systems.decode(body, context.clock, &event)
      return isMessage ? .event : .notMine
    })

  static let web = PhraseSet(ApplicationPhrases.web + ApplicationPhrases.media)
  static let systems = PhraseSet(
    ApplicationPhrases.systems + ApplicationPhrases.honeypots + ApplicationPhrases.defences)
}
