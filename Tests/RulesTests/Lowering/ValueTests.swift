import Rules
import Testing

/// Values without and with modifiers, as the tests that they become.
@Suite struct ValueTests {
  @Test(arguments: [
    ("f: abc", "f = abc"),
    ("f: 'a*b?c'", "f = a*b?c"),
    (#"f: 'a\*b\?c'"#, "f = a[*]b[?]c"),
    (#"f: 'a\\*b'"#, #"f = a\*b"#),
    (#"f: 'a\\\*b'"#, #"f = a\[*]b"#),
    (#"f: 'C:\Windows\x'"#, #"f = C:\Windows\x"#),
    (#"f: 'C:\\Windows'"#, #"f = C:\Windows"#),
    (#"f: 'C:\\\\srv'"#, #"f = C:\\srv"#),
    (#"f: 'C:\Win\*'"#, #"f = C:\Win[*]"#),
    ("f: ''", "f = "),
    ("f: '*'", "f = *"),
    ("f: 5", "f is 5"),
    ("f: '5'", "f = 5"),
    ("f: -1.5", "f is -1.5"),
    ("f: 18446744073709551615", "f is 18446744073709551615"),
    ("f: 9007199254740993", "f is 9007199254740993"),
    ("f: true", "f is true"),
    ("f: null", "f is null"),
    ("f:", "f is null"),
    ("f: [a, null, 3]", "(f = a or f is null or f is 3)"),
    ("f: no", "f = no"),
    ("f: 2024-01-31", "f = 2024-01-31"),
    ("f: é", #"f = \xc3\xa9"#),
  ])
  func `types and wildcards`(item: String, expected: String) throws {
    #expect(try listing(rule(item: item)) == expected)
  }

  @Test(arguments: [
    ("f|contains: a", "f = *a*"),
    ("f|startswith: a", "f = a*"),
    ("f|endswith: a", "f = *a"),
    ("f|startswith: '*a'", "f = *a*"),
    ("f|endswith: '1?'", "f = *1?"),
    ("f|contains|startswith: a", "f = *a*"),
    ("f|contains: ''", "f = *"),
    (#"f|contains: '\Temp\'"#, #"f = *\Temp\*"#),
    (#"f|endswith: '\*'"#, "f = *[*]"),
    ("f|startswith: 'password*.txt'", "f = password*.txt*"),
    ("f|contains: [a, b]", "(f = *a* or f = *b*)"),
    ("f|contains|all: [a, b]", "(f = *a* and f = *b*)"),
    ("f|all|contains: [a, b]", "(f = *a* and f = *b*)"),
    ("f|neq: [a, b]", "not (f = a or f = b)"),
    ("f|neq|contains: a", "not f = *a*"),
    ("f|contains|neq: a", "not f = *a*"),
    ("f|cased: Ab", "f == Ab"),
    ("f|cased|contains: Ab", "f == *Ab*"),
    ("f|contains|cased: Ab", "f == *Ab*"),
    ("f|exists: true", "f exists"),
    ("f|exists: false", "f is absent"),
    ("f|gt: 5", "f gt 5"),
    ("f|lte: -1.5", "f lte -1.5"),
    ("f|hour: 3", "f.hour eq 3"),
    ("f|hour|gte: 3", "f.hour gte 3"),
    ("f|week: 53", "f.week eq 53"),
    ("f|fieldref: g", "f equals g"),
    ("f|fieldref|endswith: g", "f endsWith g"),
    ("f|fieldref|neq: g", "not f equals g"),
    ("f|cidr: 192.0.2.0/24", "f in 192.0.2.0/24"),
    ("f|cidr: ['192.0.2.0/24', '2001:db8::/32']", "(f in 192.0.2.0/24 or f in 2001:db8::/32)"),
  ])
  func `modifiers of text, numbers and networks`(item: String, expected: String) throws {
    #expect(try listing(rule(item: item)) == expected)
  }

  @Test(arguments: [
    (#"f|re: 'a\.b*'"#, #"f ~ /a\.b*/"#),
    ("f|re: 5", "f ~ /5/"),
    ("f|re|i: a", "f ~ /a/i"),
    ("f|re|i|m|s: a", "f ~ /a/ims"),
    ("f|re|ignorecase|dotall: a", "f ~ /a/is"),
    ("f|re|contains: 'a|b'", "f ~ /.*(?:a|b).*/"),
    ("f|re|startswith: 'ab'", "f ~ /ab.*/"),
    ("f|re|contains: '(a|b)[|]'", "f ~ /.*(a|b)[|].*/"),
    ("f|re|all: [a, b]", "(f ~ /a/ and f ~ /b/)"),
  ])
  func `regular expressions are taken as written`(item: String, expected: String) throws {
    #expect(try listing(rule(item: item)) == expected)
  }

  @Test(arguments: [
    ("f|base64: ab", "f = YWI="),
    ("f|base64offset: foo", "(f = Zm9v or f = Zvb or f = mb2)"),
    ("f|wide|base64offset: ab", "(f = YQBiA or f = EAYg or f = hAGIA)"),
    ("f|utf16le|base64offset: ab", "(f = YQBiA or f = EAYg or f = hAGIA)"),
    ("f|utf16|base64: ab", "f = //5hAGIA"),
    ("f|utf16be: ab", #"f = \x00a\x00b"#),
    ("f|wide: é", #"f = \xe9\x00"#),
    ("f|wide: 'a*'", #"f = a\x00*"#),
    ("f|base64offset|contains: foo", "(f = *Zm9v* or f = *Zvb* or f = *mb2*)"),
    (
      "f|base64|all: [a, ab]", "(f = YQ== and f = YWI=)"
    ),
  ])
  func `encodings`(item: String, expected: String) throws {
    #expect(try listing(rule(item: item)) == expected)
  }

  @Test(arguments: [
    ("f|windash: '-s '", "f = <dash>s "),
    ("f|windash: ' -a /b --c-d e-f'", "f =  <dash>a <dash>b -<dash>c-d e-f"),
    ("f|windash|contains: ' -a'", "f = * <dash>a*"),
    ("f|contains|windash: '-a'", "f = *<dash>a*"),
    ("f|windash: 'a - b -'", "f = a - b -"),
    ("f|windash: '*-s'", "f = *<dash>s"),
    ("f|windash: '-*'", "f = -*"),
    ("f|windash: '/é'", #"f = <dash>\xc3\xa9"#),
  ])
  func `windash is a class of characters`(item: String, expected: String) throws {
    #expect(try listing(rule(item: item)) == expected)
  }

  @Test func `windash before an encoding is spelt out`() throws {
    let text = try listing(rule(item: "f|windash|base64: '-a'"))
    #expect(text == "(f = LWE= or f = L2E= or f = 4oCTYQ== or f = 4oCUYQ== or f = 4oCVYQ==)")
  }

  @Test(arguments: [
    ("f|expand: '%users%'", "(f = root or f = adm*)"),
    (
      #"f|expand: 'x\%users%%users%*'"#,
      "(f = x%users%root* or f = x%users%adm*)"
    ),
    ("f|expand|contains: '%users%'", "(f = *root* or f = *adm*)"),
    ("f|re|expand: '^%users%$'", "(f ~ /^root$/ or f ~ /^adm*$/)"),
    ("f|expand: '100% a'", "f = 100% a"),
    (
      "f|expand|all: ['%users%', 'x%users%']",
      "((f = root or f = adm*) and (f = xroot or f = xadm*))"
    ),
    ("f|expand|neq: '%users%'", "not (f = root or f = adm*)"),
  ])
  func `placeholders take their values`(item: String, expected: String) throws {
    let placeholders = ["users": ["root", "adm*"]]
    #expect(try listing(rule(item: item), placeholders: placeholders) == expected)
  }

  @Test(arguments: [
    ("s: [abc, 'd*e']", "(anywhere = *abc* or anywhere = *d*e*)"),
    ("s: abc", "anywhere = *abc*"),
    ("s: {'|all': [abc, def]}", "(anywhere = *abc* and anywhere = *def*)"),
    ("s: {'|re': 'a.c'}", "anywhere ~ /a.c/"),
    ("s: {'|contains': 'a.c'}", "anywhere = *a.c*"),
    ("s: {'|startswith': 'a.c'}", "anywhere = a.c*"),
    ("s: [200]", #"(anywhere is 200 or anywhere ~ /(?<![\w.])200(?![\w.])/)"#),
    ("s: [{f: a}, b]", "(f = a or anywhere = *b*)"),
    ("s: [{f: a, g: b}, {f: [c, d]}]", "((f = a and g = b) or (f = c or f = d))"),
    ("s: [[a, {f: b}], c]", "((anywhere = *a* or f = b) or anywhere = *c*)"),
  ])
  func `keywords and lists of maps`(search: String, expected: String) throws {
    #expect(try listing(rule("\(search)\ncondition: s")) == expected)
  }
}
