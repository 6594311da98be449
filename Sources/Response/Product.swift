/// This program, as it names itself in what it writes.
package enum Product {
  package static let name = "detectd"
  package static let version = "0.1.0"
}
