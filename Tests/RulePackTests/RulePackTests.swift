import Testing

@Suite struct RulePackModuleTests {
}
