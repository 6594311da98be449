private import Detect
private import Response
private import Rules

/// `detectd config check`: every problem of a configuration, and what it amounts to.
package struct ConfigurationCheck {
  private let path: String
  private let connect: OutgoingStart?
  private let secure: SecureStart?

  /// - Parameters:
  ///   - connect: What would send over HTTP; it is made, so that its files are read, and sends
  ///     nothing.
  ///   - secure: What would make the TLS of streams; likewise.
  package init(path: String, connect: OutgoingStart? = nil, secure: SecureStart? = nil) {
    self.path = path
    self.connect = connect
    self.secure = secure
  }

  /// - Returns: The exit code of DESIGN 4.
  package func run() -> Int32 {
    let output = Output.standardOutput()
    let errors = Output.standardError()
    var problems = Problems()
    let configuration = RunConfiguration.load(path, &problems)
    let loaded = configuration.map { DetectionLoader($0).load() }
    for problem in problems.all + (loaded?.problems ?? []) {
      errors.writeLine(TerminalText.clean(problem.description))
    }
    let refusals = configuration.map(refusals) ?? []
    for refusal in refusals { errors.writeLine(TerminalText.clean(refusal)) }
    errors.flush()
    guard let configuration, let detection = loaded?.detection, refusals.isEmpty else { return 2 }
    for line in ConfigurationCheck.lines(configuration, detection) {
      output.writeLine(TerminalText.clean(line))
    }
    output.flush()
    return 0
  }

  /// Inputs and outputs that could not begin.
  private func refusals(_ configuration: RunConfiguration) -> [String] {
    inputRefusals(configuration) + outputRefusals(configuration)
  }

  private func inputRefusals(_ configuration: RunConfiguration) -> [String] {
    configuration.inputs.compactMap { input in
      guard case .tcp(let listen) = input.kind, let files = listen.tls, let secure else {
        return nil
      }
      do throws(ServeError) {
        _ = try secure(files, listen.connections)
        return nil
      } catch {
        let refusal = RunError.cannotListen(
          input: input.name, address: listen.address.description, reason: error.description)
        return "\(input.place): error: \(refusal)"
      }
    }
  }

  private func outputRefusals(_ configuration: RunConfiguration) -> [String] {
    configuration.outputs.compactMap { output in
      guard let connect else { return nil }
      do throws(PostError) {
        switch output.kind {
        case .http(let http): try connect.post(http.target).stop()
        case .syslog(let target, _, _):
          if let files = target.tls { _ = try connect.dial(target.address, files) }
        case .file, .standardOutput: break
        }
        return nil
      } catch {
        let refusal = RunError.cannotBegin(output: output.name, reason: error.description)
        return "\(output.place): error: \(refusal)"
      }
    }
  }

  private static func lines(
    _ configuration: RunConfiguration, _ detection: Detection
  ) -> [String] {
    var lines = [
      row("rules", Quantity.count(detection.rules.rules.count)),
      row("indicators", Quantity.count(detection.indicators.count)),
    ]
    for input in configuration.inputs { lines.append(row("input", text(input))) }
    for output in configuration.outputs {
      lines.append(row("output", text(output)))
    }
    lines.append(row("alerts", configuration.alerts.summary))
    for list in configuration.blockLists {
      let reload = list.reload.isEmpty ? "" : ", then \(list.reload.joined(separator: " "))"
      lines.append(row("blocklist", "\(list.path) as \(list.format.rawValue)\(reload)"))
    }
    let share = ShareText.text(millionths: configuration.blockedMillionths)
    lines.append(
      row(
        "breaker",
        "more than \(Quantity.count(configuration.blocksPerMinute)) new blocks a minute, "
          + "or \(share) of the address space"))
    if detection.policy.simulation.isWhole {
      lines.append(row("simulation", "everything; nothing is blocked"))
    }
    lines.append(row("state", configuration.state.folder ?? "none: a restart forgets"))
    return lines
  }

  private static func row(_ title: String, _ text: String) -> String {
    title.padded(to: 12) + text
  }

  private static func text(_ input: InputConfiguration) -> String {
    let source: String =
      switch input.kind {
      case .file(let file):
        "files \(file.paths.joined(separator: ", ")), at first from the "
          + (file.fromBeginning ? "beginning" : "end")
      case .udp(let listen): "UDP \(listen.address), from \(senders(listen))"
      case .tcp(let listen):
        "\(listen.tls == nil ? "TCP" : "TLS") \(listen.address), from \(senders(listen))"
          + (listen.tls?.authorities == nil ? ", " : " with a certificate, ")
          + "at most \(listen.connections) connections"
      case .unix(let path, _): "socket \(path)"
      case .standardInput: "standard input"
      case .http(let http):
        "\(http.tls == nil ? "HTTP" : "HTTPS") \(http.listen.address), "
          + "from \(senders(http.listen)) with the token"
      case .journal(let journal):
        "the journal"
          + (journal.units.isEmpty ? "" : " of \(journal.units.joined(separator: ", "))")
          + ", at first from its \(journal.fromBeginning ? "beginning" : "end")"
      }
    return "\(input.name): \(source); format \(input.format ?? "auto")"
      + (input.isTrusted ? "" : "; not trusted: leads to no block unless the policy says so")
  }

  private static func text(_ output: OutputConfiguration) -> String {
    let text =
      "\(output.name), from level \(output.minimumLevel.name)"
      + (output.takesRepeats ? ", repeats too" : "")
    return switch output.kind {
    case .http(let http): text + ", to \(http.summary)"
    case .syslog(let target, _, _): text + ", to \(target.summary)"
    case .file, .standardOutput: text
    }
  }

  private static func senders(_ listen: InputConfiguration.ListenSettings) -> String {
    listen.allowed.isEmpty
      ? "everybody" : listen.allowed.map(\.description).joined(separator: ", ")
  }
}
