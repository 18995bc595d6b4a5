// swift-tools-version: 5.10
import PackageDescription

let package = Package(
    name: "Harbour",
    dependencies: [
        .package(url: "https://github.com/huggingface/swift-transformers.git", from: "0.1.14"),
        .package(url: "https://github.com/MacPaw/OpenAI", exact: "0.3.4"),
        .package(name: "WhisperKit", url: "https://github.com/argmaxinc/WhisperKit.git", branch: "main"),
        // .package(url: "https://github.com/apple/swift-log.git", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", "1.2.0"..<"2.0.0"),
        .package(path: "../Berths"),
    ]
)
