private import Glibc
import Response
private import Rules
import Store

/// Where the state is that a command works on: a folder, or a configuration that names it.
package struct StatePlace: Sendable {
  package var folder: String?
  package var configurationPath: String?

  package init(folder: String?, configurationPath: String?) {
    self.folder = folder
    self.configurationPath = configurationPath
  }

  /// What a command that cannot begin says. It exits with 2.
  struct Failure: Error {
    let messages: [String]

    init(_ message: String) { messages = [message] }
    init(_ messages: [String]) { self.messages = messages }
  }

  /// A state that was found, and what is known of its surroundings.
  struct Opened {
    let folder: String
    let database: Database
    /// Nil with a folder alone.
    let configuration: RunConfiguration?
    let policy: PolicyFile
    let neverBlock: NeverBlock
  }

  /// Opens the state, beside a run that uses it or not.
  func open() throws(Failure) -> Opened {
    var problems = Problems()
    var configuration: RunConfiguration?
    if let configurationPath {
      configuration = RunConfiguration.load(configurationPath, &problems)
      guard configuration != nil else { throw Failure(problems.sorted.map(\.description)) }
    }
    guard let folder = folder ?? configuration?.state.folder else {
      let reason = "\(configurationPath ?? ""): 'state' names no folder, so nothing is kept"
      throw Failure(configuration == nil ? "name a state: --state DIR or --config FILE" : reason)
    }
    let file = StateFolder.file(in: folder)
    guard access(file, F_OK) == 0 else {
      throw Failure(
        "\(folder): there is no state of detectd; name the folder that 'state' of the "
          + "configuration names, or the configuration itself with --config")
    }
    let policy = PolicyFile.load(configuration?.settings.policyPath, &problems)
    guard let policy else { throw Failure(problems.sorted.map(\.description)) }
    do throws(StoreError) {
      return Opened(
        folder: folder, database: try Database(file, nowSeconds: RunClock.nowSeconds),
        configuration: configuration, policy: policy, neverBlock: policy.neverBlockList())
    } catch {
      throw Failure(error.description)
    }
  }
}

extension StatePlace.Opened {
  /// All that the state remembers, as a book of one's own.
  func book() throws(StoreError) -> DecisionBook {
    var book = DecisionBook()
    book.reserveCapacity(try database.trackCount())
    _ = try database.eachTrack { book.restore($0) }
    return book
  }
}

extension StatePlace {
  /// Who asks: the user, also behind sudo.
  package static var user: String {
    if getuid() == 0, let name = getenv("SUDO_USER"), name.pointee != 0 {
      return String(cString: name)
    }
    guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else {
      return "\(getuid())"
    }
    return String(cString: name)
  }
}
