import Detect
package import Response

/// What enforces blocks on this machine: sets in the kernel that rules look into.
package protocol KernelTable: Sendable {
  /// Elements last no longer than this; longer times are cut.
  var longestSeconds: Int64 { get }

  /// Replaces everything by a list, whole or not at all.
  ///
  /// - Throws: ``PushError``; what was there before is there still.
  func replace(by list: BlockList, atSeconds: Int64) throws(PushError)

  /// Makes single changes.
  ///
  /// - Parameter list: What the places of the added members mean, and what should be held after.
  /// - Throws: ``PushError``; some of the changes may have been made.
  func change(_ changes: ElementChanges, to list: BlockList, atSeconds: Int64) throws(PushError)

  /// What the kernel holds, sorted, with places that mean nothing.
  ///
  /// - Throws: ``PushError``, also when the sets are not there.
  func held(atSeconds: Int64) throws(PushError) -> [AddressSet.Member]
}

/// Why the kernel does not hold what it should. The message says what refused, and why.
package enum PushError: Error, Equatable, Sendable {
  /// A program could not be started, failed or took too long; with what it said.
  case program(String, said: String)
  /// The kernel refused a netlink message.
  case kernel(String, errorNumber: Int32)
}

extension PushError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .program(let name, let said): "\(name): \(said.isEmpty ? "failed" : said)"
    case .kernel(let action, let number):
      "the kernel refused to \(action): \(errorText(number))"
        + (number == 1 ? "; the capability CAP_NET_ADMIN is needed" : "")
    }
  }
}
