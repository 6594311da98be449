package import Logs
package import Rules

/// The user-defined decoders of a run: those of the user's files, then those that ship.
package struct DecoderFiles: Sendable {
  package private(set) var files: [DecoderFile] = []
  package private(set) var problems = Problems()
  package private(set) var custom = CustomDecoders.none

  /// Reads all files under the paths, and those that ship.
  ///
  /// A decoder that cannot be read is reported and left out. The first of a name is taken; a file
  /// of the user's may so take the place of one that ships.
  ///
  /// - Parameters:
  ///   - paths: Files, and folders with the `.yml` and `.yaml` files below them.
  ///   - withShipped: Whether those that ship are read too.
  package init(_ paths: [String], withShipped: Bool = true) {
    for path in paths { read(path, isShipped: false) }
    if withShipped, let shipped = Environment.shippedDecoders { read(shipped, isShipped: true) }
    if files.count > CustomDecoder.countMaximum {
      problems.error(
        "too-many-decoders", at: files[CustomDecoder.countMaximum].place,
        "there may be at most \(CustomDecoder.countMaximum) decoders, and here are \(files.count)")
    }
    custom = CustomDecoders(files.map(\.decoder))
  }

  private mutating func read(_ path: String, isShipped: Bool) {
    for file in RuleFiles.files(at: path, &problems) {
      guard let bytes = RuleFiles.read(file, &problems) else { continue }
      for found in DecoderFile.read(bytes, path: file, &problems) {
        let earlier = files.first { $0.decoder.name == found.decoder.name }
        guard let earlier else {
          files.append(found)
          continue
        }
        if isShipped || earlier.place == found.place { continue }
        problems.error(
          "duplicate-decoder", at: found.place,
          "there is a decoder '\(found.decoder.name)' already, at \(earlier.place)",
          hint: "give one of them another name")
      }
    }
  }
}
