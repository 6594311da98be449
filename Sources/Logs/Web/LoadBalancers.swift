import Detect

/// Access logs of Amazon's load balancers
/// (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html,
/// and …/classic/access-log-collection.html): `[TYPE ]TIME NAME CLIENT:PORT TARGET:PORT T T T STATUS
/// TARGET-STATUS RECEIVED SENT "REQUEST" "USER AGENT" CIPHER PROTOCOL …`.
///
/// The client's words are quoted and come after its address.
package enum LoadBalancer {
  package static let decoder = Decoder(
    name: "aws_elb", recognises: { body, _ in body.balancerName != nil }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let name = body.balancerName else { return .notMine }
    event.event.logSource = KnownLogSource.loadBalancer.index
    let client = body.next(after: name)
    let target = body.next(after: client)
    var words: [7 of Range<Int>] = .init(repeating: 0..<0)
    var word = target
    for place in 0..<7 {
      word = body.next(after: word)
      words[place] = word
    }
    guard body.unsigned(in: words[5]) != nil, body.unsigned(in: words[6]) != nil else {
      return .notMine
    }
    _ = event.readTime(at: body.balancerTime(name), in: body, context.clock)
    event.addNonEmpty(.observerName, name)
    event.addEnd(.source, body.addressParts(client, splitsPort: true), isAddress: true, in: body)
    event.addEnd(
      .destination, body.addressParts(target, splitsPort: true), isAddress: true, in: body)
    let isHTTP = !body.equals("-", in: words[3])
    event.add(.eventCategory, isHTTP ? .web : .network)
    event.add(.eventType, isHTTP ? .access : .connection)
    guard isHTTP else {
      event.addInteger(.sourceBytes, words[5], in: body)
      event.addInteger(.destinationBytes, words[6], in: body)
      return .event
    }
    event.addStatus(words[3], in: body)
    event.addInteger(.httpRequestBodyBytes, words[5], in: body)
    event.addInteger(.httpResponseBodyBytes, words[6], in: body)
    let request = body.quoted(from: words[6].upperBound)
    event.addRequest(request, in: body)
    let agent = body.quoted(from: min(request.upperBound &+ 1, body.end))
    event.addText(.userAgentOriginal, agent, in: body)
    addTLS(body, min(agent.upperBound &+ 1, body.end), &event)
    return .event
  }

  private static func addTLS(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    let cipher = body.token(in: body.afterBlanks(offset) ..| body.end)
    event.addText(.tlsCipher, cipher, in: body)
    event.addText(.tlsVersion, body.next(after: cipher), in: body)
  }
}

extension Line {
  /// The balancer's name in `[http|https|h2|grpcs|ws|wss ]TIME NAME CLIENT:PORT `.
  var balancerName: Range<Int>? {
    guard count > 60 else { return nil }
    var time = token(in: range)
    if time.count <= 5,
      self[start] | 0x20 == UInt8(ascii: "h") || has("ws", at: start)
        || has(
          "grpc", at: start)
    {
      time = next(after: time)
    }
    guard time.count >= 20, time.count <= 27, self[time.lowerBound &+ 10] == UInt8(ascii: "T"),
      self[time.upperBound &- 1] == UInt8(ascii: "Z")
    else { return nil }
    let name = next(after: time)
    let client = next(after: name)
    guard client.count > 8,
      endOfAddress(at: client.lowerBound, splitsPort: true) == client.upperBound
    else { return nil }
    return name
  }

  /// Where the time before the name begins.
  func balancerTime(_ name: Range<Int>) -> Int {
    let first = token(in: range)
    return first.upperBound &+ 1 == name.lowerBound ? start : first.upperBound &+ 1
  }
}

/// Amazon S3's server access log
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html): `OWNER BUCKET [TIME]
/// ADDRESS REQUESTER ID OPERATION KEY "REQUEST" STATUS ERROR BYTES SIZE TOTAL TURNAROUND "REFERER"
/// "USER AGENT" …`. Keys are encoded like URLs: no blanks.
package enum StorageAccess {
  package static let decoder = Decoder(
    name: "aws_s3_access", recognises: { body, _ in body.storageTime != nil }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let open = body.storageTime else { return .notMine }
    event.event.logSource = KnownLogSource.storageAccess.index
    let close = body.find(UInt8(ascii: "]"), from: open)
    guard close < body.end else { return .malformed }
    _ = event.readTime(at: open &+ 1, in: body, context.clock)
    event.add(.eventCategory, .web)
    event.add(.eventType, .access)
    let client = body.token(in: body.afterBlanks(close &+ 1) ..| body.end)
    event.addClient(client, in: body)
    let requester = body.next(after: client)
    event.addText(.userID, requester, in: body)
    let id = body.next(after: requester)
    event.addText(.eventID, id, in: body)
    let operation = body.next(after: id)
    event.addText(.eventAction, operation, in: body)
    let key = body.next(after: operation)
    var next = body.afterBlanks(key.upperBound)
    if body.has("\"", at: next) {
      let request = body.quoted(from: next)
      event.addRequest(request, in: body)
      next = min(request.upperBound &+ 1, body.end)
    } else {
      next = body.token(in: next ..| body.end).upperBound
    }
    let status = body.token(in: body.afterBlanks(next) ..| body.end)
    event.addStatus(status, in: body)
    let bytes = body.next(after: body.next(after: status))
    if body.unsigned(in: bytes) != nil { event.addInteger(.httpResponseBodyBytes, bytes, in: body) }
    let referrer = body.quoted(from: bytes.upperBound)
    let agent = body.quoted(from: min(referrer.upperBound &+ 1, body.end))
    event.addText(.httpRequestReferrer, referrer, in: body)
    event.addText(.userAgentOriginal, agent, in: body)
    return .event
  }
}

extension Line {
  /// The bracket before the time, after an owner of 64 hexadecimal digits and a bucket.
  var storageTime: Int? {
    guard count > 120, self[start &+ 64] == 0x20 else { return nil }
    for index in start..<start &+ 64 where hexDigit(at: index) == nil { return nil }
    let open = find(UInt8(ascii: "["), in: start &+ 65 ..| min(start &+ 140, end))
    return open < end && self[open] == UInt8(ascii: "[") ? open : nil
  }
}
