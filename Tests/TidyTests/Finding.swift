/// Something untidy, at a line.
struct Finding: Equatable, Sendable, CustomStringConvertible {
  let path: String
  let line: Int
  let problem: String

  var description: String { "\(path):\(line): \(problem)" }
}

extension SourceFile {
  /// Problems of the lines that `check` finds something in; lines count from 1.
  func findings(in lines: [String], _ check: (String) -> String?) -> [Finding] {
    lines.enumerated().compactMap { index, line in
      check(line).map { Finding(path: path, line: index + 1, problem: $0) }
    }
  }
}
