import Detect
import Logs

extension ProposedMessage {
  /// One pattern for each shape that messages have, the commonest first.
  ///
  /// - Parameter word: The kind of pieces that are words.
  static func patterns(
    _ messages: [String], prefix: String, word: String
  ) -> [ProposedMessage] {
    let tokens = messages.map { SampleTokens.of($0) }
    var groups: [[Int]] = []
    for place in tokens.indices {
      let group = groups.firstIndex { isSameShape(tokens[$0[0]], tokens[place]) }
      if let group { groups[group].append(place) } else { groups.append([place]) }
    }
    let kept = groups.sorted { $0.count > $1.count }.prefix(DecoderProposal.messagesMaximum)
    return kept.compactMap { group in
      pattern(group.map { tokens[$0] }, prefix: prefix, word: word, sample: group[0])
    }
  }

  /// The same kinds of pieces in the same order, the same text between them, and so many words in
  /// common that they are not two messages by chance.
  private static func isSameShape(_ a: [SampleToken], _ b: [SampleToken]) -> Bool {
    guard a.count == b.count else { return false }
    var words = 0
    var different = 0
    for (one, other) in zip(a, b) {
      guard one.kind == other.kind else { return false }
      switch one.kind {
      case .other: if one.text != other.text { return false }
      case .word:
        words += 1
        if one.text != other.text { different += 1 }
      default: break
      }
    }
    return different <= max(1, words / 2)
  }

  private static func pattern(
    _ group: [[SampleToken]], prefix: String, word: String, sample: Int
  ) -> ProposedMessage? {
    var guess = FieldGuess(prefix: prefix)
    var text = ""
    var targets: [String] = []
    var hint = ""
    var previous = SampleToken(kind: .other, text: "")
    for place in group[0].indices {
      let token = group[0][place]
      let values = group.map { $0[place].text }
      if isConstant(token, values, hint: hint, isAlone: group.count == 1) {
        text += token.text.replacing("%{", with: "%%{")
        if token.kind == .word { hint = token.text }
      } else {
        let isPort = previous.kind == .other && previous.text == ":" && hint == "ip"
        var target = guess.target(
          hint: isPort ? "ip:" : hint == "ip" ? "" : hint, token.kind,
          samples: values, isInPattern: true)
        if target.hasSuffix(":word") { target = target.dropLast(4) + word }
        text += "%{\(target)}"
        targets.append(name(of: target))
        hint = token.kind == .address ? "ip" : ""
      }
      previous = token
    }
    guard !targets.isEmpty else { return nil }
    return ProposedMessage(
      yaml: "  - pattern: \(YAMLText.quoted(text))\n", targets: targets, sample: sample)
  }

  /// Words before a name, when one record alone cannot show what differs.
  private static let beforeNames: Set<String> = ["user", "username", "account", "login", "for"]

  private static func isConstant(
    _ token: SampleToken, _ values: [String], hint: String, isAlone: Bool
  ) -> Bool {
    switch token.kind {
    case .other: return true
    case .word:
      if isAlone {
        return !beforeNames.contains(hint.lowercased()) || beforeNames.contains(token.text)
      }
      return Set(values).count == 1
    default: return false
    }
  }
}
