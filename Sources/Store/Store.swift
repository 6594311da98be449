// Store: what must outlast the process, in one SQLite file. The only SQL.
//
//     Database    opens the file: modes, damage, versions; reads and writes
//     Migrations  the tables, forward only; a new one is appended at the end
//     Batch       what one transaction of the response loop writes
//     X+…         one file a table: its record, how it is written, how it is read
//
// `Database.commit(_:)` is the one write of the hot path: alerts, changes of decisions, checkpoints
// and windows of one batch stand together or not at all, and the same batch may come again. What
// consumers of decisions ask is `changes(after:)`: the journal gives each change a number that only
// grows.
//
// Times are arguments: Unix seconds. May not live here: clocks, and what is decided.
