import Testing

@Suite struct LogsModuleTests {
}
