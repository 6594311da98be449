// Detect: the matching core.
//
// Bytes go in, hits come out. Time is always an argument.
//
//     bytes ─► Block ─► Line ─► EventColumns ─► IndicatorTable
//                                            ─► Matcher(Program) ─► Correlator ─► hits
//
// Blocks/      a block of records, the lexicon and the arena beside it, lines over it
// Events/      flat columns of events and typed field spans; field names; JSON text
// Addresses/   addresses and prefixes: strict parsing, canonical text
// Program/     what a rule is once nothing about its text matters (the IR), and its compiled form
// Matching/    the matcher: values to atoms, atoms to rules
// Indicators/  address and domain tables
// Windows/     sliding windows by key, and the correlator over them
// Reference/   the slow and obvious evaluator that the fast one must agree with
//
// May not live here: Foundation, file or socket I/O, clocks, locks, `async`, logging.
