/// Another name of a field.
package struct FieldAlias: Hashable, Sendable {
  package let name: String
  /// The name that it stands for.
  package let field: String

  package init(_ name: String, of field: String) {
    self.name = name
    self.field = field
  }
}

/// Names under which the same field arrives.
///
/// Windows events reach a collector in many shapes of JSON: flat (NXLog, Security-Datasets), as the
/// XML nests them (`evtx_dump`, Velociraptor), below `winlog` (Winlogbeat), below `data.win`
/// (Wazuh). A value has one number in all of them.
@usableFromInline package enum FieldAliases {
  /// Other names of ECS fields, in every shape.
  package static let ofECS: [FieldAlias] = {
    var aliases: [FieldAlias] = []
    for (field, names) in system {
      aliases += names.map { FieldAlias($0, of: field.rawValue) }
    }
    for (field, names) in eventData {
      for name in names {
        aliases.append(FieldAlias(name, of: field.rawValue))
        aliases += shapes(of: name).map { FieldAlias($0, of: field.rawValue) }
      }
    }
    for (field, names) in network {
      aliases += names.map { FieldAlias($0, of: field.rawValue) }
    }
    return aliases
  }()

  /// All names that a value of a Windows event has, other than `name`, its name in the event's
  /// schema.
  package static func shapes(of name: String) -> [String] {
    let first = name.prefix(1).lowercased() + name.dropFirst()
    let inHeader =
      header.contains(name)
      ? headerPrefixes.map { $0 + name } + lowerCaseHeaderPrefixes.map { $0 + first } : []
    return prefixes.map { $0 + name } + lowerCasePrefixes.map { $0 + first } + inHeader
      + (further[name] ?? [])
  }

  /// The name in the event's schema of a name in one of the shapes: `Image` of
  /// `winlog.event_data.Image`.
  package static func schemaName(of name: String) -> String {
    for prefix in prefixes where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }

  /// Of `Event.UserData.Element.Name`, the part that is `Name`: each provider names the element
  /// differently.
  @inlinable package static func userData(_ range: Range<Int>, _ line: borrowing Line) -> Range<
    Int
  >? {
    let prefix: StaticString = "Event.UserData."
    guard range.count > 17, line.has(prefix, at: range.lowerBound) else { return nil }
    let dot = line.find(UInt8(ascii: "."), in: range.lowerBound + 15..<range.upperBound)
    return dot + 1 < range.upperBound ? dot + 1..<range.upperBound : nil
  }

  /// What stands before the name of a value: evtx_dump, Velociraptor and Chainsaw, Winlogbeat 7,
  /// Winlogbeat 6, Hayabusa.
  private static let prefixes = [
    "Event.EventData.", "EventData.", "winlog.event_data.", "winlog.user_data.", "event_data.",
    "user_data.", "AllFieldInfo.",
  ]
  /// Wazuh begins the names with a lower-case letter.
  private static let lowerCasePrefixes = ["data.win.eventdata.", "win.eventdata."]
  /// Names of the header that ECS has no field for.
  private static let header: Set = ["Level", "Keywords", "Task", "Opcode", "Version"]
  private static let headerPrefixes = ["Event.System.", "System."]
  private static let lowerCaseHeaderPrefixes = ["data.win.system.", "win.system.", "winlog."]
  /// What becomes of values that have no name of their own, and of those that Winlogbeat's modules
  /// move.
  private static let further = [
    "Data": ["Event.EventData.Data.#text"],
    "ScriptBlockText": ["powershell.file.script_block_text"],
    "OriginalFileName": [
      "process.pe.original_file_name", "file.pe.original_file_name", "dll.pe.original_file_name",
    ],
    "Company": ["process.pe.company", "file.pe.company", "dll.pe.company"],
    "Product": ["process.pe.product", "file.pe.product", "dll.pe.product"],
    "Description": ["process.pe.description", "file.pe.description", "dll.pe.description"],
    "FileVersion": ["process.pe.file_version", "file.pe.file_version", "dll.pe.file_version"],
  ]

  /// The header of Windows events.
  private static let system: [(Field, [String])] = [
    (
      .winlogEventID,
      [
        "EventID", "EventId", "Event.System.EventID", "Event.System.EventID.#text",
        "System.EventID", "System.EventID.Value", "System.EventID.#text",
        "data.win.system.eventID", "win.system.eventID", "event_id",
      ]
    ),
    (
      .winlogChannel,
      [
        "Channel", "Event.System.Channel", "System.Channel", "data.win.system.channel",
        "win.system.channel", "log_name",
      ]
    ),
    (
      .winlogProviderName,
      [
        "Provider_Name", "SourceName", "Event.System.Provider.#attributes.Name",
        "Event.System.Provider_attributes.Name", "Event.System.Provider.@Name",
        "Event.System.Provider.Name", "System.Provider.Name", "System.Provider.#attributes.Name",
        "System.Provider_attributes.Name", "data.win.system.providerName",
        "win.system.providerName", "source_name",
      ]
    ),
    (
      .winlogComputerName,
      [
        "Computer", "Event.System.Computer", "System.Computer", "data.win.system.computer",
        "win.system.computer", "computer_name",
      ]
    ),
    (
      .winlogRecordID,
      [
        "EventRecordID", "Event.System.EventRecordID", "System.EventRecordID",
        "data.win.system.eventRecordID", "win.system.eventRecordID", "RecordNumber",
        "record_number",
      ]
    ),
    (
      .message,
      ["Message", "Event.RenderingInfo.Message", "data.win.system.message", "win.system.message"]
    ),
  ]

  /// Values of Windows events, and of Sysmon on any system, that ECS has a field for: those that
  /// Winlogbeat's modules put there in every event that has them.
  private static let eventData: [(Field, [String])] = [
    (.processExecutable, ["Image", "NewProcessName"]),
    (.processCommandLine, ["CommandLine"]),
    (.processParentExecutable, ["ParentImage", "ParentProcessName"]),
    (.processParentCommandLine, ["ParentCommandLine"]),
    (.processWorkingDirectory, ["CurrentDirectory"]),
    (.filePath, ["TargetFilename"]),
    (.registryPath, ["TargetObject"]),
    (.dllPath, ["ImageLoaded"]),
    (.dnsQuestionName, ["QueryName"]),
    (.sourceIP, ["SourceIp", "IpAddress"]),
    (.sourcePort, ["SourcePort", "IpPort"]),
    (.sourceDomain, ["SourceHostname"]),
    (.destinationIP, ["DestinationIp"]),
    (.destinationPort, ["DestinationPort"]),
    (.destinationDomain, ["DestinationHostname"]),
  ]

  /// Zeek's connection tuple, Suricata's names (EVE), and those of the W3C extended log format,
  /// which collectors keep when they write JSON.
  private static let network: [(Field, [String])] = [
    (.sourceIP, ["id.orig_h", "src_ip"]),
    (.sourcePort, ["id.orig_p", "src_port"]),
    (.destinationIP, ["id.resp_h", "dest_ip", "dst_ip"]),
    (.destinationPort, ["id.resp_p", "dest_port", "dst_port"]),
    (.dnsQuestionName, ["dns.rrname"]),
    (.dnsQuestionType, ["dns.rrtype"]),
    (.urlOriginal, ["c-uri", "cs-uri", "http.url"]),
    (.urlPath, ["c-uri-stem", "cs-uri-stem"]),
    (.urlQuery, ["c-uri-query", "cs-uri-query"]),
    (.urlExtension, ["c-uri-extension", "cs-uri-extension"]),
    (.urlDomain, ["cs-host", "r-dns", "http.hostname"]),
    (
      .userAgentOriginal,
      ["c-useragent", "cs-user-agent", "cs(User-Agent)", "http.http_user_agent"]
    ),
    (.httpRequestMethod, ["cs-method", "c-method", "http.http_method"]),
    (.httpRequestReferrer, ["cs-referer", "cs-referrer", "cs(Referer)", "http.http_refer"]),
    (.httpResponseStatusCode, ["sc-status", "http.status"]),
    (.userName, ["cs-username"]),
  ]
}
