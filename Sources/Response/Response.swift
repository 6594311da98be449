// Response: alerts, what policy makes of them, and the lists that firewalls take.
//
//     Alert ─► Policy/ ─► Safety/ (never-block) ─► Decisions/ ─► Lists/ (rendered bytes)
//
// Alerts/     an alert as a value, as an ECS document, and as a line for people; identifiers
// Policy/     ordered rules from alert to action, target and duration; drafts and their messages
// Safety/     the never-block list, the only maker of targets that may be blocked; refusals
// Decisions/  the book: sightings of a target, and what follows from them in any order
// Lists/      exact aggregation of networks that end at different times; one file a format
//
// Time is an argument. May not live here: I/O, clocks, storage.
