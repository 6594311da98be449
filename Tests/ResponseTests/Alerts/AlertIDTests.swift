import Response
import Testing

@Suite struct AlertIDTests {
  private let place = AlertID.Place.offset(input: "auth.log", offset: 120)

  @Test func `is the same for the same input, and 32 digits long`() {
    let id = AlertID.make(ruleID: "r1", kind: .rule, key: [1, 2], place: place)
    #expect(id == AlertID.make(ruleID: "r1", kind: .rule, key: [1, 2], place: place))
    #expect(id.utf8.count == 32)
    // Pinned: identifiers that were stored must stay.
    #expect(id == "8ad81d742b7055d0aa91f611184d014a")
  }

  @Test func `differs as soon as anything differs`() {
    let stream = AlertID.Place.content(bytes: [65], timeNanoseconds: 5)
    let ids = [
      AlertID.make(ruleID: "r1", kind: .rule, key: [], place: place),
      AlertID.make(ruleID: "r2", kind: .rule, key: [], place: place),
      AlertID.make(ruleID: "r1", kind: .correlation, key: [], place: place),
      AlertID.make(ruleID: "r1", kind: .rule, key: [0], place: place),
      AlertID.make(ruleID: "r", kind: .rule, key: [0x31], place: place),
      AlertID.make(ruleID: "r1", kind: .rule, key: [], place: .offset(input: "a", offset: 120)),
      AlertID.make(
        ruleID: "r1", kind: .rule, key: [], place: .offset(input: "auth.log", offset: 12)),
      AlertID.make(
        ruleID: "r1", kind: .rule, key: [], place: .offset(input: "auth.log1", offset: 20)),
      AlertID.make(ruleID: "r1", kind: .rule, key: [], place: stream),
      AlertID.make(
        ruleID: "r1", kind: .rule, key: [], place: .content(bytes: [66], timeNanoseconds: 5)),
      AlertID.make(
        ruleID: "r1", kind: .rule, key: [], place: .content(bytes: [65], timeNanoseconds: 6)),
    ]
    #expect(Set(ids).count == ids.count)
  }
}
