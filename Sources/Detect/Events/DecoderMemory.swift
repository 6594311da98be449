/// What decoders keep from record to record to be faster: room for their work, and what they found
/// out before. A worker has one; no event may depend on what is in it.
package protocol DecoderMemory: AnyObject {
  /// Called before the first record of each block.
  func beginBlock()
}
