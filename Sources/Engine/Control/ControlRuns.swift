private import Detect
private import Foundation
private import Response

/// Where a run is asked: by its configuration, or by its socket.
package struct ControlPlace: Sendable {
  package var configuration: String
  package var socket: String?

  package init(configuration: String, socket: String?) {
    self.configuration = configuration
    self.socket = socket
  }

  func client() throws(ControlError) -> ControlClient {
    if let socket { return try ControlClient(path: socket) }
    return try ControlClient(path: ControlClient.path(configuration: configuration))
  }
}

/// How answers are printed.
package enum AnswerFormat: String, CaseIterable, Sendable { case human, json }

extension ControlError {
  /// Says it on standard error.
  ///
  /// - Returns: The exit code of DESIGN 4 for something that cannot be read.
  fileprivate func report() -> Int32 {
    let errors = Output.standardError()
    errors.writeLine("detectd: error: " + TerminalText.clean(description))
    errors.flush()
    return 3
  }
}

extension Output {
  fileprivate func writeLine(json value: some Encodable) {
    if let data = try? ControlSocket.encoder().encode(value) { write(data) }
    write("\n")
    flush()
  }
}

/// `detectd status`: how a run is doing.
package struct StatusRun {
  private let place: ControlPlace
  private let format: AnswerFormat?

  /// - Parameter format: Human on a terminal and JSON elsewhere, when nil.
  package init(_ place: ControlPlace, format: AnswerFormat?) {
    self.place = place
    self.format = format
  }

  /// - Returns: The exit code of DESIGN 4: 1 when the breaker has tripped, 3 when no run answers.
  package func run() -> Int32 {
    let output = Output.standardOutput()
    do throws(ControlError) {
      let report = try place.client().ask(ControlRequest(.status), StatusReport.init)
      if (format ?? (output.isTerminal ? .human : .json)) == .json {
        output.writeLine(json: report)
        return report.decisions.breaker == nil ? 0 : 1
      }
      let isColoured = output.isTerminal && Environment.allowsColour
      let table = StatusTable(report, columns: output.isTerminal ? output.columns : 120)
      for line in table.lines(isColoured: isColoured) { output.writeLine(line) }
      output.flush()
      return report.decisions.breaker == nil ? 0 : 1
    } catch {
      return error.report()
    }
  }
}

/// `detectd reload`: has a run load its rules, policy, indicators and decoders again.
package struct ReloadRun {
  private let place: ControlPlace
  private let format: AnswerFormat?

  /// - Parameter format: Human on a terminal and JSON elsewhere, when nil.
  package init(_ place: ControlPlace, format: AnswerFormat?) {
    self.place = place
    self.format = format
  }

  /// - Returns: The exit code of DESIGN 4: 2 when something does not load, 3 when no run answers.
  package func run() -> Int32 {
    let output = Output.standardOutput()
    do throws(ControlError) {
      let report = try place.client().ask(ControlRequest(.reload), ReloadReport.init)
      if (format ?? (output.isTerminal ? .human : .json)) == .json {
        output.writeLine(json: report)
      } else {
        for problem in report.problems { output.writeLine(TerminalText.clean(problem)) }
        output.writeLine(report.summary)
        output.flush()
      }
      return report.isLoaded ? 0 : 2
    } catch {
      return error.report()
    }
  }
}

extension ReloadReport {
  /// What came of it, in a line.
  package var summary: String {
    guard isLoaded else { return "nothing was reloaded; what ran before runs on" }
    let bad = refused > 0 ? " (\(Quantity.count(refused)) refused)" : ""
    return "reloaded: \(Quantity.count(rules, "rule", "rules"))\(bad), "
      + "\(Quantity.count(correlations, "correlation", "correlations")), "
      + Quantity.count(indicators, "indicator", "indicators")
  }
}

/// `detectd alerts tail`: the alerts of a run as they come.
package struct TailRun {
  private let place: ControlPlace
  private let request: ControlRequest
  private let format: AlertFormat?

  /// - Parameter format: Human on a terminal and NDJSON elsewhere, when nil.
  package init(_ place: ControlPlace, _ request: ControlRequest, format: AlertFormat?) {
    self.place = place
    self.request = request
    self.format = format
  }

  /// Prints until the run ends or nobody reads any more.
  ///
  /// - Returns: The exit code of DESIGN 4: 3 when no run answers or it ended.
  package func run() -> Int32 {
    let output = Output.standardOutput()
    let format = format ?? (output.isTerminal ? .human : .ndjson)
    do throws(ControlError) {
      let client = try place.client()
      client.send(request)
      while let line = client.nextLine() {
        if let error = client.refusal(line) { throw error }
        print(line, output, format)
        if output.isClosed { return 0 }
      }
      throw ControlError("the run has ended")
    } catch {
      return error.report()
    }
  }

  private func print(_ line: [UInt8], _ output: Output, _ format: AlertFormat) {
    if let missed = TailRun.missed(line) {
      let errors = Output.standardError()
      errors.writeLine("detectd: \(Quantity.count(missed)) alerts are not shown: too many at once")
      errors.flush()
      return
    }
    if format == .human {
      guard let alert = try? AlertReader.alert(line) else { return }
      // A terminal may have changed its width meanwhile.
      AlertPrinter(output, format: .human, nowSeconds: 0).print(alert)
    } else {
      output.write(line + [UInt8(ascii: "\n")])
    }
    output.flush()
  }

  /// How many alerts a line says are missing; nil for an alert.
  private static func missed(_ line: [UInt8]) -> Int? {
    struct Missing: Decodable { let missed: Int }
    guard line.count < 64 else { return nil }
    return (try? JSONDecoder().decode(Missing.self, from: Data(line)))?.missed
  }
}
