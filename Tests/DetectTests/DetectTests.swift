import Testing

@Suite struct DetectModuleTests {
}
