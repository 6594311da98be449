import Rules

/// Samples as JUnit XML, which build servers show
/// (https://github.com/windyroad/JUnit-Schema/blob/master/JUnit.xsd).
enum JUnitReport {
  static func decoders(
    _ outcomes: [DecoderTestRun.Outcome], _ errors: [Problem]
  ) -> String {
    let failed = outcomes.count { !$0.holds }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuite name=\"decoders\" tests=\"\(outcomes.count + errors.count)\" "
    text += "failures=\"\(failed)\" errors=\"\(errors.count)\">\n"
    for problem in errors {
      text += "  <testcase classname=\"\(escaped(problem.place.path))\" name=\"loads\">"
      text += "<error message=\"\(escaped(problem.description))\"/></testcase>\n"
    }
    for outcome in outcomes {
      text += "  <testcase classname=\"\(escaped(outcome.decoder))\" "
      text += "name=\"\(escaped(outcome.name))\""
      guard !outcome.holds else {
        text += "/>\n"
        continue
      }
      let message = "\(outcome.place): " + outcome.failures.joined(separator: "; ")
      text += "><failure message=\"\(escaped(message))\"/></testcase>\n"
    }
    return text + "</testsuite>\n"
  }

  /// Text for an attribute; what XML 1.0 cannot hold becomes U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
