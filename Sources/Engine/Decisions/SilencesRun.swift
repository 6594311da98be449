private import Detect
import Response
import Store

/// `detectd silences`: alerts that nobody wants to hear of for a time.
package struct SilencesRun {
  package var place: StatePlace
  package var format: StateFormat?
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  /// Longer than this nothing is silenced: what is never wanted is a rule to change.
  package static let longestSeconds: Int64 = 366 * 86_400

  /// Prints the silences by their end.
  ///
  /// - Parameter isAll: Those that ended too.
  /// - Returns: 0, or 2 when it cannot begin.
  package func list(isAll: Bool) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let silences: [Silence]
      let counts: [String: Int]
      do throws(StoreError) {
        silences =
          isAll
          ? try state.database.allSilences()
          : try state.database.silences(atSeconds: nowSeconds)
        counts = try state.database.silencedAlerts()
      } catch {
        throw StatePlace.Failure(error.description)
      }
      guard out.isHuman else {
        for silence in silences { out.print(document(silence, counts[silence.id] ?? 0)) }
        return 0
      }
      var table = StateTable([
        .init(title: "ID"), .init(title: "ABOUT", rank: 5), .init(title: "RULE", rank: 4),
        .init(title: "BEGINS", rank: 1), .init(title: "ENDS", rank: 6),
        .init(title: "ALERTS", rank: 3, alignsRight: true), .init(title: "BY", rank: 2),
        .init(title: "WHY"),
      ])
      for silence in silences {
        table.add([
          silence.id, silence.subject?.description ?? "all", silence.rule ?? "all",
          TimeWords.relative(silence.fromSeconds, now: nowSeconds),
          TimeWords.relative(silence.untilSeconds, now: nowSeconds),
          "\(counts[silence.id] ?? 0)", silence.actor, silence.reason,
        ])
      }
      if !table.isEmpty { for line in table.lines(columns: out.columns) { out.printLine(line) } }
      out.errors.writeLine(Quantity.count(silences.count, "silence", "silences"))
      return 0
    }
  }

  private func document(_ silence: Silence, _ alerts: Int) -> Document {
    var document = Document()
    document.set("id", .text(silence.id))
    if let rule = silence.rule { document.set("rule", .text(rule)) }
    if let subject = silence.subject { document.set("entity", .text(subject.description)) }
    document.set("from", .text(TimeText.utc(seconds: silence.fromSeconds)))
    document.set("until", .text(TimeText.utc(seconds: silence.untilSeconds)))
    document.set("reason", .text(silence.reason))
    document.set("actor", .text(silence.actor))
    document.set("created", .text(TimeText.utc(seconds: silence.createdSeconds)))
    document.set("alerts", .number(Number(Int64(alerts))))
    return document
  }

  /// What a silence is about, as it was typed.
  package struct Wish {
    package var rule: String?
    package var entity: String?
    /// From now on when nil.
    package var from: String?
    package var durationSeconds: Int64
    package var reason: String

    package init(durationSeconds: Int64, reason: String) {
      self.durationSeconds = durationSeconds
      self.reason = reason
    }
  }

  /// Silences alerts.
  ///
  /// - Returns: 0, or 2 when it cannot begin.
  package func add(_ wish: Wish) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let silence = try silence(wish)
      let isKept: Bool
      do throws(StoreError) { isKept = try state.database.add(silence) } catch {
        throw StatePlace.Failure(error.description)
      }
      guard isKept else {
        throw StatePlace.Failure(
          "there are \(Silences.limit) silences already; end some, or change the rules")
      }
      print(silence, "silenced", out)
      return 0
    }
  }

  private func silence(_ wish: Wish) throws(StatePlace.Failure) -> Silence {
    var subject: Silence.Subject?
    if let text = wish.entity {
      subject = Silence.Subject(text)
      guard subject != nil else {
        throw StatePlace.Failure(
          "'\(text)' is no entity; write an address, a network such as 203.0.113.0/24, user:NAME "
            + "or host:NAME")
      }
    }
    var from = nowSeconds
    if let text = wish.from {
      guard let seconds = TimeWords.since(text, now: nowSeconds) else {
        throw StatePlace.Failure(
          "'\(text)' is no time; write one such as 2026-01-05T01:00:00Z, or a duration back")
      }
      from = seconds
    }
    return Silence(
      rule: wish.rule, subject: subject, fromSeconds: from,
      untilSeconds: from + wish.durationSeconds, reason: wish.reason, actor: StatePlace.user,
      createdSeconds: nowSeconds)
  }

  /// Ends a silence.
  ///
  /// - Parameter id: Its identifier, or the beginning of it.
  /// - Returns: 0, or 2 when it cannot begin or there is none.
  package func delete(_ id: String) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let found: [Silence]
      do throws(StoreError) {
        found = try state.database.silences(atSeconds: nowSeconds)
          .filter { $0.id.hasPrefix(id) }
        if found.count == 1 {
          _ = try state.database.end(found[0], actor: StatePlace.user, atSeconds: nowSeconds)
        }
      } catch {
        throw StatePlace.Failure(error.description)
      }
      guard found.count == 1 else {
        throw StatePlace.Failure(
          found.isEmpty
            ? "there is no silence '\(id)'; detectd silences list shows what there is"
            : "several silences begin with '\(id)'; write more of the identifier")
      }
      print(found[0], "told again", out)
      return 0
    }
  }

  private func print(_ silence: Silence, _ word: String, _ out: StateOutput) {
    guard out.isHuman else { return out.print(document(silence, 0)) }
    let end =
      word == "silenced" ? " until \(TimeText.utc(seconds: silence.untilSeconds))" : ""
    out.printLine(TerminalText.clean("\(silence.id): \(silence.title): \(word)\(end)"))
  }
}
