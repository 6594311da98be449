import Detect
import Foundation
import Intel

/// The bytes of a feed: a file in memory, or all of standard input.
final class FeedBytes {
  private let file: MappedFile?
  private let held: UnsafeMutableRawBufferPointer

  /// Nil when it cannot be read.
  init?(_ path: String) {
    guard path == "-" else {
      guard let file = MappedFile(path: path) else { return nil }
      self.file = file
      held = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      return
    }
    file = nil
    let data = FileHandle.standardInput.readDataToEndOfFile()
    held = .allocate(byteCount: data.count, alignment: 1)
    data.copyBytes(to: held)
  }

  deinit { held.deallocate() }

  var bytes: UnsafeRawBufferPointer { file?.bytes ?? UnsafeRawBufferPointer(held) }
}

/// A plain list as entries, a line each.
enum FeedLines {
  static func eachRecord(
    _ bytes: UnsafeRawBufferPointer, _ body: (FeedRecord) -> Void
  ) -> FeedRest {
    var builder = IndicatorTableBuilder()
    guard
      let report = try? FeedReader(bytes, as: .list).read(
        feed: 0, confidence: 80, expiresSeconds: nil, into: &builder)
    else { return FeedRest() }
    let table = builder.build()
    for place in 0..<table.count {
      guard let record = FeedRecord(table.indicator(place)) else { continue }
      body(record)
    }
    return FeedRest(report)
  }
}

extension FeedRecord {
  fileprivate init?(_ indicator: Indicator) {
    self.init()
    let kind: FeedValue.Kind
    switch indicator.value {
    case .network(let network): kind = network.isHost ? .address : .network
    case .domain: kind = .domain
    case .url: kind = .url
    case .mail: kind = .mail
    case .digest(let hex):
      guard let function = FeedValue.Kind(digits: hex.utf8.count) else { return nil }
      kind = function
    }
    values = [FeedValue(kind: kind, text: indicator.text)]
  }
}

extension Indicator {
  /// The value in its canonical form.
  fileprivate var text: String {
    switch value {
    case .network(let network): network.isHost ? "\(network.address)" : "\(network)"
    case .domain(let text), .url(let text), .digest(let text), .mail(let text): text
    }
  }
}

extension FeedValue.Kind {
  /// The hash function whose digests have so many hexadecimal digits.
  fileprivate init?(digits: Int) {
    switch digits {
    case 32: self = .digest("md5")
    case 40: self = .digest("sha1")
    case 64: self = .digest("sha256")
    case 128: self = .digest("sha512")
    default: return nil
    }
  }
}
