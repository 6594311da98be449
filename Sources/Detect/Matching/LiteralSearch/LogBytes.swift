/// How common bytes and pairs of bytes are in logs, ASCII case aside: decides by which of its windows
/// a literal is looked for.
///
/// Bytes are put into 47 classes: the letters, the digits together, 17 marks, control bytes, other
/// marks, and bytes from 0x80. The table has, for each class of a first byte and each of a second,
/// 0.75 × log2 of the pair's probability, from 2 to the power of −22.3 on, as a hexadecimal digit.
/// It was counted over some 550 samples of firewall, system, login, web and endpoint logs of many
/// makers, each with the same weight.
struct LogBytes {
  private static let marks = Array(#" .-:/=",_\()[]%;&"#.utf8)
  private static let digitClass = 26
  private static let classCount = 47

  private let classes: [Int]
  private let pairs: [Float]
  /// log2 of the probability of each byte.
  let single: [Float]

  /// The same for all searches.
  static let shared = LogBytes()

  private init() {
    let classes = (0..<256).map { LogBytes.classOf(UInt8($0)) }
    let digits = LogBytes.table.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    let pairs = digits.map { Float($0) / 0.75 - 22.3 }
    self.classes = classes
    self.pairs = pairs
    let byClass = (0..<LogBytes.classCount).map { first -> Float in
      let row = pairs[first * LogBytes.classCount..<(first + 1) * LogBytes.classCount]
      return LogBytes.log2(row.reduce(0) { $0 + LogBytes.exp2($1) })
    }
    single = (0..<256).map { byClass[classes[$0]] + LogBytes.share(of: classes[$0]) }
  }

  /// log2 of the probability that `second` follows on `first` at any one place.
  func pair(_ first: UInt8, _ second: UInt8) -> Float {
    let row = classes[Int(first)]
    let column = classes[Int(second)]
    return pairs[row * LogBytes.classCount + column] + LogBytes.share(of: row)
      + LogBytes.share(of: column)
  }

  /// log2 of the probability that `bytes` stand at any one place, each depending on the one before.
  func window(_ bytes: ArraySlice<UInt8>) -> Float {
    guard let first = bytes.first else { return 0 }
    if bytes.count == 1 { return single[Int(first)] }
    var sum = pair(first, bytes[bytes.startIndex + 1])
    for place in bytes.indices.dropFirst(2) {
      sum += pair(bytes[place - 1], bytes[place]) - single[Int(bytes[place - 1])]
    }
    return sum
  }

  /// A class's probability is taken to be spread evenly over the ten digits.
  private static func share(of byteClass: Int) -> Float { byteClass == digitClass ? -3.32 : 0 }

  private static func classOf(_ byte: UInt8) -> Int {
    let folded = CaseFolding.fold(byte)
    if folded &- 0x61 < 26 { return Int(folded &- 0x61) }
    if folded &- 0x30 < 10 { return digitClass }
    if let mark = marks.firstIndex(of: folded) { return digitClass + 1 + mark }
    return folded < 0x20 ? classCount - 3 : folded < 0x80 ? classCount - 2 : classCount - 1
  }

  /// Straight lines between the powers of two: near enough, and needs no library.
  static func exp2(_ value: Float) -> Float {
    let whole = Int(value < 0 ? value - 1 : value)
    return Float(sign: .plus, exponent: whole, significand: 1 + (value - Float(whole)))
  }

  private static func log2(_ value: Float) -> Float {
    Float(value.exponent) + value.significand - 1
  }

  private static let table = """
    99BA88A6A57BBA596AAC988687A87868596883444533160
    98879755877966864796855584A76867484871321521150
    A798B86A96A977B85A8B976585A78978785883434534062
    9889B877A65788A85897976574A998778A79A4564544273
    A9BB89A7868A9B798CBB7B9A85A9A9889B89B5546554381
    97779965A45855A65879757565A75775675674323422060
    8676A678945778974987865555788768785883344433291
    9577A565855577A65969844464777746685783435351051
    98BB9895767AACBA79AA795858767657675772333320060
    75568455645555765574755454623323411341011100130
    95659557A44657865577655465778656584873433231250
    A678B756A55A66B73699967475889767798893443443173
    A868B7659648869A7687767578787768696784444542062
    B79BB9959787799757AB9767757A98788A69A4655444173
    89AA7AA79779AB994BA9B89857687767785882635422161
    A678B668946967A94A998755557887777A6894333442161
    54454344545744545555944445645535553550112201040
    A6A9B886A49999B748AA9A669579A868796995435441273
    9697B779A48887B989AB9776958998897A79A4544453273
    B798B87AC46888A95AAA9697A6AAB9788B79A6545553474
    8999A576945A8A694BAA754655766545554451332141052
    9576B555954675774566545455865455443560211111040
    95589556954658955695568555767636574771312212040
    85768665754566594568554975876747574775412350151
    666664557557786A4598556556788767795893443323162
    74557554754585855465745555664535582581004322040
    AAAAAA66776777666679666879EBCBB97BA8A5848776493
    989989889668998969A9878765AB48676644B8496655393
    98A89777A78989896899886666C76225064371423221355
    98888868966877784787777635B82642044270021100050
    75766844533458453568554512BB35781C12B40A23200B0
    97878887766887785789777546955338062462320221063
    75667656743666664677765542973445562194041531072
    A9AABA9AA89AAAAA6ABAA98757B957D817C69447A5725B3
    656665446225555536666442129A14010C71B3120300681
    97988877966889795899877635834302311541122210020
    646554344425594637786577014350064D22B2013011040
    54654544436565441465536501742112003144530101060
    21310100001001010021100200285061365173534452450
    526545346434554635665442118431322A0181037001080
    1221110030010000013011020038347136A163353121380
    50122401301342111142121000831000020032100400020
    32443424102344344353334300582032042141111342050
    43533333302442542353332220350000010321000012030
    10110600101001100111001000010200060001000000290
    76777656654676665679666544A854675BA5A55585439A0
    20322220200121100233101002245010021040002010127
    """
}
