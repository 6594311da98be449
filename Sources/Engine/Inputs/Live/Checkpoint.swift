/// Where reading goes on in an input that can be read again.
package struct Checkpoint: Hashable, Sendable, Codable {
  /// The name of the input in the configuration.
  package var input: String
  /// Where the file stood when the checkpoint was made.
  package var path: String
  package var device: UInt64
  package var inode: UInt64
  /// What the file is told by, whatever it is called: a hash of its first record. For the journal,
  /// its cursor.
  package var identity: String
  /// The offset of the next record, in decompressed bytes.
  package var offset: Int
  /// The number of the next record, from 1.
  package var recordNumber: Int
  /// A hash of the bytes before the offset, by which another file of the same place is told.
  package var preceding: String
  /// Whether the next bytes are the rest of a record that is passed over.
  package var isSkipping: Bool
  /// Whether nothing more can come: a compressed file that was read to its end.
  package var isFinished: Bool
  /// When it was made, Unix seconds.
  package var seconds: Int64

  /// What a later checkpoint replaces an earlier one by.
  package struct Key: Hashable, Sendable {
    let input: String
    let device: UInt64
    let inode: UInt64
  }

  package var key: Key { Key(input: input, device: device, inode: inode) }
}
