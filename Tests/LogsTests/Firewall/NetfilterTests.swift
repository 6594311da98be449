import Detect
import Logs
import Testing

@Suite struct NetfilterTests {
  /// The end of a TCP packet's line, from `IN=` on.
  static let packet = """
    IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=198.51.100.7 DST=192.0.2.10 \
    LEN=60 TOS=0x00 PREC=0x00 TTL=52 ID=4242 CE DF PROTO=TCP SPT=51515 DPT=22 WINDOW=64240 \
    RES=0x00 SYN URGP=0
    """

  static func decode(_ body: String, program: String = "kernel") -> DecodedRecord {
    DecodedRecord(Netfilter.decoder, body, program: program)
  }

  @Test func `reads a packet with its link header`() {
    let record = NetfilterTests.decode("[  203.842973] [UFW BLOCK] " + NetfilterTests.packet)
    #expect(record.result == .event)
    #expect(record.source == .ufw)
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.destinationIP] == ["192.0.2.10"])
    #expect(record[.sourcePort] == ["51515"])
    #expect(record[.destinationPort] == ["22"])
    #expect(record[.destinationMAC] == ["00-00-5E-00-53-01"])
    #expect(record[.sourceMAC] == ["00-00-5E-00-53-02"])
    #expect(record[.networkTransport] == ["tcp"])
    #expect(record[.networkType] == ["ipv4"])
    #expect(record[.networkDirection] == ["inbound"])
    #expect(record[.networkBytes] == ["60"])
    #expect(record[.observerIngressInterfaceName] == ["eth0"])
    #expect(record[.ruleName] == ["UFW BLOCK"])
    #expect(record[.eventCategory] == ["network"])
    #expect(record[.eventType] == ["connection", "denied"])
    #expect(record[.eventAction] == ["block"])
    #expect(record[.eventOutcome].isEmpty)
  }

  @Test func `keeps the first of two lengths`() {
    let record = NetfilterTests.decode(
      "nodrop:IN=eth0 OUT= SRC=2001:0db8:0000:0000:0000:0000:0000:0bad "
        + "DST=2001:0db8:0000:0000:0000:0000:0000:0010 LEN=76 TC=0 HOPLIMIT=55 FLOWLBL=0 "
        + "PROTO=UDP SPT=5353 DPT=53 LEN=36 ")
    #expect(record[.networkBytes] == ["76"])
    #expect(record[.sourceIP] == ["2001:db8::bad"])
    #expect(record[.destinationIP] == ["2001:db8::10"])
    #expect(record[.networkType] == ["ipv6"])
    #expect(record[.ruleName] == ["nodrop"])
    #expect(record.verdict == nil)
  }

  @Test func `leaves the packet inside an ICMP error alone`() {
    let record = NetfilterTests.decode(
      "IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.10 LEN=56 TTL=52 ID=1 PROTO=ICMP TYPE=3 CODE=3 "
        + "[SRC=192.0.2.10 DST=198.51.100.7 LEN=28 TTL=1 ID=9 PROTO=UDP SPT=40000 DPT=33434 "
        + "LEN=8 ] MARK=0x1 ")
    #expect(record[.sourceIP] == ["203.0.113.9"])
    #expect(record[.destinationIP] == ["192.0.2.10"])
    #expect(record[.networkTransport] == ["icmp"])
    #expect(record[.networkBytes] == ["56"])
    #expect(record[.sourcePort].isEmpty)
  }

  @Test(arguments: [
    ("IN= OUT=eth1 ", ["outbound"]), ("IN=eth0 OUT= ", ["inbound"]), ("IN=eth0 OUT=eth1 ", []),
  ])
  func `takes the direction from the empty interface`(interfaces: String, expected: [String]) {
    let record = NetfilterTests.decode(interfaces + "SRC=192.0.2.1 DST=192.0.2.2 LEN=40 PROTO=47 ")
    #expect(record[.networkDirection] == expected)
    #expect(record[.networkTransport] == ["gre"])
    #expect(record[.networkIANANumber] == ["47"])
  }

  @Test func `reads ARP, VLAN tags and a decoded link header`() {
    let arp = NetfilterTests.decode(
      "arp: IN=eth0 OUT= ARP HTYPE=1 PTYPE=0x0800 OPCODE=1 MACSRC=00:00:5e:00:53:02 "
        + "IPSRC=198.51.100.7 MACDST=00:00:00:00:00:00 IPDST=192.0.2.10")
    #expect(arp.result == .event)
    #expect(arp[.sourceIP] == ["198.51.100.7"])
    #expect(arp[.destinationIP] == ["192.0.2.10"])
    #expect(arp[.networkProtocol] == ["arp"])
    #expect(arp[.sourceMAC] == ["00-00-5E-00-53-02"])
    let decoded = NetfilterTests.decode(
      "IN=eth0 OUT= MACSRC=00:00:5e:00:53:02 MACDST=00:00:5e:00:53:01 VPROTO=8100 VID=12 "
        + "MACPROTO=0800 SRC=198.51.100.7 DST=192.0.2.10 LEN=40 PROTO=2 ")
    #expect(decoded[.networkVLANID] == ["12"])
    #expect(decoded[.destinationMAC] == ["00-00-5E-00-53-01"])
    let tagged = NetfilterTests.decode(
      "IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:81:00:20:0c:08:00 "
        + "SRC=198.51.100.7 DST=192.0.2.10 LEN=40 PROTO=TCP SPT=1 DPT=2 WINDOW=1 ")
    #expect(tagged[.networkVLANID] == ["12"])
  }

  /// Cut where a shorter text is still an address: the kernel ends every field with a space.
  @Test func `names nobody when the line was cut inside an address`() {
    let cutSource = NetfilterTests.decode("DROP: IN=eth0 OUT= SRC=198.51.100.7")
    #expect(cutSource.result == .malformed)
    #expect(cutSource[.sourceIP].isEmpty)
    let cutDestination = NetfilterTests.decode("DROP: IN=eth0 OUT= SRC=198.51.100.7 DST=192.0.2.1")
    #expect(cutDestination[.sourceIP] == ["198.51.100.7"])
    #expect(cutDestination[.destinationIP].isEmpty)
  }

  @Test func `reads what is left of a line without its beginning`() {
    let record = NetfilterTests.decode("TTL=126 ID=15317 DF PROTO=TCP SPT=59344 DPT=443 WINDOW=8 ")
    #expect(record.result == .malformed)
    #expect(record[.destinationPort] == ["443"])
  }

  @Test(arguments: ["usb 1-1: new device", "audit: type=1400 apparmor=\"DENIED\"", "IN=eth0", ""])
  func `leaves other kernel messages to others`(body: String) {
    #expect(NetfilterTests.decode(body).result == .notMine)
  }

  @Test func `recognises a prefix that stands where a tag stands`() {
    let prefixed = NetfilterTests.decode(NetfilterTests.packet, program: "DENY")
    #expect(prefixed.isRecognised)
    #expect(prefixed.verdict == "denied")
    #expect(prefixed[.ruleName] == ["DENY"])
    #expect(NetfilterTests.decode("x: " + NetfilterTests.packet, program: "").isRecognised)
  }
}
