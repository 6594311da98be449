import Detect

extension CiscoASA {
  /// What a message reports.
  enum Report {
    case packet, start, end, translation, translationEnd
    case login, logout, sessionStart, sessionEnd, session
    case configuration, intrusion, web, notice
  }

  /// What the number of a message means.
  struct Meaning {
    var report = Report.notice
    var verdict = Verdict.unknown
    var action: Word?

    init(_ report: Report, _ verdict: Verdict = .unknown, _ action: Word? = nil) {
      self.report = report
      self.verdict = verdict
      self.action = action
    }
  }

  /// The meaning of a message by its number alone. Where the text decides (permitted or denied,
  /// successful or rejected) the verdict is left open.
  static func meaning(of number: UInt32) -> Meaning {
    switch number / 1000 {
    case 106: return meaningOfFilter(number)
    case 302, 303: return meaningOfConnection(number)
    case 305:
      switch number {
      case 305009, 305011: return Meaning(.translation, .unknown, .translationCreated)
      case 305010, 305012: return Meaning(.translationEnd, .unknown, .translationDeleted)
      default: return Meaning(.packet)
      }
    case 313: return Meaning(.packet, .denied, .deny)
    case 338: return Meaning(.intrusion)
    case 400, 420: return Meaning(.intrusion)
    case 109, 113, 605, 611, 716, 734: return meaningOfLogin(number)
    case 111, 502: return Meaning(.configuration, .unknown, .configurationChanged)
    case 713, 714, 715, 722, 737, 746, 750, 751, 752: return meaningOfSession(number)
    default: return meaningOfRest(number)
    }
  }

  private static func meaningOfFilter(_ number: UInt32) -> Meaning {
    switch number {
    case 106100, 106102, 106103: Meaning(.packet)
    case 106024, 106026, 106101: Meaning(.notice)
    case 106013: Meaning(.packet, .denied, .drop)
    default: Meaning(.packet, .denied, .deny)
    }
  }

  private static func meaningOfConnection(_ number: UInt32) -> Meaning {
    switch number {
    case 302003, 302009, 302013, 302015, 302017, 302020, 302022, 302024, 302026, 302033, 302303,
      303002:
      Meaning(.start, .allowed, .connectionStarted)
    case 302014, 302016, 302018, 302021, 302023, 302025, 302027, 302034, 302304:
      Meaning(.end, .unknown, .connectionFinished)
    case 303004, 303005: Meaning(.packet, .denied)
    default: Meaning(.notice)
    }
  }

  private static func meaningOfLogin(_ number: UInt32) -> Meaning {
    switch number {
    case 109005, 611101, 113008: Meaning(.login, .allowed, .login)
    case 605005: Meaning(.login, .allowed, .login)
    case 109006, 605004, 611102, 113021: Meaning(.login, .denied, .loginFailed)
    case 109007: Meaning(.packet, .allowed, .allow)
    case 109008, 109010, 109024, 109025, 109033: Meaning(.packet, .denied, .deny)
    case 113004, 113005, 113012, 113015, 716038, 716039: Meaning(.login)
    case 113014, 113016, 113017: Meaning(.login, .denied, .loginFailed)
    case 113006: Meaning(.login, .denied, .loginFailed)
    case 113019, 113035, 113036: Meaning(.sessionEnd, .unknown, .sessionClosed)
    case 113039, 716001, 734001: Meaning(.sessionStart, .allowed, .sessionOpened)
    case 716002: Meaning(.sessionEnd, .unknown, .sessionClosed)
    case 611103: Meaning(.logout, .unknown, .logout)
    case 716003: Meaning(.web, .allowed, .allow)
    case 716004: Meaning(.web, .denied, .deny)
    default: Meaning(.session)
    }
  }

  private static func meaningOfSession(_ number: UInt32) -> Meaning {
    switch number {
    case 722022, 722033, 722034, 722051, 713119, 713120, 750006:
      Meaning(.sessionStart, .allowed, .sessionOpened)
    case 722023, 722028, 722037, 713050, 713259, 750007:
      Meaning(.sessionEnd, .unknown, .sessionClosed)
    default: Meaning(.session)
    }
  }

  private static func meaningOfRest(_ number: UInt32) -> Meaning {
    switch number {
    case 304001: Meaning(.web, .allowed)
    case 304002: Meaning(.web, .denied, .deny)
    case 401004, 710003, 108004: Meaning(.packet, .denied, .deny)
    case 410001, 410003, 410004, 434002, 507001, 710005, 710006, 402117:
      Meaning(.packet, .denied, .drop)
    case 415006...415020: Meaning(.packet)
    case 507003: Meaning(.end, .unknown, .connectionFinished)
    case 609001: Meaning(.packet, .unknown, .connectionStarted)
    case 609002: Meaning(.packet, .unknown, .connectionFinished)
    case 419001, 419002, 500001...500004, 733100...733105: Meaning(.intrusion)
    case 710001, 710002: Meaning(.packet, .allowed)
    case 110002, 110003, 725001...725016, 607001, 852001, 852002: Meaning(.packet)
    default: Meaning(.notice)
    }
  }
}

extension EventWriter {
  /// Adds what a message reports: `event.category`, `event.type`, `event.action`, and for a login
  /// `event.outcome`.
  mutating func addMeaning(_ meaning: CiscoASA.Meaning) {
    switch meaning.report {
    case .packet, .notice:
      add(.eventCategory, .network)
      add(.eventType, meaning.report == .packet ? .connection : .info)
    case .start, .translation: addKinds(.network, .connection, .start)
    case .end, .translationEnd: addKinds(.network, .connection, .end)
    case .login:
      addKinds(.authentication, .start)
      if meaning.verdict != .unknown {
        add(.eventOutcome, meaning.verdict == .allowed ? .success : .failure)
      }
    case .logout:
      addKinds(.authentication, .end)
      add(.eventOutcome, .success)
    case .sessionStart, .sessionEnd, .session:
      add(.eventCategory, .session)
      addKinds(.network, .connection)
      if meaning.report == .sessionStart { add(.eventType, .start) }
      if meaning.report == .sessionEnd { add(.eventType, .end) }
    case .configuration: addKinds(.configuration, .change)
    case .intrusion:
      add(.eventCategory, .intrusionDetection)
      addKinds(.network, .info)
    case .web:
      add(.eventCategory, .web)
      addKinds(.network, .access)
    }
    addVerdict(meaning.verdict)
    if let action = meaning.action { add(.eventAction, action) }
  }

  private mutating func addKinds(_ category: Word, _ type: Word, _ second: Word? = nil) {
    add(.eventCategory, category)
    add(.eventType, type)
    if let second { add(.eventType, second) }
  }
}
