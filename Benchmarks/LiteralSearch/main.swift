import Foundation
import Stages

// Literal search by itself, beside vectorscan.c:
//
//   literal-search list PACK…           the literals of packs, as hexadecimal, one a line
//   literal-search count LITERALS LOG N seconds of the processor for N searches of a log, and hits

/// Seconds of the processor that this process took.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func read(_ path: String) -> [UInt8] {
  guard let bytes = FileManager.default.contents(atPath: path) else {
    FileHandle.standardError.write(Data("literal-search: cannot read \(path)\n".utf8))
    exit(2)
  }
  return Array(bytes)
}

func bytes(hexadecimal line: Substring) -> [UInt8] {
  let digits = line.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "list" where arguments.count > 2:
  for literal in LiteralStage.literals(rules: Array(arguments[2...])) {
    print(literal.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
  }
case "count" where arguments.count == 5:
  guard let times = Int(arguments[4]), times > 0 else { exit(2) }
  let literals = String(decoding: read(arguments[2]), as: UTF8.self)
    .split(separator: "\n").map { bytes(hexadecimal: $0) }
  let stage = LiteralStage(literals: literals, log: read(arguments[3]))
  var found = stage.count()
  let started = processorSeconds()
  for _ in 0..<times { found = stage.count() }
  print((processorSeconds() - started) / Double(times), found)
default:
  let usage = "usage: literal-search list PACK… | count LITERALS LOG TIMES\n"
  FileHandle.standardError.write(Data(usage.utf8))
  exit(2)
}
