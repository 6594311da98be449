// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the benchmark library never enters the product's resolution.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "detectd", path: "../"),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "DetectBenchmarks",
      dependencies: [
        .product(name: "Stages", package: "detectd"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "DetectBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
