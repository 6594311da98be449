import Testing

@Suite struct ResponseModuleTests {
}
