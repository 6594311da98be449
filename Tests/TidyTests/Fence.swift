/// What the sources of one module may import and may not say.
struct Fence: Sendable {
  let imports: Set<String>
  /// Further imports that only one folder of the module may have.
  var importsByFolder: [String: Set<String>] = [:]
  var bannedWords: [String] = []

  /// The arrows of ARCHITECTURE.md. A module that is missing here fails the test.
  static let modules: [String: Fence] = [
    "CKernels": Fence(imports: [], bannedWords: kernelBans),
    "CPCRE2": Fence(imports: []),
    "CZlib": Fence(imports: []),
    "CSockets": Fence(imports: [], bannedWords: kernelBans),
    "Detect": Fence(imports: ["CKernels", "CPCRE2"], bannedWords: coreBans),
    "Logs": Fence(imports: ["Detect"], bannedWords: coreBans),
    "Rules": Fence(
      imports: ["Detect", "Yams"],
      importsByFolder: ["Packs": ["Glibc", "Dispatch", "Synchronization"]]),
    "Intel": Fence(
      imports: ["Detect"], importsByFolder: ["Feeds": ["Foundation"]],
      bannedWords: pureBans.filter { $0 != "Foundation" }),
    "Response": Fence(imports: ["Detect"], bannedWords: pureBans),
    "Store": Fence(imports: [
      "Detect", "Intel", "Response", "GRDB", "Foundation", "Glibc", "Synchronization",
    ]),
    "Engine": Fence(imports: [
      "Detect", "Logs", "Rules", "Intel", "Response", "Store", "CSockets", "CZlib", "Logging",
      "Foundation", "Synchronization", "Glibc",
    ]),
    "Web": Fence(
      imports: [
        "Engine", "Response", "Detect", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore",
        "NIOHTTPTypes", "ServiceLifecycle", "Logging", "Synchronization",
      ],
      importsByFolder: [
        "Access": ["Foundation"], "Bouncers": ["Foundation"], "Lists": ["CZlib", "Dispatch"],
        "Server": ["Foundation", "Glibc"],
        "Posts": ["Glibc"], "TLS": ["HummingbirdTLS", "NIOSSL"],
        "Client": ["AsyncHTTPClient", "NIOHTTP1", "NIOPosix", "NIOSSL"],
        "Streams": ["Glibc", "NIOPosix", "NIOSSL", "NIOTLS"],
      ]),
    "detectd": Fence(imports: [
      "Engine", "Rules", "ArgumentParser", "Logs", "Response", "Web",
    ]),
  ]

  /// Words that no module may use: each turns bad input into a crash.
  static let bannedEverywhere = ["try!", "as!", "fatalError("]

  /// Marks of unfinished work, wherever they stand.
  static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

  /// File names that say nothing about what is inside.
  static let emptyNames = ["Util", "Common", "Manager", "Helper", "Misc"]

  private static let pureBans = ["Foundation", "Mutex", "Date(", "clock_gettime", "print("]
  private static let coreBans = pureBans + ["async", "await"]
  private static let kernelBans = ["malloc(", "calloc(", "realloc(", "free(", "printf("]
}
