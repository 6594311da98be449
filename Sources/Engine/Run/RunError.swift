/// Why a run cannot begin. The message says what to write instead.
package enum RunError: Error, Equatable, Sendable {
  case cannotListen(input: String, address: String, reason: String)
  case cannotStart(input: String, program: String, reason: String)
  case cannotOpen(output: String, path: String, reason: String)
  case cannotBegin(output: String, reason: String)
  case badState(path: String, reason: String)
  /// The state file itself; the message says which and why.
  case unusableState(String)
  case stateInUse(path: String)
  case cannotServe(reason: String)
}

extension RunError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotListen(let input, let address, let reason):
      "the input '\(input)' cannot listen on \(address): \(reason)"
    case .cannotStart(let input, let program, let reason):
      "the input '\(input)' cannot start \(program): \(reason)"
    case .cannotOpen(let output, let path, let reason):
      "the output '\(output)' cannot write \(path): \(reason)"
    case .cannotBegin(let output, let reason): "the output '\(output)' cannot begin: \(reason)"
    case .unusableState(let message): message
    case .badState(let path, let reason): "\(path): the state cannot be used: \(reason)"
    case .stateInUse(let path):
      "\(path): another detectd uses this state; give each its own 'state'"
    case .cannotServe(let reason): "'web' cannot begin: \(reason)"
    }
  }
}
