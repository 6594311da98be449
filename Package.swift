// swift-tools-version: 6.2
import PackageDescription

/// Every target: explicit existentials, explicit imports, no warning left standing.
let common: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The modules that read hostile bytes: each unsafe expression is marked and argued.
let core: [SwiftSetting] =
  common + [
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
    .enableExperimentalFeature("Lifetimes"),
  ]

let package = Package(
  name: "detectd",
  products: [
    .executable(name: "detectd", targets: ["detectd"]),
    .library(name: "Detect", targets: ["Detect"]),
    .library(name: "Logs", targets: ["Logs"]),
    .library(name: "Stages", targets: ["Stages"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CSockets"),
    .target(name: "Detect", dependencies: ["CKernels", "CPCRE2"], swiftSettings: core),
    .target(name: "Logs", dependencies: ["Detect"], swiftSettings: core),
    .target(
      name: "Rules", dependencies: ["Detect", .product(name: "Yams", package: "Yams")],
      swiftSettings: common),
    .target(name: "Intel", dependencies: ["Detect"], swiftSettings: common),
    .target(name: "Response", dependencies: ["Detect"], swiftSettings: common),
    .target(
      name: "Store",
      dependencies: ["Detect", "Response", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: common),
    .target(
      name: "Engine",
      dependencies: [
        "Detect", "Logs", "Rules", "Intel", "Response", "Store", "CSockets", "CZlib",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: common),
    .target(
      name: "Web",
      dependencies: [
        "Engine", "Response", "Detect", "CZlib",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: common),
    .executableTarget(
      name: "detectd",
      dependencies: [
        "Engine", "Web", "Response", "Logs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    // For Benchmarks/, which is a package of its own.
    .target(
      name: "Stages", dependencies: ["Detect", "Engine", "Logs", "Rules"],
      path: "Benchmarks/Stages", swiftSettings: common),
    .executableTarget(
      name: "literal-search", dependencies: ["Stages"], path: "Benchmarks/LiteralSearch",
      exclude: ["vectorscan.c"], swiftSettings: common),

    .target(
      name: "Support", dependencies: ["Detect"], path: "Tests/Support", swiftSettings: common),
    .testTarget(
      name: "CKernelsTests", dependencies: ["CKernels", "Support"], swiftSettings: common),
    .testTarget(name: "DetectTests", dependencies: ["Detect", "Support"], swiftSettings: common),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(
      name: "LogsTests", dependencies: ["CAllocations", "Logs", "Support"], swiftSettings: common),
    .testTarget(name: "RulesTests", dependencies: ["Rules", "Support"], swiftSettings: common),
    .testTarget(name: "IntelTests", dependencies: ["Intel", "Support"], swiftSettings: common),
    .testTarget(
      name: "ResponseTests", dependencies: ["Response", "Support"], swiftSettings: common),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Detect", "Response", "Store", "Support", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "EngineTests",
      dependencies: ["Detect", "Engine", "Logs", "Response", "Rules", "Store", "Support"],
      swiftSettings: common),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Detect", "Engine", "Response", "Support", "Web",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "RulePackTests", dependencies: ["Detect", "Engine", "Rules", "Support"],
      swiftSettings: common),
    .testTarget(
      name: "EndToEndTests", dependencies: ["detectd", "Support"], swiftSettings: common),
    .testTarget(
      name: "FaultTests", dependencies: ["detectd", "Detect", "Response", "Store", "Support"],
      path: "Tests/FaultTests", swiftSettings: common),
    .testTarget(name: "TidyTests", dependencies: ["Support"], swiftSettings: common),
  ],
  swiftLanguageModes: [.v6]
)
