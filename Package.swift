// swift-tools-version:6.2
// The package: one library target per responsibility, and one executable.
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "ml-connector",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "ml-connector", targets: ["MLConnector"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "Core", dependencies: [crypto], swiftSettings: strict),
        .target(
            name: "Wire",
            dependencies: [
                "Core",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .target(name: "Procurify", dependencies: ["Core"], swiftSettings: strict),
        .target(name: "Acumatica", dependencies: ["Core"], swiftSettings: strict),
        .target(
            name: "ProcurifyAcumatica", dependencies: ["Core", "Procurify", "Acumatica"], swiftSettings: strict),
        .target(
            name: "Engine",
            dependencies: [
                "Core", logging, .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "SQLStore", dependencies: ["Core", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(name: "Vault", dependencies: ["Core", crypto], swiftSettings: strict),
        .target(
            name: "App",
            dependencies: [
                "Core", "Wire", "Procurify", "Acumatica", "ProcurifyAcumatica", "Engine", "SQLStore", "Vault",
                yams, logging,
            ],
            swiftSettings: strict),
        .target(
            name: "Sandbox",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                yams,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "MLConnector",
            dependencies: [
                "App", "Sandbox", "Core", "Engine",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(name: "TestKit", dependencies: ["Core", "Engine"], swiftSettings: strict),
        .testTarget(name: "CoreTests", dependencies: ["Core"], swiftSettings: strict),
        .testTarget(
            name: "ClientTests", dependencies: ["Core", "Wire", "Procurify", "Acumatica", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["Core", "SQLStore", "Vault", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "FlowTests",
            dependencies: ["Core", "Procurify", "Acumatica", "ProcurifyAcumatica", "Engine", "SQLStore", "TestKit"],
            resources: [.copy("Golden")],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests", dependencies: ["Core", "Engine", "SQLStore", "TestKit", logging], swiftSettings: strict
        ),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox"], swiftSettings: strict),
        .testTarget(
            name: "AppTests", dependencies: ["App", "Core", "Engine", "MLConnector", "SQLStore", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "AcceptanceTests", dependencies: [.product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
