import Detect
import Logs
import Testing

@Suite struct WindowsXMLTests {
  static let sysmon =
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    + "<Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/>"
    + "<EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode>"
    + "<Keywords>0x8000000000000000</Keywords>"
    + "<TimeCreated SystemTime='2026-01-05T01:00:00.123456700Z'/>"
    + "<EventRecordID>66</EventRecordID><Correlation/>"
    + "<Execution ProcessID='2828' ThreadID='1684'/>"
    + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws1.example.com</Computer>"
    + "<Security UserID='S-1-5-18'/></System><EventData><Data Name='RuleName'></Data>"
    + "<Data Name='Image'>C:\\Windows\\cmd.exe</Data>"
    + "<Data Name='CommandLine'>cmd /c &quot;a &amp; b&quot; &gt; &#x63;&#100;</Data>"
    + "<Data Name='User'>EXAMPLE\\bob</Data></EventData></Event>"

  @Test func `a value goes by its name in the schema`() throws {
    let result = try Decoding().result(Self.sysmon)
    #expect(result.dataset == "windows_xml")
    #expect(result["winlog.event_id"] == "1")
    #expect(result["winlog.channel"] == "Microsoft-Windows-Sysmon/Operational")
    #expect(result["winlog.provider_name"] == "Microsoft-Windows-Sysmon")
    #expect(result["process.executable"] == "C:\\Windows\\cmd.exe")
    #expect(result["process.command_line"] == "cmd /c \"a & b\" > cd")
    #expect(result["host.name"] == "ws1.example.com")
    #expect(result["User"] == "EXAMPLE\\bob")
    #expect(result.time == "2026-01-05T01:00:00.123456700Z")
    #expect(result.source.categories == ["process_creation"])
    #expect(!result.event.flags.contains(.malformed))
  }

  @Test func `a program, its numbers and its user`() throws {
    let result = try Decoding().result(
      "<Event><System><EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
        + "<TimeCreated SystemTime='2026-01-05T01:00:02Z'/><Security UserID='S-1-5-18'/></System>"
        + "<EventData><Data Name='UtcTime'>2026-01-05 01:00:00.123</Data>"
        + "<Data Name='ProcessId'>356</Data><Data Name='Image'>C:\\Windows\\cmd.exe</Data>"
        + "<Data Name='ParentProcessId'>9</Data><Data Name='ParentImage'>C:\\a\\b.exe</Data>"
        + "<Data Name='User'>EXAMPLE\\bob</Data>"
        + "<Data Name='Hashes'>MD5=AB,SHA256=CD</Data></EventData></Event>")
    #expect(result.time == "2026-01-05T01:00:00.123Z")
    #expect(result["process.name"] == "cmd.exe")
    #expect(result["process.pid"] == "356")
    #expect(result["process.parent.name"] == "b.exe")
    #expect(result["user.name"] == "bob")
    #expect(result["user.domain"] == "EXAMPLE")
    #expect(result["user.id"] == "S-1-5-18")
    #expect(result["process.hash.sha256"] == "CD")
  }

  @Test(arguments: [
    ("0x8020000000000000", "4624", "success", "eve"),
    ("0x8010000000000000", "4625", "failure", "eve"),
    ("0x8020000000000000", "4688", "success", "ann"),
  ])
  func `an audit's outcome and whom it is about`(
    keywords: String, code: String, outcome: String, user: String
  ) throws {
    let result = try Decoding().result(
      "<Event><System><EventID>\(code)</EventID><Keywords>\(keywords)</Keywords>"
        + "<Channel>Security</Channel></System><EventData><Data Name='SubjectUserName'>ann</Data>"
        + "<Data Name='TargetUserName'>eve</Data><Data Name='NewProcessId'>0x1a4</Data></EventData>"
        + "</Event>")
    #expect(result["event.outcome"] == outcome)
    #expect(result["user.name"] == user)
    #expect(result["process.pid"] == "420")
  }

  @Test func `a pretty-printed event of the security log`() throws {
    let result = try Decoding().result(
      """
      <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
        <System>
          <Provider Name="Microsoft-Windows-Security-Auditing" />
          <EventID Qualifiers="16384">4625</EventID>
          <TimeCreated SystemTime="2026-01-05T01:00:00.1234567Z" />
          <Channel>Security</Channel>
          <Computer>dc1</Computer>
          <Security />
        </System>
        <!-- <EventData> -->
        <EventData>
          <Data Name="TargetUserName"><![CDATA[a<b>&amp;]]></Data>
          <Data Name="IpAddress">198.51.100.7</Data>
          <Data Name="IpPort">51515</Data>
          <Data>plain</Data>
        </EventData>
        <RenderingInfo Culture="en-US"><Message>An account failed to log on.</Message></RenderingInfo>
      </Event>
      """)
    #expect(result["TargetUserName"] == "a<b>&amp;")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["source.port"] == "51515")
    #expect(result["Data"] == "plain")
    #expect(result["event.code"] == "4625")
    #expect(result.all("message").contains("An account failed to log on."))
    #expect(result.source.services == ["security"])
  }

  @Test func `data of a provider's own shape`() throws {
    let result = try Decoding().result(
      "<13>Jan  5 09:00:00 dc1 nxlog[1]: <Event><System><Provider Name='Microsoft-Windows-Eventlog'/>"
        + "<EventID>1102</EventID><Channel>Security</Channel></System><UserData><LogFileCleared "
        + "xmlns='http://x'><SubjectUserName>bob</SubjectUserName></LogFileCleared></UserData>"
        + "</Event>")
    #expect(result["SubjectUserName"] == "bob")
    #expect(result["winlog.event_id"] == "1102")
    #expect(result["LogFileCleared"] == nil)
  }

  @Test func `an event that breaks off is marked`() throws {
    let half = String(Self.sysmon.prefix(700))
    let result = try Decoding().result(half)
    #expect(result.event.flags.contains(.malformed))
    #expect(result["winlog.event_id"] == "1")
  }

  /// Windows escapes what a stranger chose; what stands behind the event counts no more.
  @Test(arguments: [
    "<Data Name='TargetUserName'>x&lt;/Data&gt;&lt;Data Name='IpAddress'&gt;203.0.113.66</Data>",
    "<Data Name='TargetUserName' a='<Data Name=\"IpAddress\">203.0.113.66'>x</Data>",
  ])
  func `a value begins no element`(data: String) throws {
    let result = try Decoding().result(
      "<Event><System><EventID>4625</EventID><Channel>Security</Channel></System><EventData>"
        + data + "<Data Name='IpAddress'>198.51.100.7</Data></EventData></Event>"
        + "<EventData><Data Name='IpAddress'>203.0.113.66</Data></EventData>")
    #expect(result.all("source.ip") == ["198.51.100.7"])
  }

  @Test func `text in another program's message is no event`() throws {
    let result = try Decoding().result(
      "Jan  5 09:00:00 web1 app[1]: got <Event><System><EventID>1</EventID></System></Event>")
    #expect(result.dataset != "windows_xml")
  }

  static let snare =
    "<13>Jan  5 09:00:00 dc1 MSWinEventLog\t1\tSecurity\t4242\tMon Jan 05 08:59:59 2026\t4625\t"
    + "Microsoft-Windows-Security-Auditing\tEXAMPLE\\bob\tUser\tFailure Audit\tdc1.example.com\t"
    + "Logon\t\tAn account failed to log on.  Account Name:  x Source Network Address: 203.0.113.66  "
    + "Workstation Name: w  Source Network Address: 198.51.100.7  Source Port:  51515\t7"

  @Test func `an event of Snare's`() throws {
    let result = try Decoding().result(Self.snare)
    #expect(result.dataset == "snare")
    #expect(result["winlog.event_id"] == "4625")
    #expect(result["user.name"] == "bob")
    #expect(result["event.outcome"] == "failure")
    #expect(result.all("source.ip") == ["198.51.100.7"])
    #expect(result["source.port"] == "51515")
    #expect(result["winlog.computer_name"] == "dc1.example.com")
    #expect(result.source.services == ["security"])
  }
}
