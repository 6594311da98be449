// Rules: Sigma text to a checked rule, to the IR that Detect compiles.
//
//     text ─► YAML/ (places kept) ─► Sigma/ (nothing resolved) ─► Lowering/ (modifiers to tests,
//     names to field numbers) ─► Compile/ ─► Detect's Program
//
// Problems are collected at each step and never stop the other rules.
