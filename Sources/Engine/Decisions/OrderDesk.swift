private import Glibc
import Response
import Store

/// Hands an order to the run that uses the state, or does it here when none does.
struct OrderDesk {
  private let state: StatePlace.Opened
  private let actor: String

  /// How long a run may take to answer.
  private static let patienceNanoseconds: UInt64 = 15_000_000_000

  init(_ state: StatePlace.Opened, actor: String) {
    self.state = state
    self.actor = actor
  }

  /// - Returns: What became of it.
  /// - Throws: ``StatePlace/Failure`` when nobody did it; it will not be done later then.
  func hand(in order: DecisionOrder) throws(StatePlace.Failure) -> DecisionOrder.Answer {
    do throws(StoreError) {
      let number = try state.database.submit(
        order.json, actor: actor, atSeconds: RunClock.nowSeconds)
      let end = MonotonicClock.nanoseconds + OrderDesk.patienceNanoseconds
      while MonotonicClock.nanoseconds < end {
        if let text = try state.database.answer(to: number) {
          return DecisionOrder.Answer(json: text) ?? DecisionOrder.Answer(changes: 0)
        }
        if workHere() { continue }
        usleep(20_000)
      }
      if try !state.database.withdraw(order: number) { return try hand(in: number) }
    } catch {
      throw StatePlace.Failure(error.description)
    }
    throw StatePlace.Failure(
      "\(state.folder): the detectd that uses this state does not answer; nothing was done")
  }

  /// It was done in the last moment.
  private func hand(in number: Int64) throws(StoreError) -> DecisionOrder.Answer {
    let text = try state.database.answer(to: number)
    return text.flatMap(DecisionOrder.Answer.init(json:)) ?? DecisionOrder.Answer(changes: 0)
  }

  /// Does what waits, unless a run uses the state.
  private func workHere() -> Bool {
    guard let folder = try? StateFolder(state.folder) else { return false }
    let log = RunLog(level: .warning)
    do throws(RunError) {
      let run = try RunState(folder, log)
      var book = DecisionBook()
      _ = try run.restore(into: &book, neverBlock: state.neverBlock)
      _ = run.doOrders(
        &book, neverBlock: state.neverBlock, isSimulated: state.policy.policy.simulation.isWhole,
        outputs: [:])
      return true
    } catch {
      log.error(error.description)
      return false
    }
  }
}

extension RunState {
  /// Does what operators asked for since the last time, each with its answer and its entry of the
  /// audit trail in one transaction.
  ///
  /// - Parameters:
  ///   - isSimulated: Everything is only simulated.
  ///   - outputs: As for ``write(_:outputs:order:answer:)``.
  /// - Returns: What changed.
  func doOrders(
    _ book: inout DecisionBook, neverBlock: NeverBlock, isSimulated: Bool,
    outputs: [String: OutputPosition]?
  ) -> [DecisionChange] {
    var all: [DecisionChange] = []
    for record in openOrders() {
      // What came before is written before, under no operator's name.
      guard write(&book, outputs: outputs) else { return all }
      let now = RunClock.nowSeconds
      let order = DecisionOrder(json: record.document)
      let result = order?.apply(
        to: &book, asking: record.actor, neverBlock: neverBlock, isSimulated: isSimulated,
        atSeconds: now)
      let answer =
        result?.answer
        ?? DecisionOrder.Answer(changes: 0, refusal: "not an order of this version of detectd")
      let changes = result?.changes ?? []
      all += changes
      note(changes)
      let entry = Store.Batch.Order(
        actor: record.actor, action: order?.title ?? "unknown", subject: order?.subject ?? "",
        detail: answer.refusal ?? "\(answer.changes) changed")
      let reply = OrderRecord.Answer(sequence: record.sequence, document: answer.json)
      guard write(&book, outputs: nil, order: entry, answer: reply) else { return all }
    }
    return all
  }
}
