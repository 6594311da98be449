package import Detect
package import Logs
package import Response
package import Rules
import Store

/// What `detectd run` is told by its configuration file, checked and with nothing left to look up.
///
/// `examples/detectd.yaml` shows every key.
package struct RunConfiguration: Sendable {
  /// The file it was read from.
  package let path: String
  package var settings: Settings
  package var inputs: [InputConfiguration] = []
  package var outputs: [OutputConfiguration] = []
  package var blockLists: [BlockListConfiguration] = []
  package var serving = ServingConfiguration()
  package var alerts = AlertTerms()
  package var state = StateConfiguration()
  package var logLevel = LogLevel.info
  /// Bytes that the windows of correlations may take, over all shards.
  package var windowBytes = 128 << 20
  /// New blocks in a minute after which targets are only watched.
  package var blocksPerMinute = 10_000
  /// Millionths of the address space after which targets are only watched.
  package var blockedMillionths: Int64 = 10_000
}

/// Where positions are kept, and how often they are saved.
package struct StateConfiguration: Sendable {
  /// A folder; nil keeps nothing, so that a restart begins as the first start did.
  package var folder: String?
  package var saveNanoseconds: Int64 = 5_000_000_000
  /// How long alerts, ended decisions and the journal are kept.
  package var keepNanoseconds: Int64 = 90 * 86_400_000_000_000
  /// The file's size from which on the oldest alerts go.
  package var sizeBytes = 4 << 30
}

extension StateConfiguration {
  var retention: Retention {
    Retention(ageSeconds: keepNanoseconds / 1_000_000_000, sizeBytes: sizeBytes)
  }
}

/// How much is logged.
package enum LogLevel: String, CaseIterable, Sendable { case debug, info, notice, warning, error }

/// One input: where records come from, and how they are read.
package struct InputConfiguration: Sendable {
  package var name: String
  package var kind: Kind
  /// A decoder's name, or nil to recognise each record.
  package var format: String?
  /// The zone of times without one; that of the whole configuration when nil.
  package var zone: TimeReference.Zone?
  /// Whether alerts of its records may lead to blocks.
  package var isTrusted = true
  /// A warning is due when nothing came for that long; nil without one.
  package var quietNanoseconds: Int64?
  /// How far the times of its records may be from the clock without a warning.
  package var skewSeconds: Int64 = 600
  package let place: Place

  package enum Kind: Sendable {
    case file(FileSettings)
    case udp(ListenSettings)
    case tcp(ListenSettings)
    case unix(path: String, receiveBytes: Int)
    case standardInput
    case journal(JournalSettings)
    case http(HTTPSettings)

    /// Whether what it brings can lead to a block when the configuration does not say. Anybody can
    /// send a UDP datagram under any address.
    var isTrustedByDefault: Bool {
      if case .udp = self { false } else { true }
    }

    /// Whether its records are of now: what stands in a file or was posted may well be old.
    var bringsNow: Bool {
      switch self {
      case .udp, .tcp, .unix: true
      case .file, .standardInput, .journal, .http: false
      }
    }
  }

  package struct FileSettings: Sendable {
    /// Paths and shell patterns.
    package var paths: [String]
    /// Whether files that are there at the very first start are read from their beginning.
    package var fromBeginning = false
  }

  /// Who may post lines, and how much.
  package struct HTTPSettings: Sendable {
    package var listen: ListenSettings
    /// Who posts, by a token.
    package var sender: Consumer
    /// Of one post, packed or not.
    package var bodyBytes = 4 << 20
    /// Nil speaks without TLS.
    package var tls: TLSFiles?
  }

  /// Which entries of the journal are read.
  package struct JournalSettings: Sendable {
    /// Units such as `ssh.service`; all when empty.
    package var units: [String] = []
    /// `FIELD=value`, as journalctl(1) has it.
    package var matches: [String] = []
    /// A folder with journal files; the system's journal when nil.
    package var directory: String?
    /// Whether what is there at the very first start is read.
    package var fromBeginning = false
  }

  package struct ListenSettings: Sendable {
    package var address: SocketAddress
    /// Who may send; everybody when empty.
    package var allowed: [Prefix] = []
    package var receiveBytes = 16 << 20
    package var connections = 512
    package var messageBytes = RecordCursor.recordBytesMaximum
    package var idleNanoseconds: Int64 = 600_000_000_000
    /// Of TCP; nil speaks without TLS.
    package var tls: TLSFiles?
  }
}

/// One place that alerts go to.
package struct OutputConfiguration: Sendable {
  package var name: String
  package var kind: Kind
  package var minimumLevel = Level.informational
  /// Whether it is told every alert, also those that 'alerts' holds back.
  package var takesRepeats = false
  package let place: Place

  package enum Kind: Sendable {
    case file(path: String, rotateBytes: Int, keep: Int)
    case standardOutput(AlertFormat?)
    case syslog(SyslogTarget, SyslogMessage, queueBytes: Int)
    case http(HTTPOutput)
  }
}

extension OutputConfiguration {
  /// Whether its alerts wait in a queue on disk.
  var needsState: Bool {
    switch kind {
    case .syslog, .http: true
    case .file, .standardOutput: false
    }
  }
}

/// A block list that is kept up to date.
package struct BlockListConfiguration: Sendable {
  package var path: String
  package var format: BlockListFormat
  package var options = BlockListOptions()
  /// What is run after each change: a program and its arguments.
  package var reload: [String]
  package var timeoutSeconds: Int
  package let place: Place
}
