package import Detect

/// What a user-defined decoder says, as read and checked, before it is compiled.
///
/// Documentation/Custom-decoders.md describes the files that these are read from.
package struct CustomDecoder: Sendable {
  /// The name in `event.dataset` and `--format`.
  package var name: String
  /// Program names (syslog tags) whose messages it takes; none takes messages of any.
  package var programs: [String] = []
  /// Texts of which one begins the message; none asks nothing.
  package var starts: [String] = []
  /// Texts that all stand somewhere in the message.
  package var contains: [String] = []
  /// Whether it reads the whole record, the time at its start included, and not only the part
  /// after a syslog header.
  package var readsWholeRecord = false
  package var source = LogSource()
  package var fields: [CustomConstant] = []
  /// By the name of the field whose value they translate.
  package var values: [CustomValues] = []
  /// Texts that mean that there is no value, beside the empty one.
  package var absent: [String] = CustomDecoder.standardAbsent
  /// Tried in order; the first that fits decodes the record.
  package var messages: [CustomMessage] = []

  package init(name: String) { self.name = name }

  package static let standardAbsent = ["-", "N/A", "n/a", "(null)", "null"]
  /// The most decoders of one run, and the most messages of one decoder: what bounds the tries of
  /// a record.
  package static let countMaximum = 250
  package static let messagesMaximum = 64
}

/// One shape that the records of a decoder have.
package struct CustomMessage: Sendable {
  package var starts: [String] = []
  package var contains: [String] = []
  /// Nil takes the decoder's.
  package var source: LogSource?
  package var fields: [CustomConstant] = []
  package var values: [CustomValues] = []
  package var pattern: CustomPattern?
  /// What reads the whole message, or the part that the pattern hands over.
  package var body: Body?

  package init() {}

  package enum Body: Sendable {
    case keyValue(CustomKeyValue)
    case csv(CustomCSV)
    case json(CustomJSON)
    case expression(RegularExpression, groups: [(number: Int, target: CustomTarget)])
  }
}

/// A field that each event of a decoder has.
package struct CustomConstant: Hashable, Sendable {
  package let field: String
  package let text: String

  package init(_ field: String, _ text: String) {
    self.field = field
    self.text = text
  }
}

/// What the values of one field mean.
package struct CustomValues: Sendable {
  package struct Entry: Sendable {
    /// As the record has it; case does not matter. `*` is any other.
    package let text: String
    /// What the field gets in its place, or nil to keep it.
    package let replacement: String?
    /// Further fields that it gives.
    package let fields: [CustomConstant]

    package init(_ text: String, replacement: String?, fields: [CustomConstant]) {
      self.text = text
      self.replacement = replacement
      self.fields = fields
    }
  }

  package let field: String
  package let entries: [Entry]

  package init(field: String, entries: [Entry]) {
    self.field = field
    self.entries = entries
  }
}

/// `key=value` pairs in any order.
package struct CustomKeyValue: Sendable {
  /// Between pairs; a space also stands for a tab. Blanks around keys are passed over.
  package var separator = UInt8(ascii: " ")
  /// Between a key and its value.
  package var assign = UInt8(ascii: "=")
  /// What values may stand in, or 0.
  package var quote = UInt8(ascii: "\"")
  /// Whether a bare value goes on over blanks, up to the next `key=`.
  package var hasSpaces = false
  package var keys: [(name: String, target: CustomTarget)] = []
  /// Keys without which it is another message.
  package var required: [String] = []

  package init() {}
}

/// Columns in a fixed order.
package struct CustomCSV: Sendable {
  package enum Column: Sendable {
    case skip
    case target(CustomTarget)
    /// The column must hold this text, otherwise it is another message.
    case literal(String)
  }

  package var separator = UInt8(ascii: ",")
  /// What values may stand in, doubled inside, or 0.
  package var quote = UInt8(ascii: "\"")
  package var columns: [Column] = []
  /// With fewer columns it is another message.
  package var columnsMinimum = 1

  package init() {}
}

/// Members of a JSON object.
package struct CustomJSON: Sendable {
  /// Names joined by dots; elements of an array are members of the array's name.
  package var members: [(path: [String], target: CustomTarget)] = []
  /// Members that must be there, and the value that one must have, if any.
  package var required: [(path: [String], value: String?)] = []

  package init() {}
}
