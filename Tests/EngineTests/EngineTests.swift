import Testing

@Suite struct EngineModuleTests {
}
