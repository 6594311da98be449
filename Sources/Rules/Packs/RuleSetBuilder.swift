internal import Detect

/// Builds a rule set from files: reads all of them, then resolves what refers to other files.
package struct RuleSetBuilder {
  /// A document that was read, and where it came from.
  struct Loaded {
    let document: SigmaDocument
    let file: Int
    /// In its file, from 1.
    let number: Int
    let id: String
  }

  var set = RuleSet()
  var lowering = RuleLowering()
  var loaded: [Loaded] = []
  /// By id and by name: a place in `loaded`.
  var byName: [String: Int] = [:]
  /// Ids, names and titles of documents that did not load, so that references say why.
  var refusedNames: Set<String> = []
  /// For each loaded rule or correlation that made it: its index in the set.
  var ruleIndex: [Int: Int] = [:]
  var correlationIndex: [Int: Int] = [:]
  /// What was said of filters, so that it is not said again for each rule that they narrow.
  var filterProblems: Set<String> = []
  /// In the order in which they apply.
  let pipelines: [Pipeline]
  let sources: [RuleSource]
  private let lints: Bool

  /// - Parameters:
  ///   - pipelines: Applied to every rule, by their priorities.
  ///   - lints: Whether to report also what is odd about rules that load, which takes longer.
  package static func build(
    _ sources: [RuleSource], pipelines: [Pipeline] = [], lints: Bool = false,
    _ problems: Problems = Problems()
  ) -> RuleSet {
    var builder = RuleSetBuilder(sources, Pipeline.ordered(pipelines), lints: lints)
    builder.lowering.problems = problems
    builder.run()
    return builder.set
  }

  private init(_ sources: [RuleSource], _ pipelines: [Pipeline], lints: Bool) {
    self.sources = sources
    self.lints = lints
    self.pipelines = pipelines
  }

  private mutating func run() {
    let files = Parallel.map(sources) { ReadFile($0) }
    for index in sources.indices { add(files[index], of: sources[index], file: index) }
    let filters = usableFilters()
    for index in loaded.indices {
      if case .rule(let rule) = loaded[index].document { lower(rule, index, filters) }
    }
    lowerCorrelations()
    for filter in filters { reportUnreached(filter) }
    finish()
  }

  private mutating func add(_ read: ReadFile, of source: RuleSource, file: Int) {
    set.files.append(RuleSet.File(path: source.path, pack: source.pack.name))
    if !set.packs.contains(where: { $0.name == source.pack.name }) {
      set.packs.append(source.pack)
    }
    lowering.problems.append(contentsOf: read.problems)
    set.files[file].refused += read.unreadable
    for (number, item) in read.items.enumerated() {
      switch item {
      case .document(let document):
        if register(document, file: file, number: number + 1) { continue }
        refuse([document.head.id, document.head.name])
      case .refused(let node):
        refuse(["id", "name"].map { node.map?[$0]?.scalar?.text })
      }
      set.files[file].refused += 1
    }
  }

  private mutating func refuse(_ names: [String?]) {
    for name in names.compactMap(\.self) { refusedNames.insert(name.lowercased()) }
  }

  /// Gives the document its id and its names; refuses it when another has one of them.
  private mutating func register(_ document: SigmaDocument, file: Int, number: Int) -> Bool {
    let head = document.head
    for name in [head.id, head.name].compactMap(\.self) {
      guard let other = byName[name] else { continue }
      let isID = name == head.id
      let taken = loaded[other].document.head.namePlace
      lowering.problems.error(
        isID ? "duplicate-id" : "duplicate-name", at: head.namePlace,
        "the \(isID ? "id" : "name") '\(name)' is already taken by \(taken)",
        hint: isID ? "give this rule an id of its own" : nil)
      return false
    }
    let id = head.id ?? head.name ?? madeUpID(file: file, number: number)
    if head.id == nil {
      lowering.problems.warning(
        "no-id", at: head.place, "the rule has no id; its alerts carry '\(id)'",
        hint: "write an id that stays, such as a UUID")
    }
    for name in [head.id, head.name].compactMap(\.self) { byName[name] = loaded.count }
    loaded.append(Loaded(document: document, file: file, number: number, id: id))
    return true
  }

  /// `ssh#2`: the file's name and the document's number.
  private func madeUpID(file: Int, number: Int) -> String {
    let name = sources[file].path.split(separator: "/").last.map(String.init) ?? "rule"
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return "\(stem)#\(number)"
  }

  private mutating func lower(_ rule: SigmaRule, _ index: Int, _ filters: [RuleFilter]) {
    let pack = sources[loaded[index].file].pack
    guard let (lowered, source) = condition(of: rule, pack.placeholders) else {
      drop(index)
      return
    }
    var condition = lowered
    let mapped = lowering.mapped
    let expressions = lowering.expressionPlaces
    for filter in filters where filter.applies(to: rule) {
      guard let further = self.condition(of: filter, for: rule) else {
        drop(index)
        return
      }
      condition = .all([condition, further])
    }
    if lints {
      let place = rule.detection.conditions.first?.place ?? rule.detection.place
      Lint.check(condition, at: place, expressions, &lowering.problems)
    }
    let info = info(index, source: source, mapped: mapped)
    ruleIndex[index] = set.rules.count
    set.rules.append(DetectionRule(logSource: source, condition: condition))
    set.ruleInfo.append(info)
    set.files[loaded[index].file].loaded += 1
  }

  /// The condition and the log source after the pipelines; nil when an error was reported.
  mutating func condition(
    of rule: SigmaRule, _ placeholders: [String: [String]]
  ) -> (Condition, LogSourceSelector)? {
    var subject = PipelineSubject(rule)
    guard subject.apply(pipelines, &lowering.problems) else { return nil }
    let source = subject.rule.logSource.selector
    return lowering.condition(
      of: subject.rule.detection, for: source, placeholders: placeholders
    ).map { ($0, source) }
  }

  /// Counts a document that was read but cannot be used.
  mutating func drop(_ index: Int) {
    set.files[loaded[index].file].refused += 1
    let head = loaded[index].document.head
    refuse([head.id, head.name])
  }

  private mutating func finish() {
    set.fieldNames = lowering.fields.names
    if set.rules.isEmpty, !lowering.problems.all.contains(where: { $0.code == "no-rules" }) {
      lowering.problems.error(
        "no-rules", at: Place(path: sources.first?.path ?? "the rules"),
        sources.isEmpty ? "there is no rule file" : "no detection rule was loaded",
        hint: set.refusedCount > 0
          ? "all of them have errors" : "name a folder with Sigma rules (*.yml)")
    }
    set.problems = lowering.problems.sorted
  }
}

extension RuleSetBuilder {
  /// What is known of the document at `index` of `loaded`.
  mutating func info(
    _ index: Int, source: LogSourceSelector, entity: [FieldID]? = nil,
    inherited: RuleAttribution = RuleAttribution(), mapped: [MappedField] = []
  ) -> RuleInfo {
    let item = loaded[index]
    let head = item.document.head
    let mapping = lowering.mapping(for: source)
    let own = RuleAttribution(tags: head.tags)
    let level = head.level ?? .medium
    let named = head.entity?.compactMap { lowering.field($0, mapping, at: head.place) }
    return RuleInfo(
      id: item.id, name: head.name, title: head.title, level: level, status: head.status,
      description: head.description, author: head.author, references: head.references,
      falsePositives: head.falsePositives, tags: head.tags,
      attribution: own.isEmpty ? inherited : own, logSource: source,
      entity: named ?? entity ?? RuleSetBuilder.defaultEntity,
      phase: head.phase ?? (level <= .low ? .earlyWarning : .response),
      suppressNanoseconds: head.suppressNanoseconds,
      pack: set.files[item.file].pack, place: head.place, document: item.number,
      custom: head.custom, mappedFields: mapped)
  }

  static let defaultEntity = [FieldID(.sourceIP), FieldID(.userName), FieldID(.hostName)]
}

extension SigmaLogSource {
  var selector: LogSourceSelector {
    LogSourceSelector(product: product, category: category, service: service)
  }
}
