import Engine

/// Messages to people, beside what the command prints.
enum StandardError {
  static func write(_ text: String) {
    let output = Output.standardError()
    output.write(text)
    output.flush()
  }
}
