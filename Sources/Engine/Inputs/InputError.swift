/// Why an input, or the rest of it, could not be read. The rest of the inputs is read all the same.
package enum InputError: Error, Equatable, Sendable {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case emptyDirectory(path: String)
  case binary(path: String)
  case utf16(path: String)
  case compressedDamaged(path: String, reason: String, afterBytes: Int)
  case compressedCutShort(path: String, afterBytes: Int)
}

extension InputError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; check the path"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .emptyDirectory(let path): "\(path): the folder holds no files to read"
    case .binary(let path): "\(path): is not text, and not gzip; nothing was read"
    case .utf16(let path):
      "\(path): is UTF-16 text; convert it first, such as with iconv -f UTF-16 -t UTF-8"
    case .compressedDamaged(let path, let reason, let bytes):
      "\(path): the gzip data is damaged (\(reason)); \(bytes) bytes were read before that"
    case .compressedCutShort(let path, let bytes):
      "\(path): the gzip data ends too early; \(bytes) bytes were read"
    }
  }
}
