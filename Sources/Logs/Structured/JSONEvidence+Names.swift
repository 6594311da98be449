internal import Detect

extension JSONEvidence {
  /// What the member named by `name` is evidence of; a name that says something by itself is
  /// marked.
  ///
  /// - Parameter id: The number of the name, if it has one.
  /// - Complexity: A comparison or two for most names.
  @inline(__always)
  mutating func role(_ id: FieldID?, _ name: Range<Int>, _ line: borrowing Line) -> Role {
    if let id, let role = JSONEvidence.role(of: id) { return role }
    guard name.count >= 3, name.count <= 64 else { return .none }
    let last = line[name.upperBound &- 1]
    // Nearly every name of evidence ends so.
    switch last {
    case UInt8(ascii: "e"), UInt8(ascii: "h"), UInt8(ascii: "t"), UInt8(ascii: "d"),
      UInt8(ascii: "y"), UInt8(ascii: "m"), UInt8(ascii: "n"), UInt8(ascii: "i"), UInt8(ascii: "g"),
      UInt8(ascii: "r"), UInt8(ascii: "p"), UInt8(ascii: "s"):
      return named(name, line)
    default: return .none
    }
  }

  @inline(__always)
  private static func role(of id: FieldID) -> Role? {
    switch id {
    case FieldID(.winlogChannel): .channel
    case FieldID(.winlogProviderName): .provider
    case FieldID(.winlogEventID): .eventID
    case FieldID(.eventCode): .eventCode
    case FieldID(.eventCategory): .category
    case FieldID(.eventType): .type
    case FieldID(.eventModule): .module
    default: nil
    }
  }

  private mutating func named(_ name: Range<Int>, _ line: borrowing Line) -> Role {
    if JSONEvidence.isEventType(name, line) { return .registryChange }
    switch line[name.lowerBound] {
    case UInt8(ascii: "_"): return underscored(name, line)
    case UInt8(ascii: "a"): return namedA(name, line)
    case UInt8(ascii: "c"): return namedC(name, line)
    case UInt8(ascii: "d"): return line.equals("data_stream.dataset", in: name) ? .dataset : .none
    case UInt8(ascii: "e"): return namedE(name, line)
    case UInt8(ascii: "h"): return line.equals("host.os.type", in: name) ? .system : .none
    case UInt8(ascii: "l"):
      mark(.legacyEventType, if: line.equals("legacyEventType", in: name))
      return mark(.logType, if: line.equals("logtype", in: name))
    case UInt8(ascii: "m"): return line.equals("msg", in: name) ? .auditMessage : .none
    case UInt8(ascii: "n"): return mark(.node, if: line.equals("node_id", in: name))
    case UInt8(ascii: "o"): return mark(.operation, if: line.equals("operationName", in: name))
    case UInt8(ascii: "p"):
      if line.equals("protoPayload.@type", in: name) { return .googleType }
      return line.equals("protoPayload.serviceName", in: name) ? .googleService : .none
    case UInt8(ascii: "r"): return mark(.riskEvent, if: line.equals("riskEventType", in: name))
    case UInt8(ascii: "s"):
      return mark(.addressOfFlow, if: line.equals("src_ip", in: name))
    case UInt8(ascii: "t"): return line.equals("type", in: name) ? .auditType : .none
    case UInt8(ascii: "W"): return line.equals("Workload", in: name) ? .workload : .none
    default: return .none
    }
  }

  private mutating func underscored(_ name: Range<Int>, _ line: borrowing Line) -> Role {
    if line.equals("_path", in: name) { return .zeekPath }
    return mark(.document, if: line.equals("_document_id", in: name))
  }

  private mutating func namedA(_ name: Range<Int>, _ line: borrowing Line) -> Role {
    if line.equals("apiVersion", in: name) { return .kubernetes }
    mark(.actor, if: line.equals("actor", in: name))
    mark(.bitbucket, if: line.equals("auditType.action", in: name))
    return mark(.account, if: line.equals("account_id", in: name))
  }

  /// W3C names of web servers begin with `cs-` or `sc-`; of clients behind a proxy with `c-`.
  private mutating func namedC(_ name: Range<Int>, _ line: borrowing Line) -> Role {
    if line.equals("category", in: name) { return .azureCategory }
    mark(.webMethod, if: line.equals("cs-method", in: name))
    mark(.serverStem, if: line.equals("cs-uri-stem", in: name))
    mark(.serverStem, if: line.equals("cs-uri-query", in: name))
    return mark(.proxyAddress, if: line.equals("c-uri", in: name))
  }

  private mutating func namedE(_ name: Range<Int>, _ line: borrowing Line) -> Role {
    if line.equals("event_type", in: name) { return .suricata }
    if line.equals("event.dataset", in: name) { return .dataset }
    if line.equals("eventSource", in: name) { return .eventSource }
    if line.equals("eventService", in: name) { return .googleService }
    return mark(.oneLogin, if: line.equals("event_type_id", in: name))
  }

  @discardableResult
  private mutating func mark(_ mark: Marks, if isThere: Bool) -> Role {
    if isThere { marks.insert(mark) }
    return isThere ? .mark : .none
  }

  /// `EventType`, by itself or as the last part of a name; Wazuh begins it with a small letter.
  private static func isEventType(_ name: Range<Int>, _ line: borrowing Line) -> Bool {
    guard name.count >= 9, line.has("ventType", at: name.upperBound &- 8) else { return false }
    let start = name.upperBound &- 9
    guard line[start] | 0x20 == UInt8(ascii: "e") else { return false }
    return start == name.lowerBound || line[start &- 1] == UInt8(ascii: ".")
  }
}
