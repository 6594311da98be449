import Testing

@Suite struct RulesModuleTests {
}
