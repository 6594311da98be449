import Testing

@Suite struct IntelModuleTests {
}
