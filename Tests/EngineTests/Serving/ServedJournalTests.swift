import Detect
@testable import Engine
import Response
import Store
import Testing

@Suite struct ServedJournalTests {
  private static func entries(_ numbers: [Int64], _ changes: [JournalEntry.Change])
    -> [JournalEntry]
  {
    var book = DecisionBook()
    var decisions: [Decision] = []
    for number in numbers {
      guard let target = try? Prefix(parsing: "203.0.113.\(number)") else { continue }
      let cause = Cause(ruleID: "r", ruleName: "r", ruleset: "s", level: .high)
      let made = book.add(
        .block, .network(target), origin: .operator, cause: cause, atSeconds: 100,
        durationSeconds: 3600, neverBlock: NeverBlock([]))
      for case .added(let decision) in made { decisions.append(decision) }
    }
    return zip(zip(numbers, changes), decisions).map { pair, decision in
      JournalEntry(
        sequence: pair.0, atSeconds: 100, change: pair.1, decision: decision, actor: nil)
    }
  }

  @Test func `numbers of the state become numbers of the run, and back`() {
    let journal = ServedJournal(
      Self.entries([11, 14, 15], [.added, .refreshed, .added]), last: 20)
    #expect(journal.changes.map(\.sequence) == [1, 2, 3])
    #expect(journal.live(9) == nil, "what followed it is forgotten")
    #expect(journal.live(10) == 0 && journal.live(11) == 1 && journal.live(13) == 1)
    #expect(journal.live(20) == 3)
    #expect(journal.journal(0) == 10 && journal.journal(2) == 14 && journal.journal(3) == 20)
  }

  @Test func `a change counts once it is written`() {
    var journal = ServedJournal([], last: 5)
    #expect(journal.live(5) == 0 && journal.journal(7) == 5)
    journal.wrote(live: 4, journal: 9)
    journal.wrote(live: 4, journal: 10)
    journal.wrote(live: 6, journal: 30)
    #expect(journal.journal(3) == 5 && journal.journal(4) == 10 && journal.journal(5) == 10)
    #expect(journal.journal(6) == 30)
    for step in 7..<20_000 as Range<Int64> { journal.wrote(live: step, journal: step + 24) }
    #expect(journal.journal(6) == nil, "only so many are kept")
    #expect(journal.journal(19_999) == 20_023)
  }
}
