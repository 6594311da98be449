import Detect

/// Where the blocks of a run come from. The belt's reader thread fills; the other questions come
/// from any thread.
protocol BlockSource: AnyObject, Sendable {
  /// Fills the batch's block with whole records of one input, and says how they are read
  /// (``Batch/origin``, ``Block/input``). May wait.
  ///
  /// - Returns: False at the end of everything.
  func fill(_ batch: Batch) -> Bool
  /// Where the text of records of an input is to be had.
  func texts(of input: Int) -> TextSource
  /// Bytes taken from the inputs so far.
  var bytesTaken: Int { get }
}

/// Where evidence finds the text of a record that stands further back.
enum TextSource: Sendable {
  /// A plain file, to be read again at the record's offset.
  case path(String)
  /// A file that is held open, whatever it is called now.
  case held(HeldFile)
  /// A stream: only what is remembered.
  case memory
}
