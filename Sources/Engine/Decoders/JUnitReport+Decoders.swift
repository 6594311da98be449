import Rules

extension JUnitReport {
  /// Decoders that do not load, and the samples of those that do.
  static func decoders(
    _ outcomes: [DecoderTestRun.Outcome], _ errors: [Problem]
  ) -> String {
    let broken = errors.map { problem in
      Case(
        name: "loads", group: problem.place.path,
        failure: Failure(
          kind: problem.code, message: problem.message, text: problem.description))
    }
    let samples = outcomes.map { outcome in
      let message = outcome.failures.joined(separator: "; ")
      return Case(
        name: outcome.name, group: outcome.decoder,
        failure: outcome.holds
          ? nil : Failure(kind: "sample", message: message, text: "\(outcome.place): \(message)"))
    }
    return JUnitReport(
      name: "detectd decoders test", suite: "decoders", cases: broken + samples
    ).xml()
  }
}
