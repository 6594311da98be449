/// Where something stands in a text file.
package struct Place: Hashable, Sendable {
  /// The file as the user named it.
  package let path: String
  /// From 1; 0 when the whole file is meant.
  package let line: Int
  /// In Unicode scalars, from 1; 0 when the whole line is meant.
  package let column: Int

  package init(path: String, line: Int = 0, column: Int = 0) {
    self.path = path
    self.line = line
    self.column = column
  }

  /// The place `count` scalars further right.
  package func advanced(by count: Int) -> Place {
    Place(path: path, line: line, column: column + count)
  }
}

extension Place: Comparable {
  package static func < (a: Place, b: Place) -> Bool {
    (a.path, a.line, a.column) < (b.path, b.line, b.column)
  }
}

extension Place: CustomStringConvertible {
  /// `rules/ssh.yml:12:9`, without the parts that are not known.
  package var description: String {
    if line == 0 { return path }
    return column == 0 ? "\(path):\(line)" : "\(path):\(line):\(column)"
  }
}
