import Testing

@Suite struct TidyModuleTests {
}
