/// Outcomes in JUnit's XML as build servers read it
/// (https://github.com/testmoapp/junitxml describes what they have in common).
package struct JUnitReport {
  package struct Case {
    let name: String
    /// What the case belongs to; a file, here.
    let group: String
    let failure: Failure?

    package init(name: String, group: String, failure: Failure? = nil) {
      self.name = name
      self.group = group
      self.failure = failure
    }
  }

  package struct Failure {
    let kind: String
    let message: String
    let text: String

    package init(kind: String, message: String, text: String) {
      self.kind = kind
      self.message = message
      self.text = text
    }
  }

  let name: String
  let suite: String
  let cases: [Case]

  package init(name: String, suite: String, cases: [Case]) {
    self.name = name
    self.suite = suite
    self.cases = cases
  }

  package func xml() -> String {
    let failures = cases.count { $0.failure != nil }
    let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\""
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuites name=\"\(escaped(name))\" \(counts)>\n"
    out += "  <testsuite name=\"\(escaped(suite))\" \(counts)>\n"
    for item in cases {
      out += "    <testcase classname=\"\(escaped(item.group))\" name=\"\(escaped(item.name))\""
      guard let failure = item.failure else {
        out += "/>\n"
        continue
      }
      out += ">\n      <failure message=\"\(escaped(failure.message))\""
      out += " type=\"\(escaped(failure.kind))\">\(escaped(failure.text))</failure>\n"
      out += "    </testcase>\n"
    }
    return out + "  </testsuite>\n</testsuites>\n"
  }

  /// Text inside of XML 1.0: markup escaped, and characters that XML does not have as U+FFFD.
  private func escaped(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
      case "\n": out.append(contentsOf: "&#10;".unicodeScalars)
      case "\t", " "..."\u{d7ff}", "\u{e000}"..."\u{fffd}", "\u{10000}"...: out.append(scalar)
      default: out.append("\u{fffd}")
      }
    }
    return String(out)
  }
}
