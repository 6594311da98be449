import Foundation
import Support
import Testing

/// crowdsec-firewall-bouncer, unmodified, and `detectd run`, together in a network of their own:
/// after each step the kernel holds exactly what is decided.
@Suite(
  .serialized,
  .enabled(
    if: OwnNetwork.isPossible,
    "needs root, crowdsec-firewall-bouncer, nft, unshare and a kernel that lets them"))
struct BouncerProgramTests {
  private static let configuration = """
    rules: [rule.yml]
    policy: policy.yml
    inputs:
      - {name: log, type: file, paths: [in.log], from: beginning}
    state: {folder: state, save-every: 1s}
    blocks-per-minute: 100000
    web:
      listen: 127.0.0.1:8080
      consumers:
        - {name: b1, token: bouncer-0123456789, bouncer: true}
    """
  private static let policy = """
    rules:
      - {name: hostile, match: {level: high}, action: block, target: source, duration: 4h}
    """
  private static let bouncer = """
    mode: nftables
    pid_dir: ./
    update_frequency: 1s
    daemonize: false
    log_mode: stdout
    log_level: info
    api_url: http://127.0.0.1:8080/
    api_key: bouncer-0123456789
    disable_ipv6: false
    deny_action: DROP
    supported_decisions_types: [ban]
    nftables:
      ipv4: {enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain}
      ipv6: {enabled: true, set-only: false, table: crowdsec6, chain: crowdsec6-chain}
    prometheus: {enabled: false}
    """

  private static let script = #"""
    ip link set lo up
    run() {
      $DETECTD run --config detectd.yaml > /dev/null 2> log &
      server=$!
      for i in $(seq 200); do grep -q running log && return; sleep 0.1; done
    }
    bounce() { crowdsec-firewall-bouncer -c bouncer.yaml >> bouncer.log 2>&1 & client=$!; }
    end() { kill -TERM $1; wait $1 2> /dev/null; }
    ask() { $DETECTD decisions "$@" --config detectd.yaml > answer 2>&1 || cat answer; }
    seen() {
      for a in "$@"; do
        echo "$(date -u +%FT%TZ) host1 sshd[7]: Failed password for root from $a port 4242 ssh2"
      done >> in.log
    }
    held() { nft list ruleset | grep -oE '[0-9a-f.:]+ timeout [0-9]' | cut -d ' ' -f 1 | sort; }
    decided() {
      $DETECTD decisions list --config detectd.yaml --output ndjson \
        | grep -oE '"target":"[^"]*"' | cut -d '"' -f 4 | sort
    }
    # same STEP COUNT: waits until the kernel holds what is decided, and so many.
    same() {
      for i in $(seq ${3:-100}); do
        decided > wanted
        held > found
        cmp -s wanted found && [ $(wc -l < wanted) = $2 ] && { echo "$1: $2"; return; }
        sleep 0.2
      done
      echo "$1: decided $(wc -l < wanted), held $(wc -l < found)"
      comm -3 wanted found | head -n 5
      tail -n 5 log bouncer.log
    }

    : > in.log
    run
    seen 203.0.113.7 203.0.113.8 2001:db8::7
    for i in $(seq 100); do [ "$(decided | wc -l)" = 3 ] && break; sleep 0.1; done
    bounce
    same 'at the start' 3
    ask add 198.51.100.9 --duration 10m
    same 'one more' 4
    ask add 198.51.100.9 --duration 12h
    for i in $(seq 100); do
      nft list ruleset | grep -q '198.51.100.9 timeout 1[12]h' && break
      sleep 0.1
    done
    nft list ruleset | grep -oE '198.51.100.9 timeout 1[12]h' | sed 's/ timeout.*/ is prolonged/'
    ask delete 203.0.113.8
    same 'one withdrawn' 3
    ask add 203.0.113.50 --duration 5s
    same 'a short one' 4
    same 'the short one has ended' 3
    end $client
    ask delete 198.51.100.9
    seen 203.0.113.99
    bounce
    same 'the bouncer began again' 3
    end $server
    ask delete 203.0.113.7
    run
    same 'detectd began again, and one was withdrawn in between' 2
    seen $(printf '2001:db8:5::%x\n' $(seq 20000))
    same 'twenty thousand at once' 20002 600
    end $client
    end $server
    """#

  @Test func `the kernel holds what is decided, through every change and restart`() throws {
    let folder = try TemporaryFolder()
    for (name, text) in [
      ("detectd.yaml", Self.configuration), ("policy.yml", Self.policy),
      ("rule.yml", MarkedLines.rule), ("bouncer.yaml", Self.bouncer), ("script", Self.script),
    ] {
      _ = try folder.file(name, text)
    }
    let outcome = try OwnNetwork.run("timeout -s KILL 300", "bash ./script", in: folder)
    #expect(
      outcome.output.split(separator: "\n").map(String.init) == [
        "at the start: 3", "one more: 4", "198.51.100.9 is prolonged", "one withdrawn: 3",
        "a short one: 4", "the short one has ended: 3", "the bouncer began again: 3",
        "detectd began again, and one was withdrawn in between: 2",
        "twenty thousand at once: 20002",
      ], "\(outcome.output)")
  }
}

/// Scripts with a network and processes of their own, which end with them.
private enum OwnNetwork {
  static let isPossible: Bool = {
    let outcome = try? run(
      "command -v crowdsec-firewall-bouncer &&", "nft list ruleset", in: TemporaryFolder())
    return outcome?.status == 0
  }()

  /// - Parameters:
  ///   - before: What stands before the command that makes the network.
  ///   - command: Runs in it; `$DETECTD` is the built program.
  static func run(
    _ before: String, _ command: String, in folder: TemporaryFolder
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "\(before) unshare -n -m -p -f --mount-proc --kill-child \(command)",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "DETECTD": BuiltProgram.detectd.path.path
    ]) { $1 }
    process.currentDirectoryURL = folder.url
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
